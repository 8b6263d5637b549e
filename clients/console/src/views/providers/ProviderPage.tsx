/** One provider: how they stand, what they hold, the plan, and what an operator can do about it. */
import type { Booking, FleetEntry, Provider } from "@muster/sdk";

import { backend } from "../../api/client";
import { Facts } from "../../components/Facts";
import { duration, shortId, timeOfDay, words } from "../../components/format";
import { Badge, Empty, Panel, Refusal } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { useTimezone } from "../../components/timezone";
import { DUTY_TONES, LINK_TONES, STATE_TONES } from "../../components/tones";
import { useListen } from "../../components/use-listen";
import { useNow } from "../../state/clock";
import { fleetOf } from "../../state/derive";
import { acceptanceOf, workOf } from "../../state/providers";
import { type Route, hrefOf } from "../../state/route";
import { useFeed } from "../../state/state";
import { ProviderByHand } from "../override/ProviderByHand";
import { GrantsForm } from "./GrantsForm";
import { accepts, seenAgo } from "./ProviderList";
import { useGrantsEditing } from "./use-grants-editing";
import "./providers.css";

interface ProviderPageProps {
  readonly route: Route;
  readonly providerId: string;
}

export function ProviderPage({ route, providerId }: ProviderPageProps) {
  const heard = useListen<Provider | null>(providerId, (next, end) => backend().listeners.listenProvider(providerId, next, end));
  const entry = fleetOf(useFeed("fleet").items).find((each) => each.provider_id === providerId);
  const provider = heard.value;
  return (
    <div className="page">
      <header className="page-head">
        <h1>{provider?.name ?? "Provider"}</h1>
        <span className="mono soft">{providerId}</span>
        <a href={hrefOf({ ...route, id: null })}>All providers</a>
        <a href={hrefOf({ ...route, view: "audit", id: providerId })}>Audit of this provider</a>
      </header>
      {heard.error && <Refusal error={heard.error} />}
      {provider === undefined && heard.error === null && <div aria-busy="true" />}
      {provider === null && <Empty title="There is no such provider in your areas." />}
      {provider && <Known route={route} provider={provider} entry={entry} />}
    </div>
  );
}

interface KnownProps {
  readonly route: Route;
  readonly provider: Provider;
  readonly entry: FleetEntry | undefined;
}

function Known({ route, provider, entry }: KnownProps) {
  const bookings = useFeed("bookings").items;
  return (
    <div className="columns">
      <div className="stack">
        <Panel title="Holds" aside={<span className="soft">{`${provider.load} of ${provider.capacity}`}</span>}>
          <Holds route={route} provider={provider} bookings={bookings} />
        </Panel>
        <Panel title="Plan">
          <Plan provider={provider} bookings={bookings} />
        </Panel>
        <Panel title="What they may do" aside={<Badge tone="ok">{`Version ${provider.grants_version}`}</Badge>}>
          <MayDo provider={provider} />
        </Panel>
      </div>
      <div className="stack">
        <Panel title="Now" aside={<State provider={provider} entry={entry} />}>
          <div className="padded">
            <Standing provider={provider} entry={entry} />
          </div>
        </Panel>
        <ProviderByHand providerId={provider.provider_id} />
      </div>
    </div>
  );
}

function MayDo({ provider }: { readonly provider: Provider }) {
  const editing = useGrantsEditing(provider);
  return <GrantsForm editing={editing} live={provider.grants_version} />;
}

function State({ provider, entry }: { readonly provider: Provider; readonly entry: FleetEntry | undefined }) {
  return (
    <>
      <Badge tone={DUTY_TONES[provider.duty] ?? "plain"}>{words(provider.duty)}</Badge>
      {entry && <Badge tone={LINK_TONES[entry.link] ?? "plain"}>{`${words(entry.link)} signal`}</Badge>}
    </>
  );
}

