/** One booking: how it stands, promise against forecast, why it was decided so, what happened, and what can be done by hand. */
import type { Booking, BookingEta, Signal, TimelineEvent } from "@muster/sdk";
import { useMemo } from "react";

import { backend } from "../../api/client";
import { Badge, Empty, Panel, Refusal } from "../../components/parts";
import { shortId, words } from "../../components/format";
import { useListen } from "../../components/use-listen";
import { useTimezone } from "../../components/timezone";
import { type Route, hrefOf } from "../../state/route";
import { BookingByHand } from "../override/BookingByHand";
import { ProviderByHand } from "../override/ProviderByHand";
import { BookingFacts } from "./BookingFacts";
import { Contact } from "./Contact";
import { Decisions } from "./Decisions";
import { Messages } from "./Messages";
import { Notes } from "./Notes";
import { PromisePlot } from "./PromisePlot";
import { Timeline } from "./Timeline";
import { beliefs } from "./promise-series";

export function BookingPage({ route, bookingId }: { readonly route: Route; readonly bookingId: string }) {
  const { listeners } = backend();
  const heard = useListen<Booking | null>(bookingId, (next, end) => listeners.listenBooking(bookingId, next, end));
  const back = <a href={hrefOf({ ...route, id: null })}>All open bookings</a>;
  if (heard.error) {
    return (
      <div className="page">
        {back}
        <Refusal error={heard.error} />
        <p className="soft">A booking that does not exist any more, or belongs to another area, can not be read.</p>
      </div>
    );
  }
  if (heard.value === undefined) return <div className="page" aria-busy="true" />;
  if (heard.value === null) {
    return (
      <div className="page">
        {back}
        <Empty title="There is no such booking.">It was deleted, or the id is not right.</Empty>
      </div>
    );
  }
  return <Shown route={route} booking={heard.value} />;
}

function Shown({ route, booking }: { readonly route: Route; readonly booking: Booking }) {
  const { listeners } = backend();
  const { booking_id: id, area_id: areaId } = booking;
  const timezone = useTimezone();
  const events = useListen<readonly TimelineEvent[]>(id, (next, end) => listeners.listenTimeline(id, areaId, next, end));
  const signals = useListen<readonly Signal[]>(id, (next, end) => listeners.listenSignals(id, areaId, next, end));
  const eta = useListen<BookingEta | null>(booking.assignment ? id : null, (next, end) => listeners.listenEta(id, next, end));
  const plotted = useMemo(() => beliefs(booking, eta.value ?? null, events.value ?? []), [booking, eta.value, events.value]);
  return (
    <div className="page">
      <header className="page-head">
        <h1>
          Booking <span className="mono">{shortId(id)}</span>
        </h1>
        <Badge tone="info">{words(booking.state)}</Badge>
        <span className="soft">{words(booking.customer_view.state)}</span>
        <a href={hrefOf({ ...route, id: null })}>All open bookings</a>
        <a href={hrefOf({ ...route, view: "audit", id })}>Audit of this booking</a>
      </header>
      <div className="columns">
        <div className="stack">
          <Panel title="Promise and forecast">
            <PromisePlot booking={booking} beliefs={plotted} timezone={timezone} />
          </Panel>
          <BookingByHand key={id} booking={booking} />
          <Decisions events={events.value ?? []} bookingId={id} />
          <Messages bookingId={id} events={events.value ?? []} timezone={timezone} />
        </div>
        <div className="stack">
          <BookingFacts booking={booking} eta={eta.value ?? null} timezone={timezone} />
          <Contact bookingId={id} stops={booking.terms.stops} />
          {booking.assignment && booking.ended_at === null && <ProviderByHand providerId={booking.assignment.provider_id} />}
          {events.error && <Refusal error={events.error} />}
          <Notes bookingId={id} areaId={areaId} timezone={timezone} />
          <Timeline events={events.value ?? []} signals={signals.value ?? []} timezone={timezone} />
        </div>
      </div>
    </div>
  );
}
