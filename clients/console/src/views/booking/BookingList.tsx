/** The open bookings of an area, those whose promise is in danger first; any booking can be opened by its id. */
import type { Booking } from "@muster/sdk";
import { type FormEvent, useState } from "react";

import { Badge, Empty, Panel } from "../../components/parts";
import { shortId, timeOfDay, words } from "../../components/format";
import { useTimezone } from "../../components/timezone";
import { useNow } from "../../state/clock";
import { isAtRisk } from "../../state/derive";
import { type Route, go, hrefOf } from "../../state/route";
import { useFeed } from "../../state/state";

export function BookingList({ route }: { readonly route: Route }) {
  const { items, isLoaded } = useFeed("bookings");
  const [sought, setSought] = useState("");
  const now = useNow();
  const timezone = useTimezone();
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
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Open bookings">
            <table className="table">
              <thead>
                <tr>
                  {["Booking", "State", "Service", "Provider", "Promised by", "Expected"].map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => (
                  <Row key={one.booking_id} route={route} booking={one} timezone={timezone} isRisky={isAtRisk(one, now)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </div>
  );
}

interface RowProps {
  readonly route: Route;
  readonly booking: Booking;
  readonly timezone: string;
  readonly isRisky: boolean;
}

function Row({ route, booking, timezone, isRisky }: RowProps) {
  const expected = booking.assignment?.eta_end?.p50_at ?? booking.assignment?.predicted_end_at;
  return (
    <tr className="is-pressable">
      <td>
        <a className="mono" href={hrefOf({ ...route, id: booking.booking_id })}>
          {shortId(booking.booking_id)}
        </a>
      </td>
      <td>{words(booking.state)}</td>
      <td>{booking.terms.service}</td>
      <td>{booking.assignment ? shortId(booking.assignment.provider_id) : "nobody yet"}</td>
      <td>{timeOfDay(booking.terms.promise.window.end_at, timezone)}</td>
      <td>
        {expected ? timeOfDay(expected, timezone) : "–"} {isRisky && <Badge tone="bad">at risk</Badge>}
      </td>
    </tr>
  );
}

function sorted(bookings: readonly Booking[], now: Date): readonly Booking[] {
  const due = (one: Booking) => one.terms.promise.window.end_at.getTime();
  return [...bookings].sort((one, other) => Number(isAtRisk(other, now)) - Number(isAtRisk(one, now)) || due(one) - due(other));
}

function matches(booking: Booking, sought: string): boolean {
  const said = [booking.booking_id, booking.state, booking.terms.service, booking.assignment?.provider_id ?? ""];
  return said.some((text) => text.toLowerCase().includes(sought));
}
