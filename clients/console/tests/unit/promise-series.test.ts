import type { Booking, BookingEta, TimelineEvent } from "@muster/sdk";
import { expect, it } from "vitest";

import { beliefs } from "../../src/views/booking/promise-series";

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 12, minutes));
const end = (minutes: number) => ({ p10_at: at(minutes - 2), p50_at: at(minutes), p90_at: at(minutes + 4) });
const waiting = { assignment: null } as Booking;
const event = (minutes: number, data: object) => ({ occurred_at: at(minutes), data }) as TimelineEvent;

it("plots nothing while nobody has the booking", () => {
  expect(beliefs(waiting, null, [])).toEqual([]);
});

it("puts readings and what the customer was told in the order of time, each moment once", () => {
  const eta = { readings: [{ at: at(3), end: end(31), told: false, reason: "minor" }, { at: at(5), end: end(36), told: true, reason: "later" }] } as unknown as BookingEta;
  const events = [event(1, { type: "booking.assigned", eta_end: end(30) }), event(5, { type: "eta.revised", end: end(36), cause: "traffic", reason: "later" })];

  const found = beliefs(waiting, eta, events);

  expect(found.map((belief) => [belief.at.getUTCMinutes(), belief.told, belief.why])).toEqual([
    [1, true, "assigned"],
    [3, false, "minor"],
    [5, true, "traffic"],
  ]);
});
