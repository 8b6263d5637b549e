import { PLAYABLE, type RecoveryAction } from "@muster/sdk";

import { words } from "../../components/format";
import { type Column, Table } from "../../components/Table";
import { type PlayEdit, faultsOf } from "../../state/playbook";

interface PlayTableProps {
  readonly edits: readonly PlayEdit[];
  readonly onChange: (edit: PlayEdit) => void;
}

/** A row of fields for each kind of disruption. */
export function PlayTable({ edits, onChange }: PlayTableProps) {
  return <Table caption="Plays" className="plays" columns={columnsOf(onChange)} rows={edits} keyOf={(edit) => edit.kind} />;
}

type OnChange = PlayTableProps["onChange"];

function columnsOf(onChange: OnChange): readonly Column<PlayEdit>[] {
  return [
    { name: "When", isHeader: true, cell: (edit) => <Kind edit={edit} /> },
    { name: "Runs by itself", cell: (edit) => <Automatic edit={edit} onChange={onChange} /> },
    { name: "Most risk, %", cell: (edit) => <Typed edit={edit} name="Most risk" field="mostRiskPercent" onChange={onChange} /> },
    { name: "Least gain, s", cell: (edit) => <Typed edit={edit} name="Least gain" field="leastGain_s" onChange={onChange} /> },
    { name: "Least chance, %", cell: (edit) => <Typed edit={edit} name="Least chance" field="leastChancePercent" onChange={onChange} /> },
    { name: "Ask if critical", cell: (edit) => <Asks edit={edit} onChange={onChange} /> },
    { name: "Decide within, s", cell: (edit) => <Typed edit={edit} name="Decide within" field="decideWithin_s" onChange={onChange} /> },
    { name: "If nobody answers", cell: (edit) => <Fallback edit={edit} onChange={onChange} /> },
  ];
}

function Kind({ edit }: { readonly edit: PlayEdit }) {
  const faults = faultsOf(edit);
  return (
    <>
      {words(edit.kind)}
      {faults.length > 0 && (
        <span className="fault" role="alert">
          {faults.join(" ")}
        </span>
      )}
    </>
  );
}

interface FieldProps {
  readonly edit: PlayEdit;
  readonly onChange: OnChange;
}

function Automatic({ edit, onChange }: FieldProps) {
  const possible = PLAYABLE[edit.kind].automatic;
  const toggled = (action: RecoveryAction) =>
    possible.filter((one) => (one === action ? !edit.automatic.includes(one) : edit.automatic.includes(one)));
  if (possible.length === 0) return <span className="soft">nothing may</span>;
  return (
    <div className="row" role="group" aria-label={`Runs by itself: ${words(edit.kind)}`}>
      {possible.map((action) => (
        <label key={action} className="check">
          <input type="checkbox" checked={edit.automatic.includes(action)} onChange={() => onChange({ ...edit, automatic: toggled(action) })} />
          {words(action)}
        </label>
      ))}
    </div>
  );
}

interface TypedProps extends FieldProps {
  readonly name: string;
  readonly field: "mostRiskPercent" | "leastGain_s" | "leastChancePercent" | "decideWithin_s";
}

function Typed({ edit, name, field, onChange }: TypedProps) {
  return (
    <input
      className="input"
      inputMode="decimal"
      aria-label={`${name}: ${words(edit.kind)}`}
      value={edit[field]}
      onChange={(event) => onChange({ ...edit, [field]: event.target.value })}
    />
  );
}

function Asks({ edit, onChange }: FieldProps) {
  return (
    <input
      type="checkbox"
      aria-label={`Ask if critical: ${words(edit.kind)}`}
      checked={edit.askWhenCritical}
      onChange={(event) => onChange({ ...edit, askWhenCritical: event.target.checked })}
    />
  );
}

function Fallback({ edit, onChange }: FieldProps) {
  return (
    <select
      className="input"
      aria-label={`If nobody answers: ${words(edit.kind)}`}
      value={edit.fallback}
      onChange={(event) => onChange({ ...edit, fallback: event.target.value as RecoveryAction })}
    >
      {PLAYABLE[edit.kind].fallback.map((action) => (
        <option key={action} value={action}>
          {words(action)}
        </option>
      ))}
    </select>
  );
}
