import type { Assignment, ServiceArea } from "@muster/sdk";
import { expect, test } from "vitest";

import { areasOf, byPressure, isAtRisk, keyFigures } from "../../src/state/derive";
import type { Person } from "../../src/state/state";
import { NOON, aBooking, aZoneState, anEntry, minutesLater } from "./builders";

const AREAS = [{ area_id: "porto" }, { area_id: "lisbon" }] as ServiceArea[];

function person(change: Partial<Person>): Person {
  return { uid: "o", name: "O", role: "operator", areas: [], ...change };
}

function assigned(p90_at: Date): Assignment {
  return { predicted_end_at: p90_at, eta_end: { p10_at: NOON, p50_at: NOON, p90_at } } as Assignment;
}

test("an operator may choose among the areas of the claim alone", () => {
  expect(areasOf(person({ areas: ["porto"] }), AREAS)).toEqual(["porto"]);
});

test("an administrator may choose among all areas", () => {
  expect(areasOf(person({ role: "admin" }), AREAS)).toEqual(["lisbon", "porto"]);
});

test("nobody signed in may choose no area", () => {
  expect(areasOf(null, AREAS)).toEqual([]);
});

test("figures count who waits, who is on duty and who is not seen", () => {
  const bookings = [aBooking(), aBooking({ state: "awaiting_approval" }), aBooking({ state: "scheduled" }), aBooking({ state: "in_progress" })];
  const fleet = [anEntry(), anEntry({ work: "full", link: "lost" }), anEntry({ duty: "offline", link: "lost" })];

  const figures = keyFigures(bookings, fleet, minutesLater(5));

  expect(figures).toMatchObject({ waiting: 2, oldestWait_s: 300, scheduled: 1, active: 1, onDuty: 2, idle: 1, unseen: 1 });
});

test("a booking whose window reaches past its promise is at risk", () => {
  expect(isAtRisk(aBooking({ state: "assigned", assignment: assigned(minutesLater(41)) }), NOON)).toBe(true);
  expect(isAtRisk(aBooking({ state: "assigned", assignment: assigned(minutesLater(39)) }), NOON)).toBe(false);
});

test("a booking that nobody has is at risk once half of its time has gone", () => {
  expect(isAtRisk(aBooking(), minutesLater(20))).toBe(false);
  expect(isAtRisk(aBooking(), minutesLater(21))).toBe(true);
});

test("a scheduled booking is not at risk before its search", () => {
  expect(isAtRisk(aBooking({ state: "scheduled" }), minutesLater(39))).toBe(false);
});

test("the hardest pressed zone comes first", () => {
  const states = [aZoneState({ zone_id: "b" }), aZoneState({ zone_id: "a" }), aZoneState({ zone_id: "c", pressure: 1.4 })];

  expect(byPressure(states).map((state) => state.zone_id)).toEqual(["c", "a", "b"]);
});
