import type { Playbook } from "@muster/sdk";
import type { FormEvent } from "react";

import { ChangeTable } from "../../components/ChangeTable";
import { words } from "../../components/format";
import { MovedOn } from "../../components/MovedOn";
import { Note, Refusal } from "../../components/parts";
import { useMay } from "../../components/use-may";
import { faultsOf, playOf, playsOf } from "../../state/playbook";
import { PlayTable } from "./PlayTable";
import { playChanges } from "./play-changes";
import type { PlaybookEditing } from "./use-playbook-editing";
import "./playbook.css";

interface PlaybookFormProps {
  readonly editing: PlaybookEditing;
  /** As it is now; null for an area without one of its own. */
  readonly live: Playbook | null;
}

/** A play for each kind of disruption as fields, and saving them. */
export function PlaybookForm({ editing, live }: PlaybookFormProps) {
  const { edits, version, putting, saved } = editing;
  const mayPut = useMay("putPlaybook");
  const isMoved = live !== null && live.version > version;
  const changes = playChanges(playsOf(live), edits.map(playOf));
  const isFaulty = edits.some((edit) => faultsOf(edit).length > 0);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    void editing.save();
  }

  return (
    <form onSubmit={submit}>
      <PlayTable edits={edits} onChange={editing.change} />
      <div className="form padded">
        {!mayPut && <Note tone="info">Playbooks are written by supervisors and administrators.</Note>}
        {isMoved && (
          <MovedOn from={version} to={live.version} onGoOn={editing.goOn}>
            <button className="button" type="button" onClick={editing.takeTheirs}>
              Take theirs
            </button>
          </MovedOn>
        )}
        {changes.length > 0 && <ChangeTable caption="What saving would change" changes={changes} />}
        {putting.error && <Refused error={putting.error} />}
        {saved !== null && changes.length === 0 && <Note tone="ok">{`Saved as version ${saved}.`}</Note>}
      </div>
      <div className="row form-foot padded">
        <button className="button primary" type="submit" disabled={!mayPut || putting.isRunning || isFaulty || changes.length === 0}>
          Save version {version + 1}
        </button>
      </div>
    </form>
  );
}

function Refused({ error }: { readonly error: Parameters<typeof Refusal>[0]["error"] }) {
  const { faults, version } = error.details;
  return (
    <>
      <Refusal error={error} />
      {Array.isArray(faults) && (
        <ul className="reasons">
          {faults.map((fault) => (
            <li key={String(fault)}>{words(String(fault))}</li>
          ))}
        </ul>
      )}
      {typeof version === "number" && <p>The playbook is at version {version} by now.</p>}
    </>
  );
}
