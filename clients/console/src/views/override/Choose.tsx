/** What can be done by hand: another provider from those who could, or one of the plain changes. */
import type { Booking, OverrideKind } from "@muster/sdk";

import { Badge } from "../../components/parts";
import { percent, shortId, words } from "../../components/format";
import { type Column, Table } from "../../components/Table";
import type { Alternatives, Overriding } from "./use-override";

type Plain = Extract<OverrideKind, "unassign" | "unbatch" | "cancel" | "reopen">;

interface ChooseProps {
  readonly booking: Booking;
  readonly overriding: Overriding;
}

export function Choose({ booking, overriding }: ChooseProps) {
  const { booking_id: bookingId } = booking;
  const giving = booking.assignment === null ? "assign" : "reassign";
  return (
    <>
      <div className="row">
        {booking.ended_at === null && (
          <button type="button" className="button" disabled={overriding.isRunning} onClick={() => void overriding.look()}>
            Who else could do it?
          </button>
        )}
        {plainKinds(booking).map((kind) => (
          <button
            key={kind}
            type="button"
            className="button quiet"
            disabled={overriding.isRunning}
            onClick={() => void overriding.previewOf({ kind, booking_id: bookingId })}
          >
            {words(kind)}…
          </button>
        ))}
        {overriding.isRunning && <span className="soft">Looking…</span>}
      </div>
      {overriding.alternatives && (
        <Candidates
          found={overriding.alternatives}
          onChoose={(uid) => void overriding.previewOf({ kind: giving, booking_id: bookingId, provider_id: uid })}
        />
      )}
    </>
  );
}

function plainKinds(booking: Booking): readonly Plain[] {
  if (booking.ended_at !== null) return ["reopen"];
  return booking.assignment === null ? ["cancel"] : ["unassign", "cancel"];
}

function Candidates({ found, onChoose }: { readonly found: Alternatives; readonly onChoose: (uid: string) => void }) {
  if (found.candidates.length === 0) return <p className="soft">Nobody else could do it now{leftOut(found)}.</p>;
  return <Table caption="Who else could do it" columns={columnsOf(onChoose)} rows={found.candidates} keyOf={(one) => one.provider_id} />;
}

function columnsOf(onChoose: (uid: string) => void): readonly Column<Alternatives["candidates"][number]>[] {
  return [
    { name: "Provider", cell: (one) => shortId(one.provider_id) },
    { name: "Score, s", isNumber: true, cell: (one) => one.score_s, order: (one) => one.score_s },
    { name: "Says yes", isNumber: true, cell: (one) => percent(one.acceptance), order: (one) => one.acceptance },
    {
      name: "Preview",
      isNumber: true,
      cell: (one) =>
        one.refused === null ? (
          <button type="button" className="button" onClick={() => onChoose(one.provider_id)}>
            Preview {shortId(one.provider_id)}
          </button>
        ) : (
          <Badge tone="bad">{one.refused}</Badge>
        ),
    },
  ];
}

function leftOut(found: Alternatives): string {
  const named = Object.entries(found.excluded).map(([reason, count]) => `${count} ${words(reason).toLowerCase()}`);
  return named.length > 0 ? ` (${named.join(", ")})` : "";
}
