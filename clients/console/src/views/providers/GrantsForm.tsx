/** What a provider may do, as fields, and saving them; a refusal stands beside the field it is about. */
import type { CodedError, Setting } from "@muster/sdk";
import type { FormEvent, ReactNode } from "react";

import { words } from "../../components/format";
import { Note, Refusal } from "../../components/parts";
import { LeaveIt, Saving } from "../../components/Saving";
import { SettingField } from "../../components/SettingField";
import { useMay } from "../../components/use-may";
import { FIELD_NAMES, changesOf, faultyOf, isNew, refusedFields, shownIn } from "../../state/grants";
import { useConsole } from "../../state/state";
import type { GrantsEditing } from "./use-grants-editing";

interface GrantsFormProps {
  readonly editing: GrantsEditing;
  /** The version that is there now. */
  readonly live: number;
  readonly onSaved?: (providerId: string) => void;
  /** Said under a refusal. */
  readonly aboutRefusal?: (error: CodedError) => ReactNode;
}

export function GrantsForm({ editing, live, onSaved, aboutRefusal }: GrantsFormProps) {
  const { base, typed, fields, putting, saved } = editing;
  const mayPut = useMay("putProvider");
  const { error } = putting;
  const refused = error === null ? [] : refusedFields(error, base).filter((name) => fields.some((field) => field.name === name));
  const isTouched = Object.keys(typed).length > 0;

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const providerId = String(shownIn(base, typed, "provider_id")).trim();
    if ((await editing.save()) !== null) onSaved?.(providerId);
  }

  if (!mayPut) return <Note tone="info">What a provider may do is changed by staff of the area.</Note>;
  return (
    <form className="form padded" onSubmit={(event) => void submit(event)}>
      <Fields editing={editing} refused={refused} refusal={error && <Refused error={error}>{aboutRefusal?.(error)}</Refused>} />
      {saved !== null && !isTouched && <Note tone="ok">{`Saved as version ${saved}.`}</Note>}
      {(isTouched || isNew(base)) && (
        <Saving
          editing={editing}
          version={base.grants_version}
          live={live}
          changes={changesOf(base, typed, fields).map(({ path, was, is }) => ({ key: path, field: nameOf(path), was, is }))}
          faulty={isTouched ? faultyOf(base, typed, fields).map(nameOf) : []}
          isRefusalElsewhere={refused.length > 0}
        >
          {!isNew(base) && <LeaveIt editing={editing} />}
        </Saving>
      )}
    </form>
  );
}

interface FieldsProps {
  readonly editing: GrantsEditing;
  readonly refused: readonly string[];
  readonly refusal: ReactNode;
}

function Fields({ editing: { base, typed, fields, type }, refused, refusal }: FieldsProps) {
  const areas = useConsole((state) => state.areas);
  const areaNames = Object.fromEntries(areas.map((area) => [area.area_id, area.name]));
  return (
    <div className="settings is-stacked">
      {fields.map((field: Setting) => (
        <SettingField
          key={field.name}
          setting={field}
          value={shownIn(base, typed, field.name)}
          isTouched={field.name in typed}
          onType={(text) => type(field.name, text)}
          label={FIELD_NAMES[field.name]}
          choiceNames={field.name === "area_id" ? areaNames : undefined}
          refusal={refused.includes(field.name) ? refusal : null}
        />
      ))}
    </div>
  );
}

function Refused({ error, children }: { readonly error: CodedError; readonly children: ReactNode }) {
  return (
    <>
      <Refusal error={error} />
      {children}
    </>
  );
}

function nameOf(field: string): string {
  return FIELD_NAMES[field] ?? words(field);
}
