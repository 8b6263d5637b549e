/** An area's hours: which ones, as rows without gaps, and what they come to together. Pure: the time is an argument. */
import type { HourMetrics, HourRange, Spread } from "@muster/sdk";

const HOUR_MS = 3_600_000;

export interface HourRow {
  /** As its document is called: `2026-03-02T12`, UTC. */
  readonly hour: string;
  readonly start: Date;
  /** Null while nothing is known of it. */
  readonly metrics: HourMetrics | null;
}

/** The begins of `count` hours, the last of which is `back` hours before the present one. */
export function hourStarts(now: Date, count: number, back: number): readonly Date[] {
  const last = Math.floor(now.getTime() / HOUR_MS) - back;
  return Array.from({ length: count }, (_, index) => new Date((last - count + 1 + index) * HOUR_MS));
}

/** When the last of the hours is over. */
export function endOf(starts: readonly Date[]): Date {
  return new Date(Number(starts.at(-1)) + HOUR_MS);
}

export function hourKey(start: Date): string {
  return start.toISOString().slice(0, 13);
}

export function rangeOf(starts: readonly Date[]): HourRange {
  return { from: hourKey(starts[0] as Date), upTo: hourKey(starts.at(-1) as Date) };
}

/** A row for each hour, whether or not there is a document. */
export function rowsOf(starts: readonly Date[], hours: readonly HourMetrics[]): readonly HourRow[] {
  const known = new Map(hours.map((one) => [one.hour, one]));
  return starts.map((start) => ({ hour: hourKey(start), start, metrics: known.get(hourKey(start)) ?? null }));
}

/** Several hours together. Means and shares are weighted by what they are of; medians can not be joined and are not here. */
export interface Totals {
  readonly bookings: number;
  readonly offered: number;
  readonly assigned: number;
  readonly pickedUp: number;
  readonly completed: number;
  readonly offers: number;
  readonly late: number;
  readonly refused: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  readonly toOffer_s: number | null;
  readonly toAssignment_s: number | null;
  readonly etaMiss_s: number | null;
  readonly coveredFirst: number | null;
  readonly coveredLast: number | null;
  readonly utilisation: number | null;
  readonly fairness: number | null;
}

export function totalsOf(hours: readonly HourMetrics[]): Totals {
  const sum = (of: (hour: HourMetrics) => number) => hours.reduce((total, hour) => total + of(hour), 0);
  const outcomes = joined(hours.map((hour) => hour.outcomes));
  const refusals = joined(hours.map((hour) => hour.refusals));
  return {
    bookings: sum((hour) => hour.bookings),
    offered: sum((hour) => hour.offered),
    assigned: sum((hour) => hour.assigned),
    pickedUp: sum((hour) => hour.picked_up),
    completed: outcomes["completed"] ?? 0,
    offers: sum((hour) => hour.offers),
    late: sum((hour) => hour.late),
    refused: Object.values(refusals).reduce((total, count) => total + count, 0),
    outcomes,
    refusals,
    toOffer_s: meanOf(hours.map((hour) => hour.to_offer)),
    toAssignment_s: meanOf(hours.map((hour) => hour.to_assignment)),
    etaMiss_s: meanOf(hours.map((hour) => hour.eta_miss)),
    coveredFirst: weighted(hours.map((hour) => [hour.covered_first, hour.told_first])),
    coveredLast: weighted(hours.map((hour) => [hour.covered_last, hour.told_last])),
    utilisation: share(sum((hour) => hour.busy_looks), sum((hour) => hour.online_looks)),
    fairness: weighted(hours.map((hour) => [hour.fairness, hour.online_looks])),
  };
}

/** A part of a whole; null where there is no whole. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function joined(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const [name, count] of counts.flatMap(Object.entries)) total[name] = (total[name] ?? 0) + count;
  return total;
}

function meanOf(spreads: readonly (Spread | null)[]): number | null {
  return weighted(spreads.map((one) => [one?.mean_s ?? null, one?.count ?? 0]));
}

function weighted(parts: readonly (readonly [value: number | null, weight: number])[]): number | null {
  const known = parts.filter((part): part is readonly [number, number] => part[0] !== null && part[1] > 0);
  const weight = known.reduce((total, [, each]) => total + each, 0);
  return share(known.reduce((total, [value, each]) => total + value * each, 0), weight);
}
