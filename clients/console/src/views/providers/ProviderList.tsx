import { DUTY_VALUES } from "@muster/sdk";
import { useState } from "react";

import { duration, percent, shortId, words } from "../../components/format";
import { Badge, Empty, Field, Panel, Refusal } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { DUTY_TONES, LINK_TONES, STATE_TONES, WORK_TONES } from "../../components/tones";
import { useMay } from "../../components/use-may";
import { ANYBODY, type ProviderRow, type Wanted, LINKS, WORKS, acceptanceOf, workOf } from "../../state/providers";
import { NEW, type Route, hrefOf } from "../../state/route";
import { type ProvidersHeard, useProviders } from "./use-providers";
import "./providers.css";

/** Everybody who may work in an area, thirty at a time; searched by name or id, or by how they stand. */
export function ProviderList({ route }: { readonly route: Route }) {
  const [wanted, setWanted] = useState<Wanted>(ANYBODY);
  const heard = useProviders(route.areaId ?? "", wanted);
  return (
    <div className="page">
      <header className="page-head">
        <h1>Providers</h1>
        <span className="soft">Live, but for the link: that is as it was seen last, at most a minute ago, of those on duty.</span>
      </header>
      <Search wanted={wanted} onChange={setWanted} />
      {heard.error && <Refusal error={heard.error} />}
      <Panel title="Providers" aside={<Aside route={route} heard={heard} />}>
        {heard.rows.length === 0 ? (
          <Empty title={heard.isLoaded ? "Nobody fits." : "Reading…"} />
        ) : (
          <Table caption="Providers" columns={columnsOf(route)} rows={heard.rows} keyOf={({ provider }) => provider.provider_id} isPressable />
        )}
      </Panel>
    </div>
  );
}

interface SearchProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
}

function Search({ wanted, onChange }: SearchProps) {
  const choices = { duty: DUTY_VALUES, work: WORKS, link: LINKS };
  return (
    <form className="search" role="search" onSubmit={(event) => event.preventDefault()}>
      <Field name="Name begins with, or part of an id">
        <input className="input" value={wanted.sought} onChange={(event) => onChange({ ...wanted, sought: event.target.value })} />
      </Field>
      {(["duty", "work", "link"] as const).map((what) => (
        <Field key={what} name={words(what)}>
          <select className="input" value={wanted[what]} onChange={(event) => onChange({ ...wanted, [what]: event.target.value })}>
            <option value="">Any</option>
            {choices[what].map((value) => (
              <option key={value} value={value}>
                {words(value)}
              </option>
            ))}
          </select>
        </Field>
      ))}
    </form>
  );
}

function Aside({ route, heard }: { readonly route: Route; readonly heard: ProvidersHeard }) {
  const mayPut = useMay("putProvider");
  return (
    <>
      <Pages heard={heard} />
      {mayPut && (
        <a className="button primary" href={hrefOf({ ...route, id: NEW })}>
          New provider
        </a>
      )}
    </>
  );
}

function Pages({ heard: { page, hasMore, turn } }: { readonly heard: ProvidersHeard }) {
  if (page === 0 && !hasMore) return null;
  return (
    <>
      <button className="button" type="button" disabled={page === 0} onClick={() => turn(page - 1)}>
        Before
      </button>
      <span className="soft">Page {page + 1}</span>
      <button className="button" type="button" disabled={!hasMore} onClick={() => turn(page + 1)}>
        Next
      </button>
    </>
  );
}

function columnsOf(route: Route): readonly Column<ProviderRow>[] {
  return [
    { name: "Provider", isHeader: true, cell: ({ provider }) => <Named route={route} id={provider.provider_id} name={provider.name} /> },
    { name: "Duty", cell: ({ provider: { duty } }) => <Badge tone={DUTY_TONES[duty] ?? "plain"}>{words(duty)}</Badge> },
    { name: "Work", cell: ({ provider }) => <Badge tone={WORK_TONES[workOf(provider)] ?? "plain"}>{words(workOf(provider))}</Badge> },
    { name: "Link", cell: ({ entry }) => (entry ? <Badge tone={LINK_TONES[entry.link] ?? "plain"}>{words(entry.link)}</Badge> : "–") },
    { name: "Seen", cell: ({ entry }) => (entry ? seenAgo(entry.seen_at) : "–") },
    { name: "Load", isNumber: true, cell: ({ provider: { load, capacity } }) => `${load} of ${capacity}` },
    { name: "Vehicle", cell: ({ provider }) => words(provider.vehicle) },
    { name: "Services", cell: ({ provider }) => provider.services.map(words).join(", ") },
    { name: "Accepts", isNumber: true, cell: ({ provider }) => accepts(acceptanceOf(provider), "–") },
    { name: "Bookings", cell: ({ held }) => <Held held={held} route={route} /> },
  ];
}

function Named({ route, id, name }: { readonly route: Route; readonly id: string; readonly name: string }) {
  return (
    <>
      <a className="plain-link" href={hrefOf({ ...route, id })}>
        {name}
      </a>
      <span className="mono soft provider-id">{id}</span>
    </>
  );
}

function Held({ held, route }: { readonly held: ProviderRow["held"]; readonly route: Route }) {
  if (held.length === 0) return <>–</>;
  return (
    <span className="row">
      {held.map((booking) => (
        <span key={booking.booking_id} className="row tight">
          <a className="mono" href={hrefOf({ ...route, view: "bookings", id: booking.booking_id })}>
            {shortId(booking.booking_id)}
          </a>
          &nbsp;
          <Badge tone={STATE_TONES[booking.state] ?? "plain"}>{words(booking.state)}</Badge>
        </span>
      ))}
    </span>
  );
}

export function accepts(share: number | null, unknown = "no offers yet"): string {
  return share === null ? unknown : percent(share);
}

export function seenAgo(at: Date | null | undefined): string {
  return at ? `${duration((Date.now() - at.getTime()) / 1000)} ago` : "never";
}
