/** Having one's own way: choose, see what it would mean, do it for a reason, take it back. */
import type { ReactNode } from "react";

import { ImpactTable } from "../../components/ImpactTable";
import { Panel, Refusal } from "../../components/parts";
import { shortId, words } from "../../components/format";
import { useTimezone } from "../../components/timezone";
import { CommitForm } from "./CommitForm";
import { Done } from "./Done";
import { Moved } from "./Moved";
import { type Overriding, type Preview, useOverride } from "./use-override";
import "./override.css";

interface OverrideProps {
  /** What is changed. */
  readonly subject: string;
  /** Shows what can be chosen. */
  readonly children: (overriding: Overriding) => ReactNode;
}

export function OverridePanel({ subject, children }: OverrideProps) {
  const overriding = useOverride();
  return (
    <Panel title={`${subject} by hand`}>
      <div className="stack padded">
        {overriding.step === "choose" && children(overriding)}
        {overriding.step === "choose" && overriding.isRunning && (
          <span className="soft" role="status">
            Looking…
          </span>
        )}
        {overriding.step === "preview" && <Previewed overriding={overriding} />}
        {overriding.step === "done" && <Done overriding={overriding} />}
        {overriding.error && <Refusal error={overriding.error} />}
        {overriding.error && <Moved error={overriding.error} />}
      </div>
    </Panel>
  );
}

function Previewed({ overriding }: { readonly overriding: Overriding }) {
  const timezone = useTimezone();
  const { preview } = overriding;
  if (preview === null) return null;
  return (
    <>
      <h3>
        {words(preview.kind)}
        {aim(preview.change)}: what it would mean
      </h3>
      <ImpactTable impact={preview.impact} timezone={timezone} />
      {preview.ends.length > 0 && <p className="soft">It would call off {preview.ends.map(shortId).join(", ")}.</p>}
      {preview.engine && <p className="soft">The engine would take {shortId(preview.engine.provider_id)}.</p>}
      <CommitForm key={preview.override_id} kind={preview.kind} overriding={overriding} />
    </>
  );
}

/** Where a change leads, as far as its kind does not say it. */
function aim(change: Preview["change"]): string {
  switch (change.kind) {
    case "assign":
    case "reassign":
      return ` to ${shortId(change.provider_id)}`;
    case "batch":
      return ` ${change.booking_ids.length} bookings with ${shortId(change.provider_id)}`;
    default:
      return "";
  }
}
