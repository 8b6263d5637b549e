/** What can be done with a booking by hand: another provider from those who could, together with others, or a plain change. */
import type { Booking, OnBooking } from "@muster/sdk";
import { useState } from "react";

import { counted, percent, shortId, words } from "../../components/format";
import { Badge } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { useFeed } from "../../state/state";
import { BatchForm } from "./BatchForm";
import { OverridePanel } from "./OverridePanel";
import type { Alternatives, Overriding } from "./use-override";

export function BookingByHand({ booking }: { readonly booking: Booking }) {
  return <OverridePanel subject="Booking">{(overriding) => <Choose booking={booking} overriding={overriding} />}</OverridePanel>;
}

interface ChooseProps {
  readonly booking: Booking;
  readonly overriding: Overriding;
}

function Choose({ booking, overriding }: ChooseProps) {
  const [isBatching, setBatching] = useState(false);
  const { booking_id: bookingId } = booking;
  const giving = booking.assignment === null ? "assign" : "reassign";
  const isOpen = booking.ended_at === null;
  return (
    <>
      <div className="row">
        {isOpen && (
          <button type="button" className="button" disabled={overriding.isRunning} onClick={() => void overriding.look(bookingId)}>
            Who else could do it?
          </button>
        )}
        {isOpen && (
          <button type="button" className="button quiet" aria-expanded={isBatching} onClick={() => setBatching(!isBatching)}>
            Together with others…
          </button>
        )}
        <PlainChanges booking={booking} overriding={overriding} />
      </div>
      {isBatching && <BatchForm booking={booking} overriding={overriding} />}
      {overriding.alternatives && !isBatching && (
        <Candidates
          found={overriding.alternatives}
          onChoose={(uid) => overriding.previewOf({ kind: giving, booking_id: bookingId, provider_id: uid })}
        />
      )}
    </>
  );
}

function PlainChanges({ booking, overriding }: ChooseProps) {
  const bookings = useFeed("bookings").items;
  const holder = booking.assignment?.provider_id;
  const isShared = holder !== undefined && bookings.filter((one) => one.assignment?.provider_id === holder).length > 1;
  return plainKinds(booking, isShared).map((kind) => (
    <button
      key={kind}
      type="button"
      className="button quiet"
      disabled={overriding.isRunning}
      onClick={() => overriding.previewOf({ kind, booking_id: booking.booking_id })}
    >
      {words(kind)}…
    </button>
  ));
}

/** `isShared`: its provider has others too, so that they may be a batch. */
function plainKinds(booking: Booking, isShared: boolean): readonly OnBooking["kind"][] {
  if (booking.ended_at !== null) return ["reopen"];
  if (booking.assignment === null) return ["cancel"];
  return isShared ? ["unassign", "unbatch", "cancel"] : ["unassign", "cancel"];
}

function Candidates({ found, onChoose }: { readonly found: Alternatives; readonly onChoose: (uid: string) => void }) {
  const leftOut = counted(found.excluded);
  if (found.candidates.length === 0) return <p className="soft">Nobody else could do it now{leftOut && ` (${leftOut})`}.</p>;
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