function Standing({ provider, entry }: { readonly provider: Provider; readonly entry: FleetEntry | undefined }) {
  const now = useNow();
  const timezone = useTimezone();
  const zones = useFeed("zones").items;
  const clock = (at: Date | null) => (at === null ? "" : timeOfDay(at, timezone));
  const zone = zones.find((each) => each.zone_id === provider.zone_id)?.name ?? provider.zone_id ?? "";
  return (
    <Facts
      facts={[
        ["Work", words(workOf(provider))],
        ["Paused by hand", provider.pause_reason === null ? "" : words(provider.pause_reason)],
        ["On this duty", provider.duty_changed_at ? `since ${clock(provider.duty_changed_at)}` : ""],
        ["Why", provider.duty_reason ?? ""],
        ["Shift ends", clock(provider.shift_ends_at)],
        ["Idle", provider.idle_since ? `for ${duration((now.getTime() - provider.idle_since.getTime()) / 1000)}` : ""],
        ["Free at", clock(provider.free_at)],
        ["Zone", zone],
        ["Seen", entry ? seenAgo(entry.seen_at) : "only those on duty are"],
        ["Position", entry ? `within ${Math.round(entry.accuracy_m)} m` : ""],
        ["Doubts", entry?.suspect.map(words).join(", ") ?? ""],
        ["Vehicle", words(provider.vehicle)],
        ["Services", provider.services.map(words).join(", ")],
        ["Skills", provider.skills.map(words).join(", ")],
        ["Open offers", `${provider.open_offers} of ${provider.max_open_offers} at once`],
        ["Accepts", `${accepts(acceptanceOf(provider))}${provider.offers_made > 0 ? ` of ${provider.offers_made} offers` : ""}`],
      ]}
    />
  );
}

interface HoldsProps {
  readonly route: Route;
  readonly provider: Provider;
  readonly bookings: readonly Booking[];
}

function Holds({ route, provider, bookings }: HoldsProps) {
  const timezone = useTimezone();
  const ids = Object.keys(provider.active_bookings);
  const find = (id: string) => bookings.find((booking) => booking.booking_id === id);
  const at = (instant: Date | undefined) => (instant === undefined ? "–" : timeOfDay(instant, timezone));
  const columns: readonly Column<string>[] = [
    {
      name: "Booking",
      isHeader: true,
      cell: (id) => (
        <a className="mono" href={hrefOf({ ...route, view: "bookings", id })}>
          {shortId(id)}
        </a>
      ),
    },
    { name: "State", cell: (id) => <Badge tone={STATE_TONES[find(id)?.state ?? ""] ?? "plain"}>{words(find(id)?.state ?? "unknown")}</Badge> },
    { name: "Service", cell: (id) => words(find(id)?.terms.service ?? "–") },
    { name: "Promised by", cell: (id) => at(provider.promises[id]?.promised_at) },
    { name: "Predicted", cell: (id) => at(provider.promises[id]?.predicted_at) },
  ];
  if (ids.length === 0) return <Empty title="Nothing is held now." />;
  return <Table caption="Bookings held" columns={columns} rows={ids} keyOf={(id) => id} />;
}

/** The stops in order; the first is the next thing to do. */
function Plan({ provider, bookings }: Omit<HoldsProps, "route">) {
  if (provider.route.length === 0) return <Empty title="No stops are planned." />;
  return (
    <ol className="plan">
      {provider.route.map(({ booking_id, stop_id }, index) => {
        const stop = bookings.find((each) => each.booking_id === booking_id)?.terms.stops.find((each) => each.stop_id === stop_id);
        return (
          <li key={`${booking_id}.${stop_id}`}>
            <b>{index + 1}.</b> {words(stop?.type ?? "stop")} of <span className="mono">{shortId(booking_id)}</span>
            {stop && <span className="soft">, {words(stop.state).toLowerCase()}</span>}
          </li>
        );
      })}
    </ol>
  );
}
