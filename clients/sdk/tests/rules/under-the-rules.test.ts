import { deleteApp, initializeApp } from "firebase/app";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore";
import { describe, expect, it } from "vitest";

import { type Booking, type CodedError, type Listeners, type Muster, createMuster, positionPath } from "../../src";

const [HOST, PORT] = (process.env["FIRESTORE_EMULATOR_HOST"] ?? "").split(":");
const MANY = Number(process.env["MUSTER_RULES_MANY"]);
const PROJECT = process.env["MUSTER_RULES_PROJECT"] ?? "";

const PEOPLE = {
  customer: { sub: "ada", role: "customer" },
  provider: { sub: "pia", role: "provider", areas: ["vienna"] },
  operator: { sub: "olga", role: "operator", areas: ["vienna", "linz"] },
};
type Heard = (value: unknown, freshness: { readonly fromCache: boolean }) => void;
type Listening = (listeners: Listeners, next: Heard, end: (error: CodedError) => void) => () => void;

const readers: { readonly [name in keyof Listeners]: readonly [keyof typeof PEOPLE, Listening] } = {
  listenDocument: ["operator", (all, next, end) => all.listenDocument("triage/t-1", next, end)],
  listenServiceAreas: ["customer", (all, next, end) => all.listenServiceAreas(next, end)],
  listenServiceArea: ["customer", (all, next, end) => all.listenServiceArea("vienna", next, end)],
  listenZones: ["customer", (all, next, end) => all.listenZones("vienna", next, end)],
  listenAllZones: ["operator", (all, next, end) => all.listenAllZones("vienna", next, end)],
  listenDevices: ["customer", (all, next, end) => all.listenDevices("ada", next, end)],
  listenBooking: ["customer", (all, next, end) => all.listenBooking("b-1", next, end)],
  listenLive: ["customer", (all, next, end) => all.listenLive("b-1", 1, next, end)],
  listenCustomerBookings: ["customer", (all, next, end) => all.listenCustomerBookings("ada", next, end)],
  listenCustomerJobs: ["customer", (all, next, end) => all.listenCustomerJobs("ada", next, end)],
  listenProvider: ["provider", (all, next, end) => all.listenProvider("pia", next, end)],
  listenOffers: ["provider", (all, next, end) => all.listenOffers("pia", next, end)],
  listenProviderBookings: ["provider", (all, next, end) => all.listenProviderBookings("pia", next, end)],
  listenProviderHandOvers: ["provider", (all, next, end) => all.listenProviderHandOvers("pia", next, end)],
  listenProviderJobs: ["provider", (all, next, end) => all.listenProviderJobs("pia", next, end)],
  listenProviderSuggestions: ["provider", (all, next, end) => all.listenProviderSuggestions("pia", next, end)],
  listenOpenBookings: ["operator", (all, next, end) => all.listenOpenBookings("vienna", next, end)],
  listenTriage: ["operator", (all, next, end) => all.listenTriage("vienna", next, end)],
  listenDisruptions: ["operator", (all, next, end) => all.listenDisruptions("vienna", next, end)],
  listenOverrides: ["operator", (all, next, end) => all.listenOverrides("vienna", next, end)],
  listenOverride: ["operator", (all, next, end) => all.listenOverride("v-1", next, end)],
  listenScoreProposals: ["operator", (all, next, end) => all.listenScoreProposals("vienna", next, end)],
  listenOpenOffers: ["operator", (all, next, end) => all.listenOpenOffers("vienna", next, end)],
  listenFleet: ["operator", (all, next, end) => all.listenFleet("vienna", next, end)],
  listenZoneStates: ["operator", (all, next, end) => all.listenZoneStates("vienna", next, end)],
  listenProviders: ["operator", (all, next, end) => all.listenProviders("vienna", next, end)],
  listenProvidersByName: [
    "operator",
    (all, next, end) =>
      all.listenProvidersByName("vienna", { startsWith: "A", duty: "online", after: { name: "Ada", provider_id: "ada" } }, next, end),
  ],
  listenProvidersById: ["operator", (all, next, end) => all.listenProvidersById("vienna", ["pia", "per"], next, end)],
  listenSuggestions: ["operator", (all, next, end) => all.listenSuggestions("vienna", next, end)],
  listenShapings: ["operator", (all, next, end) => all.listenShapings("vienna", next, end)],
  listenBatches: ["operator", (all, next, end) => all.listenBatches("vienna", next, end)],
  listenRefusals: ["operator", (all, next, end) => all.listenRefusals("vienna", next, end)],
  listenDecisions: ["operator", (all, next, end) => all.listenDecisions("vienna", next, end)],
  listenHours: ["operator", (all, next, end) => all.listenHours("vienna", { from: "2026-01-01T00", upTo: "2026-01-02T00" }, next, end)],
  listenAcceptance: ["operator", (all, next, end) => all.listenAcceptance("vienna", next, end)],
  listenAudit: [
    "operator",
    (all, next, end) => all.listenAudit({ areaId: "vienna", about: null, before: null, most: 50 }, next, end),
  ],
  listenNotes: ["operator", (all, next, end) => all.listenNotes("b-1", "vienna", next, end)],
  listenTimeline: ["operator", (all, next, end) => all.listenTimeline("b-1", "vienna", next, end)],
  listenSignals: ["operator", (all, next, end) => all.listenSignals("b-1", "vienna", next, end)],
  listenEta: ["operator", (all, next, end) => all.listenEta("b-1", next, end)],
  listenDecision: ["operator", (all, next, end) => all.listenDecision("d-1", next, end)],
  listenDisruption: ["operator", (all, next, end) => all.listenDisruption("late_start.b-1.1", next, end)],
  listenPlaybook: ["operator", (all, next, end) => all.listenPlaybook("vienna", next, end)],
  listenOperator: ["operator", (all, next, end) => all.listenOperator("olga", next, end)],
  listenPlaybookVersions: ["operator", (all, next, end) => all.listenPlaybookVersions("vienna", next, end)],
  listenZoneVersions: ["operator", (all, next, end) => all.listenZoneVersions("z-1", "vienna", next, end)],
  listenSettingsVersions: ["operator", (all, next, end) => all.listenSettingsVersions("vienna", next, end)],
  listenPlan: ["operator", (all, next, end) => all.listenPlan("vienna", next, end)],
};

