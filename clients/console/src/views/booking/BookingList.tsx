/** The open bookings of an area, those whose promise is in danger first; any booking can be opened by its id. */
import type { Booking } from "@muster/sdk";
import { type FormEvent, useMemo, useState } from "react";

import { Badge, Empty, Panel } from "../../components/parts";
import { shortId, timeOfDay, words } from "../../components/format";
import { type Column, Table } from "../../components/Table";
import { useTimezone } from "../../components/timezone";
import { useNow } from "../../state/clock";
import { isAtRisk } from "../../state/derive";
import { type Route, go, hrefOf } from "../../state/route";
import { useFeed } from "../../state/state";

/** How often it is judged anew which promises are at risk, when nothing else happens. */
const JUDGED_EACH_S = 15;

export function BookingList({ route }: { readonly route: Route }) {
  const { items, isLoaded } = useFeed("bookings");
  const [sought, setSought] = useState("");
  const now = useNow(JUDGED_EACH_S);
  const timezone = useTimezone();
  const columns = useMemo(() => columnsOf(route, timezone, now), [route.areaId, timezone, now.getTime()]);
  const shown = sorted(items.filter((one) => matches(one, sought.trim().toLowerCase())), now);
  function open(event: FormEvent): void {
    event.preventDefault();
    const id = shown.length === 1 ? shown[0]?.booking_id : sought.trim();
    if (id) go({ ...route, id });
  }
  return (
    <div className="page">
      <header className="page-head">
        <h1>Bookings</h1>
        <span className="soft">{items.length} open</span>
      </header>
      <form onSubmit={open} role="search">
        <label className="field">
          <span>Filter by id, provider, service or state; Enter opens</span>
          <input className="input" value={sought} onChange={(event) => setSought(event.target.value)} />
        </label>
      </form>
      <Panel title="Open">
        {shown.length === 0 ? (
          <Empty title={isLoaded ? "No open booking matches." : "Loading…"} />
        ) : (
          <Table caption="Open bookings" columns={columns} rows={shown} keyOf={(one) => one.booking_id} isPressable />
        )}
      </Panel>
    </div>
  );
}

function columnsOf(route: Route, timezone: string, now: Date): readonly Column<Booking>[] {
  return [
    {
      name: "Booking",
      cell: (one) => (
        <a className="mono" href={hrefOf({ ...route, id: one.booking_id })}>
          {shortId(one.booking_id)}
        </a>
      ),
    },
    { name: "State", cell: (one) => words(one.state), order: (one) => one.state },
    { name: "Service", cell: (one) => one.terms.service, order: (one) => one.terms.service },
    { name: "Provider", cell: (one) => (one.assignment ? shortId(one.assignment.provider_id) : "nobody yet") },
    { name: "Promised by", cell: (one) => timeOfDay(one.terms.promise.window.end_at, timezone), order: dueOf },
    { name: "Expected", cell: (one) => <Expected booking={one} timezone={timezone} isRisky={isAtRisk(one, now)} /> },
  ];
}

interface ExpectedProps {
  readonly booking: Booking;
  readonly timezone: string;
  readonly isRisky: boolean;
}

function Expected({ booking, timezone, isRisky }: ExpectedProps) {
  const expected = booking.assignment?.eta_end?.p50_at ?? booking.assignment?.predicted_end_at;
  return (
    <>
      {expected ? timeOfDay(expected, timezone) : "–"} {isRisky && <Badge tone="bad">at risk</Badge>}
    </>
  );
}

function sorted(bookings: readonly Booking[], now: Date): readonly Booking[] {
  const risky = new Set(bookings.filter((one) => isAtRisk(one, now)));
  return [...bookings].sort((one, other) => Number(risky.has(other)) - Number(risky.has(one)) || dueOf(one) - dueOf(other));
}

function dueOf(booking: Booking): number {
  return booking.terms.promise.window.end_at.getTime();
}

function matches(booking: Booking, sought: string): boolean {
  const said = [booking.booking_id, booking.state, booking.terms.service, booking.assignment?.provider_id ?? ""];
  return said.some((text) => text.toLowerCase().includes(sought));
}
