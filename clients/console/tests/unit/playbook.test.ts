import { DEFAULT_PLAYS, DISRUPTION_KIND_VALUES, type Play, type Playbook } from "@muster/sdk";
import { expect, test } from "vitest";

import { editOf, faultsOf, playOf, playsOf } from "../../src/state/playbook";
import { playChanges } from "../../src/views/playbook/play-changes";

const [FIRST] = DEFAULT_PLAYS as readonly [(typeof DEFAULT_PLAYS)[number]];

test("an area without a playbook shows the defaults, one for each kind", () => {
  expect(playsOf(null).map(({ kind }) => kind)).toEqual(DISRUPTION_KIND_VALUES);
  expect(playsOf(null).find(({ kind }) => kind === FIRST.kind)).toEqual(FIRST);
});

test("a kind that a playbook does not name runs nothing by itself", () => {
  const [play] = playsOf({ plays: [] } as unknown as Playbook);

  expect([play?.automatic, play?.fallback]).toEqual([[], "wait"]);
});

test("a play is the same after it was put in a form and taken out again", () => {
  for (const play of playsOf(null)) expect(playOf(editOf({ ...play, most_risk: 0.125 }))).toEqual({ ...play, most_risk: 0.125 });
});

test("what can not be sent is said in words", () => {
  const faults = faultsOf({ ...editOf(FIRST), mostRiskPercent: "130", leastGain_s: "-1", leastChancePercent: " ", decideWithin_s: "" });

  expect(faults.map((fault) => fault.split(":")[0])).toEqual(["Most risk", "Least gain", "Least chance", "Time to decide"]);
});

test("what differs between two playbooks is told by kind, in the words of the form", () => {
  const [was, is] = [{ plays: [FIRST] }, { plays: [{ ...FIRST, automatic: [], most_risk: 0.125 }] }].map(playsOf) as [Play[], Play[]];

  expect(playChanges(was, is).map(({ field, is: after }) => [field, after])).toEqual([
    ["Provider inactive: runs by itself", []],
    ["Provider inactive: most risk", "12.5 %"],
  ]);
});
