import { expect, test } from "vitest";

import { ANYBODY, acceptanceOf, idsOf, isByState, nameStart, rowsOf, workOf } from "../../src/state/providers";
import { aBooking, aProvider, anEntry } from "./builders";

const FLEET = [
  anEntry({ provider_id: "p3", link: "lost" }),
  anEntry({ provider_id: "p1", work: "busy" }),
  anEntry({ provider_id: "q2", duty: "paused" }),
];

test("who is meant by a state is told by the last snapshot", () => {
  expect(idsOf(FLEET, { ...ANYBODY, link: "lost" })).toEqual(["p3"]);
  expect(idsOf(FLEET, { ...ANYBODY, duty: "online", work: "busy" })).toEqual(["p1"]);
  expect(idsOf(FLEET, { ...ANYBODY, sought: " p" })).toEqual(["p1", "p3"]);
  expect([isByState(ANYBODY), isByState({ ...ANYBODY, sought: "p", duty: "paused" }), isByState({ ...ANYBODY, work: "idle" })]).toEqual([false, false, true]);
});

test("a name is sought with a capital letter whatever was typed", () => {
  expect([nameStart(" ada "), nameStart("")]).toEqual(["Ada", ""]);
});

test("a row has the provider once, with the last sighting and the bookings held", () => {
  const ada = aProvider({ provider_id: "p1", name: "Ada" });
  const held = aBooking({ booking_id: "b7", assignment: { provider_id: "p1" } as never });

  const rows = rowsOf([aProvider({ provider_id: "p9", name: "Zoe" }), ada, ada], FLEET, [held, aBooking()]);

  expect(rows.map(({ provider, entry, held: bookings }) => [provider.name, entry?.work, bookings.length])).toEqual([
    ["Ada", "busy", 1],
    ["Zoe", undefined, 0],
  ]);
});

test("work follows from load, capacity and open offers", () => {
  const works = [
    { load: 2, capacity: 2, open_offers: 0 },
    { load: 1, capacity: 2, open_offers: 1 },
    { load: 0, capacity: 2, open_offers: 1 },
    { load: 0, capacity: 2, open_offers: 0 },
  ].map((change) => workOf(aProvider(change)));

  expect(works).toEqual(["full", "busy", "reserved", "idle"]);
});

test("nobody accepts anything before the first offer", () => {
  expect([acceptanceOf(aProvider({ offers_made: 0, offers_accepted: 0 })), acceptanceOf(aProvider({ offers_made: 4, offers_accepted: 3 }))]).toEqual([null, 0.75]);
});
