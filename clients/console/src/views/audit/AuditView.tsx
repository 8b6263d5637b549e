/** Who did what and why, the last first, a page at a time; found by a booking, a person or anything else that was touched. */
import type { AuditEntry } from "@muster/sdk";
import { type FormEvent, useEffect, useState } from "react";

import { backend } from "../../api/client";
import { CsvButton } from "../../components/CsvButton";
import { moment, shortId, words } from "../../components/format";
import { Empty, Panel, Refusal } from "../../components/parts";
import { type Column, Table } from "../../components/Table";
import { useListen } from "../../components/use-listen";
import { useTimezone } from "../../components/timezone";
import { type Route, go, hrefOf } from "../../state/route";
import { useConsole } from "../../state/state";
import { OverrideOutcome } from "./OverrideOutcome";
import { CSV, deed, detailsOf, matches, subjectOf } from "./entries";

const PAGE = 50;

export default function AuditView({ route }: { readonly route: Route }) {
  const about = route.id;
  const isAdmin = useConsole((state) => state.person?.role === "admin");
  const [isArealess, setArealess] = useState(false);
  const [sought, setSought] = useState(about ?? "");
  const areaId = isArealess ? null : route.areaId;
  useEffect(() => setSought(about ?? ""), [about]);
  function search(event: FormEvent): void {
    event.preventDefault();
    go({ ...route, id: sought.trim() || null });
  }
  return (
    <div className="page">
      <header className="page-head">
        <h1>Audit</h1>
        <span className="soft">Everything that staff did, written in the very commit that did it. A booking's own timeline has every other step.</span>
      </header>
      <form role="search" className="audit-search" onSubmit={search}>
        <label className="field">
          <span>Search by booking, person, zone or reason; Enter finds an id in the whole trail</span>
          <input className="input" value={sought} onChange={(event) => setSought(event.target.value)} />
        </label>
        {isAdmin && (
          <label className="check">
            <input type="checkbox" checked={isArealess} onChange={(event) => setArealess(event.target.checked)} /> Of no area: roles
          </label>
        )}
      </form>
      <Trail key={`${areaId}.${about}`} route={route} areaId={areaId} about={about} sought={sought} />
    </div>
  );
}

interface TrailProps {
  readonly route: Route;
  readonly areaId: string | null;
  /** The id that the backend looks for. */
  readonly about: string | null;
  /** The words that the page's rows are narrowed to. */
  readonly sought: string;
}

/** One page at a time is listened to; the way back is remembered by the last entry of each page before. */
function Trail({ route, areaId, about, sought }: TrailProps) {
  const timezone = useTimezone();
  const [passed, setPassed] = useState<readonly AuditEntry[]>([]);
  const before = passed.at(-1) ?? null;
  const heard = useListen<readonly AuditEntry[]>(`${areaId}.${about}.${before?.entry_id}`, (next, end) =>
    backend().listeners.listenAudit({ areaId, about, before, most: PAGE }, next, end),
  );
  const page = heard.value ?? [];
  const rows = page.filter((entry) => matches(entry, sought));
  const last = page.at(-1);
  const pager = (
    <>
      <span className="soft">
        {rows.length} of {page.length} on page {passed.length + 1}
      </span>
      <button type="button" className="button" disabled={passed.length === 0} onClick={() => setPassed(passed.slice(0, -1))}>
        Newer
      </button>
      <button type="button" className="button" disabled={page.length < PAGE} onClick={() => last && setPassed([...passed, last])}>
        Older
      </button>
      <CsvButton about="this page" file={`audit-${areaId ?? "no-area"}`} columns={CSV} rows={rows} />
    </>
  );
  return (
    <Panel title={about === null ? "By hand" : `About ${about}`} aside={pager}>
      {heard.error && <Refusal error={heard.error} />}
      {rows.length === 0 ? (
        <Empty title={heard.value === undefined && heard.error === null ? "Reading…" : "Nothing was done by hand, or nothing matches."} />
      ) : (
        <Table caption="Audit" columns={columnsOf(route, timezone)} rows={rows} keyOf={(entry) => entry.entry_id} />
      )}
    </Panel>
  );
}

function columnsOf(route: Route, timezone: string): readonly Column<AuditEntry>[] {
  return [
    { name: "At", cell: (entry) => moment(entry.at, timezone), order: (entry) => entry.at.getTime() },
    { name: "Who", cell: (entry) => <Who entry={entry} />, order: (entry) => entry.actor_id },
    { name: "What", cell: deed, order: deed },
    { name: "About", cell: (entry) => <About route={route} entry={entry} /> },
    { name: "Reason", cell: (entry) => entry.reason?.replaceAll("_", " ") ?? "–" },
    { name: "Details", cell: (entry) => <Details entry={entry} /> },
  ];
}

function Who({ entry }: { readonly entry: AuditEntry }) {
  return (
    <>
      {entry.actor_id} <span className="soft">{words(entry.actor_role).toLowerCase()}</span>
    </>
  );
}

function About({ route, entry }: { readonly route: Route; readonly entry: AuditEntry }) {
  const bookingId = entry.subject["booking_id"];
  return (
    <span className="row">
      {bookingId !== undefined && (
        <a className="mono" href={hrefOf({ ...route, view: "bookings", id: bookingId })}>
          {shortId(bookingId)}
        </a>
      )}
      {subjectOf(entry)}
    </span>
  );
}

function Details({ entry }: { readonly entry: AuditEntry }) {
  const overrideId = entry.action === "commit_override" ? entry.subject["override_id"] : undefined;
  return overrideId === undefined ? detailsOf(entry) : <OverrideOutcome overrideId={overrideId} />;
}
