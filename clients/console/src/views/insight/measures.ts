/** What is drawn of an area's hours, its table and its CSV: each measure is said once. */
import type { HourMetrics } from "@muster/sdk";

import type { CsvColumn } from "../../components/csv";
import { duration, percent } from "../../components/format";
import { type HourRow, share } from "../../state/hours";

export type Unit = "bookings" | "s" | "share";

export interface Measure {
  readonly name: string;
  /** One of the design's colours. */
  readonly colour: string;
  /** Lines are told apart without colours too. */
  readonly dash?: readonly number[];
  readonly of: (hour: HourMetrics) => number | null;
}

export interface Chart {
  readonly title: string;
  readonly about: string;
  readonly unit: Unit;
  readonly measures: readonly Measure[];
}

const SHORT = [3, 3];
const LONG = [8, 4];

export const CHARTS: readonly Chart[] = [
  {
    title: "Demand and what came of it",
    about: "Bookings that ended in the hour, and requests refused in it.",
    unit: "bookings",
    measures: [
      { name: "Ended", colour: "--text-soft", dash: SHORT, of: (hour) => hour.bookings },
      { name: "Completed", colour: "--ok", of: (hour) => hour.outcomes["completed"] ?? 0 },
      { name: "Cancelled", colour: "--warn", dash: LONG, of: (hour) => hour.outcomes["cancelled"] ?? 0 },
      { name: "Not served", colour: "--bad", of: (hour) => hour.outcomes["unfulfilled"] ?? 0 },
      { name: "Refused", colour: "--violet", dash: LONG, of: (hour) => Object.values(hour.refusals).reduce((sum, one) => sum + one, 0) },
    ],
  },
  {
    title: "Decision latency",
    about: "From the begin of the search to the first offer, and to the assignment.",
    unit: "s",
    measures: [
      { name: "First offer, median", colour: "--accent", of: (hour) => hour.to_offer?.p50_s ?? null },
      { name: "First offer, p90", colour: "--accent", dash: SHORT, of: (hour) => hour.to_offer?.p90_s ?? null },
      { name: "Assignment, median", colour: "--violet", of: (hour) => hour.to_assignment?.p50_s ?? null },
      { name: "Assignment, p90", colour: "--violet", dash: SHORT, of: (hour) => hour.to_assignment?.p90_s ?? null },
    ],
  },
  {
    title: "ETA error",
    about: "Actual end against the one foreseen at assignment: how far off, early or late, and the mean with its sign (above 0 is late).",
    unit: "s",
    measures: [
      { name: "Off by, median", colour: "--accent", of: (hour) => hour.eta_miss?.p50_s ?? null },
      { name: "Off by, p90", colour: "--accent", dash: SHORT, of: (hour) => hour.eta_miss?.p90_s ?? null },
      { name: "Mean, signed", colour: "--warn", dash: LONG, of: (hour) => hour.mean_eta_error_s },
    ],
  },
  {
    title: "ETA coverage",
    about: "Share of the ends within the window that was told, which is meant to hold 80 %.",
    unit: "share",
    measures: [
      { name: "Told at assignment", colour: "--accent", of: (hour) => hour.covered_first },
      { name: "Told last", colour: "--violet", dash: LONG, of: (hour) => hour.covered_last },
      { name: "Meant", colour: "--ok", dash: SHORT, of: () => 0.8 },
    ],
  },
  {
    title: "Utilisation and fairness",
    about: "Share of providers' time on duty with work, and how evenly it was spread (Jain's index: 1 is all alike).",
    unit: "share",
    measures: [
      { name: "Utilisation", colour: "--accent", of: (hour) => share(hour.busy_looks, hour.online_looks) },
      { name: "Fairness", colour: "--ok", dash: LONG, of: (hour) => hour.fairness },
    ],
  },
  {
    title: "Offers taken",
    about: "Of the offers made for the bookings that ended in the hour, the share that was taken.",
    unit: "share",
    measures: [{ name: "Taken", colour: "--accent", of: taken }],
  },
];

/** What was given by hand had no offer, so there may be more assigned than offers made. */
function taken({ assigned, offers }: HourMetrics): number | null {
  const part = share(assigned, offers);
  return part && Math.min(1, part);
}

/** Writes a figure for people. */
export function written(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  if (unit === "bookings") return String(value);
  if (unit === "share") return percent(value);
  return value < 0 ? `−${duration(value)}` : duration(value);
}

/** A chart's columns as a file has them, by hour. */
export function csvColumns(charts: readonly Chart[]): readonly CsvColumn<HourRow>[] {
  const hour: CsvColumn<HourRow> = { name: "Hour (UTC)", value: (row) => row.start.toISOString() };
  return [hour, ...charts.flatMap(({ unit, measures }) => measures.map((measure) => column(measure, unit)))];
}

function column(measure: Measure, unit: Unit): CsvColumn<HourRow> {
  return { name: `${measure.name} (${unit === "share" ? "share of 1" : unit})`, value: (row) => row.metrics && rounded(measure.of(row.metrics)) };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10_000) / 10_000;
}
