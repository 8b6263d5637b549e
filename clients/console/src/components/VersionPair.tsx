import { useState } from "react";

import { moment } from "./format";
import { Field } from "./parts";
import { useTimezone } from "./timezone";

/** What every kept version says of itself. */
export interface Kept {
  readonly version: number;
  readonly changed_at: Date;
  readonly changed_by: string;
}

export interface PairOf<T> {
  readonly from: number;
  readonly to: number;
  readonly was: T | undefined;
  readonly is: T | undefined;
  readonly choose: (from: number, to: number) => void;
}

/** Two of the versions, newest first; the last two unless others were chosen. */
export function useVersionPair<T extends Kept>(versions: readonly T[]): PairOf<T> {
  const [pair, setPair] = useState<readonly [number, number] | null>(null);
  const [from, to] = pair ?? [versions[1]?.version ?? 0, versions[0]?.version ?? 0];
  const find = (version: number) => versions.find((one) => one.version === version);
  return { from, to, was: find(from), is: find(to), choose: (one, other) => setPair([one, other]) };
}

interface VersionPairProps {
  readonly versions: readonly Kept[];
  readonly pair: PairOf<unknown>;
}

/** Chooses two versions to be compared. */
export function VersionPair({ versions, pair: { from, to, choose } }: VersionPairProps) {
  return (
    <>
      <Choice name="From version" versions={versions} value={from} onChange={(version) => choose(version, to)} />
      <Choice name="To version" versions={versions} value={to} onChange={(version) => choose(from, version)} />
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly versions: readonly Kept[];
  readonly value: number;
  readonly onChange: (version: number) => void;
}

function Choice({ name, versions, value, onChange }: ChoiceProps) {
  const timezone = useTimezone();
  return (
    <Field name={name}>
      <select className="input" value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {!versions.some(({ version }) => version === value) && <option value={value}>none before</option>}
        {versions.map(({ version, changed_at, changed_by }) => (
          <option key={version} value={version}>
            {version}: {moment(changed_at, timezone)}, {changed_by}
          </option>
        ))}
      </select>
    </Field>
  );
}
