/** Having one's own way with a booking: choose, see what it would mean, do it for a reason, take it back. */
import type { Booking } from "@muster/sdk";

import { ImpactTable } from "../../components/ImpactTable";
import { Panel, Refusal } from "../../components/parts";
import { shortId, words } from "../../components/format";
import { useTimezone } from "../../components/timezone";
import { Choose } from "./Choose";
import { CommitForm } from "./CommitForm";
import { Done } from "./Done";
import { Moved } from "./Moved";
import { type Overriding, useOverride } from "./use-override";
import "./override.css";

export function OverridePanel({ booking }: { readonly booking: Booking }) {
  const overriding = useOverride(booking.booking_id);
  return (
    <Panel title="By hand">
      <div className="stack padded">
        {overriding.step === "choose" && <Choose booking={booking} overriding={overriding} />}
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
  const { change } = preview;
  return (
    <>
      <h3>
        {words(preview.kind)}
        {"provider_id" in change && ` to ${shortId(change.provider_id)}`}: what it would mean
      </h3>
      <ImpactTable impact={preview.impact} timezone={timezone} />
      {preview.ends.length > 0 && <p className="soft">It would call off {preview.ends.map(shortId).join(", ")}.</p>}
      {preview.engine && <p className="soft">The engine would take {shortId(preview.engine.provider_id)}.</p>}
      <CommitForm key={preview.override_id} kind={preview.kind} overriding={overriding} />
    </>
  );
}
