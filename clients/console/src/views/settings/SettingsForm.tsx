import type { ServiceArea } from "@muster/sdk";
import type { FormEvent } from "react";

import { ChangeTable } from "../../components/ChangeTable";
import { MovedOn } from "../../components/MovedOn";
import { Note, Panel, Refusal } from "../../components/parts";
import { useMay } from "../../components/use-may";
import { changesOf, faultyOf } from "../../state/area-settings";
import { shownChanges } from "./shown-changes";
import type { SettingsEditing } from "./use-settings-edit";

interface SettingsFormProps {
  readonly editing: SettingsEditing;
  readonly live: ServiceArea;
}

/** What was touched so far, and saving it; out of the way while nothing was. */
export function SettingsForm({ editing, live }: SettingsFormProps) {
  const { base, typed, putting, saved } = editing;
  const mayPut = useMay("putServiceArea");
  const faulty = faultyOf(typed);
  const changes = shownChanges(changesOf(base, typed));
  const isTouched = Object.keys(typed).length > 0;
  if (!mayPut) return <Note tone="info">Settings are changed by supervisors and administrators.</Note>;
  if (!isTouched) return saved === null ? null : <Note tone="ok">{`Saved as version ${saved}.`}</Note>;

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    void editing.save();
  }

  return (
    <Panel title="What saving would change">
      <form className="form padded" onSubmit={submit}>
        {live.version > base.version && <MovedOn from={base.version} to={live.version} onGoOn={editing.goOn} />}
        {changes.length === 0 ? <p className="soft">Nothing differs from what holds.</p> : <ChangeTable caption="Changes" changes={changes} />}
        {faulty.length > 0 && <Note tone="warn">{`${faulty.length} of what was typed can not be; it is marked below.`}</Note>}
        {putting.error && <Refusal error={putting.error} />}
        <div className="row">
          <button className="button primary" type="submit" disabled={putting.isRunning || faulty.length > 0 || changes.length === 0}>
            Save version {base.version + 1}
          </button>
          <button className="button quiet" type="button" onClick={editing.leave}>
            Leave it
          </button>
        </div>
      </form>
    </Panel>
  );
}
