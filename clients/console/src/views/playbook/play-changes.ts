/** What differs between two playbooks, as a person would say it. */
import type { Play } from "@muster/sdk";

import type { ShownChange } from "../../components/ChangeTable";
import { changesBetween } from "../../components/changes";
import { words } from "../../components/format";
import { percentOf } from "../../state/playbook";

/** What the form calls them. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  automatic: "runs by itself",
  most_risk: "most risk",
  least_gain_s: "least gain, s",
  least_chance: "least chance",
  ask_when_critical: "ask if critical",
  decide_within_s: "decide within, s",
  fallback: "if nobody answers",
};

/** Compares plays kind by kind; both name every kind in the same order. */
export function playChanges(was: readonly Play[], is: readonly Play[]): readonly ShownChange[] {
  return is.flatMap((play, index) =>
    changesBetween(was[index], play).map(({ path, was: before, is: after }) => ({
      key: `${play.kind}.${path}`,
      field: `${words(play.kind)}: ${FIELD_NAMES[path] ?? words(path).toLowerCase()}`,
      was: named(path, before),
      is: named(path, after),
    })),
  );
}

function named(path: string, value: unknown): unknown {
  if (path === "most_risk" || path === "least_chance") return `${percentOf(Number(value))} %`;
  if (Array.isArray(value)) return value.map((one) => words(String(one)));
  return typeof value === "string" ? words(value) : value;
}
