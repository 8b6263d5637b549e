/** What would change: which bookings end when, whose day gets longer, which zones lose their idle providers. */
import type { BookingImpact, EtaWindow, Impact, ImpactAnswer } from "@muster/sdk";

import { Badge } from "./parts";
import { duration, percent, shortId, timeOfDay } from "./format";

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
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Bookings affected">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Booking</th>
                <th scope="col">Promised by</th>
                <th scope="col">Ends as it stands</th>
                <th scope="col">Ends then</th>
                <th scope="col">Chance of late</th>
              </tr>
            </thead>
            <tbody>
              {impact.bookings.map((one) => (
                <ImpactRow key={one.booking_id} one={one} timezone={timezone} />
              ))}
            </tbody>
          </table>
        </div>
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

function ImpactRow({ one, timezone }: { readonly one: BookingImpact | ImpactAnswer["bookings"][number]; readonly timezone: string }) {
  const isWorse = one.late_chance_after > one.late_chance_before + 0.005;
  return (
    <tr>
      <td className="mono">{shortId(one.booking_id)}</td>
      <td>{timeOfDay(new Date(one.promised_at), timezone)}</td>
      <td>{ends(one.end_before, timezone)}</td>
      <td>{ends(one.end_after, timezone)}</td>
      <td>
        {percent(one.late_chance_before)} → {percent(one.late_chance_after)} {isWorse && <Badge tone="bad">promise at risk</Badge>}
      </td>
    </tr>
  );
}

function ends(window: EtaWindow | ImpactAnswer["bookings"][number]["end_after"], timezone: string): string {
  if (window === null) return "nobody has it";
  const [p10, p50, p90] = [window.p10_at, window.p50_at, window.p90_at].map((at) => timeOfDay(new Date(at), timezone));
  return `${p50} (${p10}–${p90})`;
}
