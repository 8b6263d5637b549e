import type { HourMetrics, Spread } from "@muster/sdk";
import { expect, it } from "vitest";

import { csvOf } from "../../src/components/csv";
import { hourKey, hourStarts, rangeOf, rowsOf, totalsOf } from "../../src/state/hours";
import { CHARTS, csvColumns, written } from "../../src/views/insight/measures";
import { NOON } from "./builders";

const BLANK = {
  area_id: "a",
  hour: "2026-03-06T12",
  bookings: 0,
  offered: 0,
  assigned: 0,
  picked_up: 0,
  offers: 0,
  outcomes: {},
  refusals: {},
  to_offer: null,
  to_assignment: null,
  eta_miss: null,
  mean_eta_error_s: null,
  told_first: 0,
  covered_first: null,
  told_last: 0,
  covered_last: null,
  online_looks: 0,
  busy_looks: 0,
  fairness: null,
  late: 0,
};

function anHour(change: Partial<HourMetrics> = {}): HourMetrics {
  return { ...BLANK, ...change } as HourMetrics;
}

const took = (count: number, mean_s: number): Spread => ({ count, mean_s, p50_s: mean_s, p90_s: mean_s });

it("names the hours up to the present one, and those before", () => {
  const at = new Date("2026-03-06T12:34:56Z");

  expect(hourStarts(at, 3, 0).map(hourKey)).toEqual(["2026-03-06T10", "2026-03-06T11", "2026-03-06T12"]);
  expect(rangeOf(hourStarts(at, 24, 24))).toEqual({ from: "2026-03-04T13", upTo: "2026-03-05T12" });
});

it("has a row for an hour of which nothing is known", () => {
  const rows = rowsOf(hourStarts(NOON, 2, 0), [anHour({ bookings: 3 })]);

  expect(rows.map((row) => [row.hour, row.metrics?.bookings ?? null])).toEqual([
    ["2026-03-06T11", null],
    ["2026-03-06T12", 3],
  ]);
});

it("adds counts up, also by outcome", () => {
  const totals = totalsOf([
    anHour({ bookings: 2, outcomes: { completed: 1, cancelled: 1 }, refusals: { B102: 1 } }),
    anHour({ bookings: 3, outcomes: { completed: 3 }, refusals: { B102: 2, B101: 1 } }),
  ]);

  expect(totals).toMatchObject({ bookings: 5, completed: 4, refused: 4, outcomes: { completed: 4, cancelled: 1 } });
});

it("weighs means and shares by what they are of", () => {
  const totals = totalsOf([
    anHour({ to_offer: took(1, 100), covered_first: 1, told_first: 1, online_looks: 10, busy_looks: 10 }),
    anHour({ to_offer: took(3, 20), covered_first: 0.5, told_first: 9, online_looks: 30, busy_looks: 0 }),
    anHour(),
  ]);

  expect(totals.toOffer_s).toBe(40);
  expect(totals.coveredFirst).toBeCloseTo(0.55);
  expect(totals.utilisation).toBe(0.25);
});

it("knows no mean and no share of nothing", () => {
  expect(totalsOf([anHour()])).toMatchObject({ toOffer_s: null, coveredLast: null, utilisation: null, fairness: null });
});

it("writes each chart's measures with their units into one file, a line an hour", () => {
  const rows = rowsOf(hourStarts(NOON, 2, 0), [anHour({ bookings: 3, offered: 3, assigned: 3, offers: 4, to_offer: took(3, 20) })]);

  const [header, unknown, known] = csvOf(csvColumns(CHARTS), rows).split("\r\n");

  expect(header).toContain("Hour (UTC),Ended (bookings)");
  expect(header).toContain('"First offer, median (s)"');
  expect(header).toContain("Utilisation (share of 1)");
  expect(unknown).toMatch(/^2026-03-06T11:00:00.000Z,,/);
  expect(known).toBe("2026-03-06T12:00:00.000Z,3,0,0,0,0,20,20,,,,,,,,0.8,,,0.75");
});

it("writes figures with their units, and a dash for what is unknown", () => {
  expect([written(null, "s"), written(-75, "s"), written(0.805, "share"), written(3, "bookings")]).toEqual([
    "–",
    "−1 min",
    "81 %",
    "3",
  ]);
});
