import type { Booking, Disruption, FleetSnapshot, Triage } from "@muster/sdk";
import { describe, expect, it } from "vitest";

import { exceptionsOf } from "../../src/views/triage/exceptions";

const NOON = new Date("2026-03-01T12:00:00Z");
const minutesOn = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

const triage = (id: string, changes: Partial<Triage> = {}) =>
  ({ triage_id: id, kind: "approval", severity: "warning", booking_id: `of-${id}`, disruption_id: null, deadline_at: minutesOn(5), ...changes }) as Triage;
const disruption = (id: string, changes: Partial<Disruption> = {}) =>
  ({ disruption_id: id, kind: "long_stop", severity: "critical", booking_id: `of-${id}`, ...changes }) as Disruption;
const booking = (id: string, expectedAfterMin: number) =>
  ({
    booking_id: id,
    terms: { promise: { window: { end_at: NOON } } },
    assignment: { provider_id: "ada", eta_end: { p50_at: minutesOn(expectedAfterMin) } },
  }) as Booking;
const fleet = (...providers: object[]) => [{ providers }] as unknown as FleetSnapshot[];

describe("what needs an operator", () => {
  it("puts what waits for an answer before anything else, the most severe and soonest first", () => {
    const items = exceptionsOf(
      [triage("later", { deadline_at: minutesOn(9) }), triage("soon"), triage("grave", { severity: "critical", deadline_at: minutesOn(20) })],
      [disruption("trouble")],
      [],
      [],
    );

    expect(items.map((item) => item.key)).toEqual(["grave", "soon", "later", "trouble"]);
  });

  it("shows trouble that waits for an answer once, with what it is about", () => {
    const asked = triage("ask", { kind: "disruption", disruption_id: "trouble" });

    const items = exceptionsOf([asked], [disruption("trouble")], [], []);

    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: "triage", disruption: { disruption_id: "trouble" } });
  });

  it("shows a booking that is believed to end after its promise, unless it is shown already", () => {
    const items = exceptionsOf([], [disruption("known", { booking_id: "named" })], [booking("named", 4), booking("late", 4), booking("fine", -4)], []);

    expect(items.map((item) => item.key)).toEqual(["known", "late.late"]);
  });

  it("shows a provider at work whose position is old, and no idle one", () => {
    const silent = { provider_id: "ada", duty: "online", work: "busy", link: "lost" };

    const items = exceptionsOf([], [], [], fleet(silent, { ...silent, provider_id: "bob", work: "idle" }, { ...silent, provider_id: "cyd", link: "fresh" }));

    expect(items.map((item) => item.key)).toEqual(["link.ada"]);
  });
});