describe("a listener passes the security rules", () => {
  it.each(Object.entries(readers))("%s", async (_, [person, listening]) => {
    const heard = await firstFromServer(person, listening);

    expect(heard).not.toBeInstanceOf(Error);
  });
});

describe("a listener of somebody who may not", () => {
  it("ends with a coded error", async () => {
    const heard = await firstFromServer("customer", (all, next, end) => all.listenTriage("vienna", next, end));

    expect(heard).toMatchObject({ code: "X905 WRONG_ROLE" });
  });

  it("ends when it is another customer's bookings", async () => {
    const heard = await firstFromServer("customer", (all, next, end) => all.listenCustomerBookings("bob", next, end));

    expect(heard).toMatchObject({ code: "X905 WRONG_ROLE" });
  });
});

describe("an area's open bookings", () => {
  it("are all heard of, though the rules let nobody list more than 1,000 at once", async () => {
    const bookings = await asPerson("operator", allOfLinz);

    expect(new Set(bookings.map((each) => each.booking_id)).size).toBe(MANY);
  });
});

function allOfLinz({ listeners }: Muster): Promise<readonly Booking[]> {
  return new Promise((settle, fail) => {
    listeners.listenOpenBookings("linz", (found, { fromCache }) => fromCache || settle(found), fail);
  });
}

describe("a position", () => {
  const fix = { point: { lat: 48.2082, lng: 16.3738 }, accuracy_m: 8, device_time: new Date(), speed_mps: -1 };

  it("of one's own is written as the rules and the dispatcher want it", async () => {
    await asPerson("provider", ({ writePosition }) => writePosition("pia", fix));

    const stored = await firstFromServer("provider", (all, next, end) =>
      all.listenDocument(positionPath("pia"), next, end),
    );
    expect(stored).toMatchObject({ point: fix.point, geohash: "u2edk8511", device_time: fix.device_time, speed_mps: null });
  });

  it("of somebody else is refused", async () => {
    const refused = asPerson("provider", ({ writePosition }) => writePosition("per", fix));

    await expect(refused).rejects.toMatchObject({ code: "X905 WRONG_ROLE" });
  });
});

/** Gives what a listener hears first from the server, or the error with which it ends. */
function firstFromServer(person: keyof typeof PEOPLE, listening: Listening): Promise<unknown> {
  return asPerson(
    person,
    ({ listeners }) =>
      new Promise((settle) => {
        listening(listeners, (value, { fromCache }) => fromCache || settle(value), settle);
      }),
  );
}

async function asPerson<T>(person: keyof typeof PEOPLE, act: (muster: Muster) => Promise<T>): Promise<T> {
  const app = initializeApp({ projectId: PROJECT }, `rules-${Math.random()}`);
  const firestore = getFirestore(app);
  connectFirestoreEmulator(firestore, HOST ?? "", Number(PORT), { mockUserToken: PEOPLE[person] });
  try {
    return await act(createMuster({ app, firestore }));
  } finally {
    await deleteApp(app);
  }
}
