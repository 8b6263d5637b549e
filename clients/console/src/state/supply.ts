/** What the supply view shows, worked out from what is known. */
import type { Shaping, Suggestion } from "@muster/sdk";

export type Phase = "acting" | "due" | "over";

/** Whether a measure acts now; past its end it is void without anybody doing anything. */
export function phaseOf(shaping: Shaping, now: Date): Phase {
  if (shaping.ended_at !== null || shaping.window.end_at <= now) return "over";
  return shaping.window.start_at <= now ? "acting" : "due";
}

const PHASES: readonly Phase[] = ["acting", "due", "over"];

/** Measures: acting ones first, then those to come, then the latest past ones. */
export function inTurn(shapings: readonly Shaping[], now: Date): readonly Shaping[] {
  return [...shapings].sort(
    (a, b) =>
      PHASES.indexOf(phaseOf(a, now)) - PHASES.indexOf(phaseOf(b, now)) ||
      b.window.start_at.getTime() - a.window.start_at.getTime(),
  );
}

export interface Uptake {
  readonly open: number;
  readonly accepted: number;
  readonly declined: number;
  /** Of the accepted and measured, how many went and how many found work there. */
  readonly went: number;
  readonly gotJob: number;
}

export function uptakeOf(suggestions: readonly Suggestion[]): Uptake {
  const count = (keep: (suggestion: Suggestion) => boolean) => suggestions.filter(keep).length;
  return {
    open: count(({ state }) => state === "open"),
    accepted: count(({ state }) => state === "accepted"),
    declined: count(({ state }) => state === "ignored" || state === "expired"),
    went: count(({ effect }) => effect?.went === true),
    gotJob: count(({ effect }) => effect?.got_job === true),
  };
}
