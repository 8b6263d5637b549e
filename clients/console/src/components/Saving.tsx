/** What saving would change, why it can not be saved yet, and saving it. */
import type { ReactNode } from "react";

import { ChangeTable, type ShownChange } from "./ChangeTable";
import { MovedOn } from "./MovedOn";
import { Note, Refusal } from "./parts";
import type { Editing } from "./use-editing";

interface SavingProps {
  readonly editing: Editing<unknown>;
  /** The version that editing began with, 0 for what is new; and the one that is there now. */
  readonly version: number;
  readonly live: number;
  readonly changes: readonly ShownChange[];
  /** The names of fields that can not be what was typed. */
  readonly faulty: readonly string[];
  /** Whether the refusal is shown beside the field it is about. */
  readonly isRefusalElsewhere?: boolean;
  /** More that can be done. */
  readonly children?: ReactNode;
}

export function Saving({ editing, version, live, changes, faulty, isRefusalElsewhere = false, children }: SavingProps) {
  const { putting } = editing;
  return (
    <>
      {live > version && <MovedOn from={version} to={live} onGoOn={editing.goOn} />}
      {version > 0 && changes.length === 0 && <p className="soft">Nothing differs from what holds.</p>}
      {version > 0 && changes.length > 0 && <ChangeTable caption="Changes" changes={changes} />}
      {faulty.length > 0 && <Note tone="warn">{`Not right yet: ${faulty.join(", ")}.`}</Note>}
      {putting.error && !isRefusalElsewhere && <Refusal error={putting.error} />}
      <div className="row">
        <button className="button primary" type="submit" disabled={putting.isRunning || faulty.length > 0 || changes.length === 0}>
          Save version {version + 1}
        </button>
        {children}
      </div>
    </>
  );
}

/** Forgets what was typed. */
export function LeaveIt({ editing }: { readonly editing: Editing<unknown> }) {
  return (
    <button className="button quiet" type="button" onClick={editing.leave}>
      Leave it
    </button>
  );
}
