/** A playbook while it is changed: one play for each kind of disruption, numbers as they are typed. Pure. */
import { DEFAULT_PLAYS, DISRUPTION_KIND_VALUES, type DisruptionKind, type Play, type Playbook, type RecoveryAction } from "@muster/sdk";

export interface PlayEdit {
  readonly kind: DisruptionKind;
  readonly automatic: readonly RecoveryAction[];
  readonly mostRiskPercent: string;
  readonly leastGain_s: string;
  readonly leastChancePercent: string;
  readonly askWhenCritical: boolean;
  readonly decideWithin_s: string;
  readonly fallback: RecoveryAction;
}

/** What a playbook says of a kind that it does not name: nothing runs by itself. Fields that an older one lacks are as here, too. */
const UNNAMED: Omit<Play, "kind"> = {
  automatic: [],
  most_risk: 0.3,
  least_gain_s: 120,
  least_chance: 0.8,
  ask_when_critical: false,
  decide_within_s: 120,
  fallback: "wait",
};

/** The play that holds for each kind; an area without a playbook follows the defaults. */
export function playsOf(playbook: Pick<Playbook, "plays"> | null): readonly Play[] {
  const plays = playbook?.plays ?? DEFAULT_PLAYS;
  return DISRUPTION_KIND_VALUES.map((kind) => ({ ...UNNAMED, kind, ...plays.find((play) => play.kind === kind) }));
}

export function editOf(play: Play): PlayEdit {
  return {
    kind: play.kind,
    automatic: play.automatic,
    mostRiskPercent: percentOf(play.most_risk),
    leastGain_s: String(play.least_gain_s),
    leastChancePercent: percentOf(play.least_chance),
    askWhenCritical: play.ask_when_critical,
    decideWithin_s: String(play.decide_within_s),
    fallback: play.fallback,
  };
}

export function playOf(edit: PlayEdit): Play {
  return {
    kind: edit.kind,
    automatic: edit.automatic,
    most_risk: Number(edit.mostRiskPercent) / 100,
    least_gain_s: Number(edit.leastGain_s),
    least_chance: Number(edit.leastChancePercent) / 100,
    ask_when_critical: edit.askWhenCritical,
    decide_within_s: Number(edit.decideWithin_s),
    fallback: edit.fallback,
  };
}

/** What can not be sent as it is typed, in words. */
export function faultsOf(edit: PlayEdit): readonly string[] {
  return [
    ...(isPercent(edit.mostRiskPercent) ? [] : ["Most risk: a share from 0 to 100 %."]),
    ...(isWhole(edit.leastGain_s) ? [] : ["Least gain: whole seconds, 0 or more."]),
    ...(isPercent(edit.leastChancePercent) ? [] : ["Least chance: a share from 0 to 100 %."]),
    ...(isWhole(edit.decideWithin_s) ? [] : ["Time to decide: whole seconds, 0 or more."]),
  ];
}

/** A share as people read it, to a tenth of a percent. */
export function percentOf(share: number): string {
  return String(Math.round(share * 1000) / 10);
}

function isPercent(text: string): boolean {
  return text.trim() !== "" && Number(text) >= 0 && Number(text) <= 100;
}

function isWhole(text: string): boolean {
  return /^\d{1,9}$/.test(text.trim());
}
