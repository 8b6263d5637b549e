import { expect, test } from "vitest";

import { emulatorsIn } from "../../src/api/config";
import { parseClock } from "../../src/state/clock";
import { hrefOf, parseRoute } from "../../src/state/route";
import { inTurn, phaseOf } from "../../src/state/supply";
import { NOON, aShaping, minutesLater } from "./builders";

test("an address gives back what it was made from, whatever is in an id", () => {
  const route = { areaId: "lisbon", view: "bookings", id: "a/b c?<i>" } as const;

  expect(parseRoute(hrefOf(route))).toEqual(route);
});

test("an unknown view is the area's map", () => {
  expect(parseRoute("#/lisbon/nowhere")).toEqual({ areaId: "lisbon", view: "map", id: null });
  expect(parseRoute("")).toEqual({ areaId: null, view: "map", id: null });
});

test("a broken escape in an address is taken as it stands", () => {
  expect(parseRoute("#/%E0%A4%A/map").areaId).toBe("%E0%A4%A");
});

test("Hosting's script names the emulators", () => {
  const hosts = { auth: "127.0.0.1:1", firestore: "127.0.0.1:2", functions: "127.0.0.1:3" };
  const told = Object.fromEntries(Object.entries(hosts).map(([name, hostAndPort]) => [name, { hostAndPort }]));

  expect(emulatorsIn(`before\n  var firebaseEmulators = ${JSON.stringify(told, null, 2)};\nafter`)).toEqual(hosts);
});

test("a script without emulators is production", () => {
  expect(emulatorsIn("var firebaseEmulators = undefined;")).toBeNull();
});

test("a clock without a positive rate or with a broken instant is no clock", () => {
  expect(parseClock("12/2026-03-06T12:00:00Z/2026-03-06T11:00:00Z")).toMatchObject({ rate: 12, realAtMs: NOON.getTime() });
  expect(parseClock("0/2026-03-06T12:00:00Z/2026-03-06T11:00:00Z")).toBeNull();
  expect(parseClock("12/never/2026-03-06T11:00:00Z")).toBeNull();
  expect(parseClock(null)).toBeNull();
});

test("a measure past its end is over without anybody ending it", () => {
  expect(phaseOf(aShaping(), minutesLater(-1))).toBe("due");
  expect(phaseOf(aShaping(), NOON)).toBe("acting");
  expect(phaseOf(aShaping(), minutesLater(30))).toBe("over");
});

test("acting measures come before those to come and those that are over", () => {
  const over = aShaping({ shaping_id: "over", ended_at: NOON });
  const due = aShaping({ shaping_id: "due", window: { start_at: minutesLater(9), end_at: minutesLater(10) } });

  expect(inTurn([over, due, aShaping()], NOON).map((each) => each.shaping_id)).toEqual(["m1", "due", "over"]);
});
