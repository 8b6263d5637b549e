/** What would change: which bookings end when, whose day gets longer, which zones lose their idle providers. */
import type { BookingImpact, EtaWindow, Impact, ImpactAnswer } from "@muster/sdk";

import { duration, percent, shortId, timeOfDay } from "./format";
import { Badge } from "./parts";
import { type Column, Table } from "./Table";

/** Takes an impact as a document has it, or as an answer does: the same with instants as text. */
export function ImpactTable({ impact, timezone }: { readonly impact: Impact | ImpactAnswer; readonly timezone: string }) {
  if (impact.bookings.length === 0 && impact.providers.length === 0) return <p className="soft">Nothing changes for anybody.</p>;
  const saved = impact.wait_saved_s;
  return (
    <div className="impact">
      <p>
        Expected late: <b>{impact.late_before.toFixed(2)}</b> → <b>{impact.late_after.toFixed(2)}</b> bookings; waiting in all{" "}
        <b>
          {duration(saved)} {saved >= 0 ? "less" : "more"}
        </b>
      </p>
      {impact.bookings.length > 0 && (
        <Table caption="Bookings affected" columns={columnsIn(timezone)} rows={impact.bookings} keyOf={(one) => one.booking_id} />
      )}
      <ul className="row soft">
        {impact.providers.map((one) => (
          <li key={one.provider_id}>
            {shortId(one.provider_id)}: {one.later_s === 0 ? "no later" : `${duration(one.later_s)} ${one.later_s > 0 ? "longer" : "shorter"}`}
            {one.stops_moved > 0 && `, ${one.stops_moved} stops in another order`}
          </li>
        ))}
        {Object.entries(impact.idle_left).map(([zone, left]) => (
          <li key={zone}>
            {zone}: {left} idle left
          </li>
        ))}
      </ul>
    </div>
  );
}

function columnsIn(timezone: string): readonly Column<BookingImpact | ImpactAnswer["bookings"][number]>[] {
  return [
    { name: "Booking", cell: (one) => <span className="mono">{shortId(one.booking_id)}</span> },
    { name: "Promised by", cell: (one) => timeOfDay(new Date(one.promised_at), timezone) },
    { name: "Ends as it stands", cell: (one) => ends(one.end_before, timezone) },
    { name: "Ends then", cell: (one) => ends(one.end_after, timezone) },
    { name: "Chance of late", cell: (one) => <LateChance before={one.late_chance_before} after={one.late_chance_after} /> },
  ];
}

function LateChance({ before, after }: { readonly before: number; readonly after: number }) {
  return (
    <>
      {percent(before)} → {percent(after)} {after > before + 0.005 && <Badge tone="bad">promise at risk</Badge>}
    </>
  );
}

function ends(window: EtaWindow | ImpactAnswer["bookings"][number]["end_after"], timezone: string): string {
  if (window === null) return "nobody has it";
  const [p10, p50, p90] = [window.p10_at, window.p50_at, window.p90_at].map((at) => timeOfDay(new Date(at), timezone));
  return `${p50} (${p10}–${p90})`;
}
