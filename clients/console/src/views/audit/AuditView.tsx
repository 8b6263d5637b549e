/** Who did what by hand and why, the last first: overrides with their outcomes, measures on demand, and a way to a booking's own trail. */
import type { Override, Shaping } from "@muster/sdk";
import { type FormEvent, useState } from "react";

import { backend } from "../../api/client";
import { Empty, Panel, Refusal } from "../../components/parts";
import { duration, shortId, timeOfDay, words } from "../../components/format";
import { type Column, Table } from "../../components/Table";
import { useListen } from "../../components/use-listen";
import { useTimezone } from "../../components/timezone";
import { type Route, go, hrefOf } from "../../state/route";
import { useFeed } from "../../state/state";
import { type Deed, deedsOf, matches } from "./deeds";

export default function AuditView({ route }: { readonly route: Route }) {
  const { areaId } = route;
  const overrides = useListen<readonly Override[]>(areaId, (next, end) => backend().listeners.listenOverrides(areaId ?? "", next, end));
  const shapings: readonly Shaping[] = useFeed("shapings").items;
  const [sought, setSought] = useState("");
  const deeds = deedsOf(overrides.value ?? [], shapings).filter((deed) => matches(deed, sought));
  function open(event: FormEvent): void {
    event.preventDefault();
    if (sought.trim()) go({ ...route, view: "bookings", id: sought.trim() });
  }
  return (
    <div className="page">
      <header className="page-head">
        <h1>Audit</h1>
        <span className="soft">What was done by hand in this area. Each booking's own timeline has every step with who did it.</span>
      </header>
      <form role="search" onSubmit={open}>
        <label className="field">
          <span>Search by booking, person or reason; Enter opens a booking's timeline by its id</span>
          <input className="input" value={sought} onChange={(event) => setSought(event.target.value)} />
        </label>
      </form>
      {overrides.error && <Refusal error={overrides.error} />}
      <Panel title="By hand" aside={<span className="soft">{deeds.length}</span>}>
        {deeds.length === 0 ? <Empty title="Nothing was done by hand, or nothing matches." /> : <Deeds route={route} deeds={deeds} />}
      </Panel>
    </div>
  );
}

function Deeds({ route, deeds }: { readonly route: Route; readonly deeds: readonly Deed[] }) {
  const timezone = useTimezone();
  const columns: readonly Column<Deed>[] = [
    { name: "At", cell: (deed) => timeOfDay(deed.at, timezone, true), order: (deed) => deed.at.getTime() },
    { name: "Who", cell: (deed) => deed.who, order: (deed) => deed.who },
    { name: "What", cell: (deed) => words(deed.what), order: (deed) => deed.what },
    { name: "About", cell: (deed) => <About deed={deed} route={route} /> },
    { name: "Reason", cell: (deed) => deed.why },
    { name: "Outcome", cell: outcomeOf },
  ];
  return <Table caption="Deeds" columns={columns} rows={deeds} keyOf={(deed) => deed.key} />;
}

function About({ deed, route }: { readonly deed: Deed; readonly route: Route }) {
  if (deed.bookingId === null) return <>{deed.about ?? "area"}</>;
  return (
    <a className="mono" href={hrefOf({ ...route, view: "bookings", id: deed.bookingId })}>
      {shortId(deed.bookingId)}
    </a>
  );
}

function outcomeOf(deed: Deed): string {
  if (deed.saved_s === null) return deed.outcome;
  return `${deed.outcome}, ${duration(deed.saved_s)} ${deed.saved_s >= 0 ? "saved" : "lost"}`;
}
