import type { Booking, FleetEntry, Zone, ZoneState } from "@muster/sdk";
import type { ReactNode } from "react";

import { Facts } from "../../components/Facts";
import { duration, shortId, timeOfDay, words } from "../../components/format";
import { Icon } from "../../components/icons";
import { Badge, Panel } from "../../components/parts";
import { LINK_TONES, STATE_TONES } from "../../components/tones";
import { useNow } from "../../state/clock";
import { fleetOf, isAtRisk, waited_s } from "../../state/derive";
import { type Route, hrefOf } from "../../state/route";
import { type Selected, select, useConsole, useFeed } from "../../state/state";

/** The little that one wants to know at once of what was chosen on the map. */
export function SelectedCard({ selected, route }: { readonly selected: Selected; readonly route: Route }) {
  const bookings = useFeed("bookings").items;
  const fleet = fleetOf(useFeed("fleet").items);
  const zones = useFeed("zones").items;
  const states = useFeed("zoneStates").items;
  const booking = bookings.find((each) => each.booking_id === selected.id);
  const entry = fleet.find((each) => each.provider_id === selected.id);
  const zone = zones.find((each) => each.zone_id === selected.id);
  if (selected.kind === "booking" && booking) return <BookingCard booking={booking} route={route} />;
  if (selected.kind === "provider" && entry) return <ProviderCard entry={entry} bookings={bookings} route={route} />;
  if (selected.kind === "zone" && zone) {
    return <ZoneCard zone={zone} state={states.find((each) => each.zone_id === zone.zone_id)} />;
  }
  return <Card title={words(selected.kind)}>It is not there any more.</Card>;
}

function Card({ title, badge, children }: { readonly title: ReactNode; readonly badge?: ReactNode; readonly children: ReactNode }) {
  const close = (
    <>
      {badge}
      <button className="button quiet" type="button" aria-label="Close" onClick={() => select(null)}>
        <Icon name="close" size={14} />
      </button>
    </>
  );
  return (
    <Panel title={title} aside={close}>
      <div className="padded">{children}</div>
    </Panel>
  );
}

function BookingCard({ booking, route }: { readonly booking: Booking; readonly route: Route }) {
  const now = useNow();
  const timezone = useTimezone(route.areaId);
  const { promise, service } = booking.terms;
  const eta = booking.assignment?.eta_end;
  return (
    <Card
      title={`Booking ${shortId(booking.booking_id)}`}
      badge={<Badge tone={STATE_TONES[booking.state] ?? "plain"}>{words(booking.state)}</Badge>}
    >
      <Facts
        facts={[
          ["Service", words(service)],
          ["Promised by", timeOfDay(promise.window.end_at, timezone)],
          ["Expected", eta ? `${timeOfDay(eta.p10_at, timezone)} to ${timeOfDay(eta.p90_at, timezone)}` : "nobody has it yet"],
          ["Provider", booking.assignment?.provider_id ?? "none"],
          ["Searching for", booking.assignment ? "" : duration(waited_s(booking, now))],
          ["Stops", booking.terms.stops.map((stop) => `${words(stop.type)}: ${words(stop.state).toLowerCase()}`).join(" · ")],
        ]}
      />
      <div className="row card-foot">
        {isAtRisk(booking, now) && <Badge tone="bad">Promise at risk</Badge>}
        <a href={hrefOf({ areaId: route.areaId, view: "bookings", id: booking.booking_id })}>Open the booking</a>
      </div>
    </Card>
  );
}

interface ProviderCardProps {
  readonly entry: FleetEntry;
  readonly bookings: readonly Booking[];
  readonly route: Route;
}

function ProviderCard({ entry, bookings, route }: ProviderCardProps) {
  const held = bookings.filter((booking) => booking.assignment?.provider_id === entry.provider_id);
  return (
    <Card title={entry.provider_id} badge={<Badge tone={LINK_TONES[entry.link] ?? "plain"}>{words(entry.link)} signal</Badge>}>
      <Facts
        facts={[
          ["Duty", words(entry.duty)],
          ["Work", words(entry.work)],
          ["Vehicle", words(entry.vehicle)],
          ["Position", `within ${Math.round(entry.accuracy_m)} m`],
          ["Seen", entry.seen_at ? `${duration((Date.now() - entry.seen_at.getTime()) / 1000)} ago` : "never"],
          ["Doubts", entry.suspect.map(words).join(", ")],
        ]}
      />
      <ul className="held">
        {held.map((booking) => (
          <li key={booking.booking_id}>
            <button className="link-button" type="button" onClick={() => select({ kind: "booking", id: booking.booking_id })}>
              Booking {shortId(booking.booking_id)}
            </button>
            <Badge tone={STATE_TONES[booking.state] ?? "plain"}>{words(booking.state)}</Badge>
          </li>
        ))}
      </ul>
      <div className="row card-foot">
        <a href={hrefOf({ areaId: route.areaId, view: "providers", id: entry.provider_id })}>Open the provider</a>
      </div>
    </Card>
  );
}

const LEVEL_TONES = { calm: "ok", busy: "warn", short: "bad" } as const;

function ZoneCard({ zone, state }: { readonly zone: Zone; readonly state: ZoneState | undefined }) {
  return (
    <Card title={zone.name} badge={state && <Badge tone={LEVEL_TONES[state.level]}>{words(state.level)}</Badge>}>
      <Facts
        facts={[
          ["Services", zone.services.map(words).join(", ")],
          ["Expected demand", state ? state.expected.toFixed(1) : "not counted yet"],
          ["Supply", state ? `${state.supply.toFixed(1)} and ${state.help.toFixed(1)} from neighbours` : ""],
          ["Offers a booking", state ? state.offers_per_booking.toFixed(1) : ""],
          ["Closures", zone.closures.length === 0 ? "none" : zone.closures.map((each) => each.reason).join(", ")],
        ]}
      />
    </Card>
  );
}

function useTimezone(areaId: string | null): string | undefined {
  return useConsole((state) => state.areas.find((area) => area.area_id === areaId)?.timezone);
}
