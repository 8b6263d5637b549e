import { Field } from "./parts";

/** A version with when and by whom it was made. */
export interface VersionNote {
  readonly version: number;
  readonly note: string;
}

interface VersionPairProps {
  readonly notes: readonly VersionNote[];
  readonly from: number;
  readonly to: number;
  readonly onChange: (from: number, to: number) => void;
}

/** Chooses two versions to be compared. */
export function VersionPair({ notes, from, to, onChange }: VersionPairProps) {
  return (
    <>
      <Choice name="From version" notes={notes} value={from} onChange={(version) => onChange(version, to)} />
      <Choice name="To version" notes={notes} value={to} onChange={(version) => onChange(from, version)} />
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly notes: readonly VersionNote[];
  readonly value: number;
  readonly onChange: (version: number) => void;
}

function Choice({ name, notes, value, onChange }: ChoiceProps) {
  return (
    <Field name={name}>
      <select className="input" value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {!notes.some(({ version }) => version === value) && <option value={value}>none before</option>}
        {notes.map(({ version, note }) => (
          <option key={version} value={version}>
            {version}: {note}
          </option>
        ))}
      </select>
    </Field>
  );
}
