import type { Playbook } from "@muster/sdk";
import { type FormEvent, useState } from "react";

import { backend } from "../../api/client";
import { ChangeTable, type ShownChange } from "../../components/ChangeTable";
import { changesBetween } from "../../components/changes";
import { words } from "../../components/format";
import { MovedOn } from "../../components/MovedOn";
import { Note, Refusal } from "../../components/parts";
import { useCommand } from "../../components/use-command";
import { useMay } from "../../components/use-may";
import { type PlayEdit, editOf, faultsOf, playOf, playsOf } from "../../state/playbook";
import { PlayTable } from "./PlayTable";
import "./playbook.css";

interface PlaybookFormProps {
  readonly areaId: string;
  /** As it is now; null for an area without one of its own. */
  readonly live: Playbook | null;
}

export function PlaybookForm({ areaId, live }: PlaybookFormProps) {
  const [base, setBase] = useState(live);
  const [edits, setEdits] = useState(() => playsOf(live).map(editOf));
  const [saved, setSaved] = useState<number | null>(null);
  const putting = useCommand();
  const mayPut = useMay("putPlaybook");
  const version = base?.version ?? 0;
  const isMoved = live !== null && live.version > version;
  const changes = changesOf(live, edits);
  const isFaulty = edits.some((edit) => faultsOf(edit).length > 0);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const plays = edits.map(playOf);
    const answer = await putting.run(() => backend().commands.putPlaybook({ area_id: areaId, plays, expected_version: version }));
    if (answer === null) return;
    setBase({ area_id: areaId, plays, version: answer.version, changed_by: null, changed_at: null });
    setSaved(answer.version);
  }

  function change(edit: PlayEdit): void {
    setEdits((before) => before.map((one) => (one.kind === edit.kind ? edit : one)));
  }

  function takeTheirs(): void {
    setBase(live);
    setEdits(playsOf(live).map(editOf));
    putting.clear();
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <PlayTable edits={edits} onChange={change} />
      <div className="form padded">
        {!mayPut && <Note tone="info">Playbooks are written by supervisors and administrators.</Note>}
        {isMoved && (
          <MovedOn from={version} to={live.version} onGoOn={() => setBase(live)}>
            <button className="button" type="button" onClick={takeTheirs}>
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

/** What would be different from what holds now. */
function changesOf(live: Playbook | null, edits: readonly PlayEdit[]): readonly ShownChange[] {
  const holds = playsOf(live);
  return edits.flatMap((edit, index) =>
    changesBetween(holds[index], playOf(edit)).map(({ path, was, is }) => ({
      key: `${edit.kind}.${path}`,
      field: `${words(edit.kind)}: ${words(path).toLowerCase()}`,
      was: named(path, was),
      is: named(path, is),
    })),
  );
}

function named(path: string, value: unknown): unknown {
  if (path === "most_risk") return `${Math.round(Number(value) * 1000) / 10} %`;
  if (Array.isArray(value)) return value.map((one) => words(String(one)));
  return typeof value === "string" ? words(value) : value;
}
