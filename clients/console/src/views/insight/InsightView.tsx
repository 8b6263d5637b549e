/** How an area has done, by hour: from one document an hour, so a day is 24 reads however many bookings it had. */
import type { HourMetrics } from "@muster/sdk";
import { useMemo, useState } from "react";

import { backend } from "../../api/client";
import { CsvButton } from "../../components/CsvButton";
import { moment } from "../../components/format";
import { Figure, Note, Refusal } from "../../components/parts";
import { useListen } from "../../components/use-listen";
import { useTimezone } from "../../components/timezone";
import { useNow } from "../../state/clock";
import { type Totals, endOf, hourKey, hourStarts, rangeOf, rowsOf, share, totalsOf } from "../../state/hours";
import type { Route } from "../../state/route";
import { Areas } from "./Areas";
import { Calibration } from "./Calibration";
import { Funnel } from "./Funnel";
import { HourChart } from "./HourChart";
import { OverrideOutcomes } from "./OverrideOutcomes";
import { CHARTS, csvColumns, written } from "./measures";
import "./insight.css";

const SPANS = [12, 24, 48] as const;
/** How often to see whether another hour has begun. */
const LOOK_EACH_S = 20;

export default function InsightView({ route }: { readonly route: Route }) {
  const areaId = route.areaId ?? "";
  const timezone = useTimezone();
  const thisHour = hourKey(useNow(LOOK_EACH_S));
  const [span, setSpan] = useState<number>(24);
  const [back, setBack] = useState(0);
  const starts = useMemo(() => hourStarts(new Date(`${thisHour}:00:00Z`), span, back), [thisHour, span, back]);
  const range = rangeOf(starts);
  const heard = useListen<readonly HourMetrics[]>(`${areaId}.${range.from}.${range.upTo}`, (next, end) =>
    backend().listeners.listenHours(areaId, range, next, end),
  );
  const hours = heard.value ?? [];
  const rows = useMemo(() => rowsOf(starts, hours), [starts, hours]);
  const totals = useMemo(() => totalsOf(hours), [hours]);
  const file = `${areaId}-${range.from}-${range.upTo}`;
  return (
    <div className="page">
      <header className="page-head insight-head">
        <h1>Insight</h1>
        <span className="soft">
          {moment(starts[0] as Date, timezone)} to {moment(endOf(starts), timezone)}, {timezone}
        </span>
        <div className="row">
          <label className="row">
            Hours
            <select className="input" value={span} onChange={(event) => setSpan(Number(event.target.value))}>
              {SPANS.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          <button type="button" className="button" onClick={() => setBack(back + span)}>
            Earlier
          </button>
          <button type="button" className="button" disabled={back === 0} onClick={() => setBack(Math.max(0, back - span))}>
            Later
          </button>
          <CsvButton about="all hours" file={file} columns={csvColumns(CHARTS)} rows={rows} />
        </div>
      </header>
      {heard.error && <Refusal error={heard.error} />}
      {heard.value?.length === 0 && <Note tone="info">Nothing is known of these hours. Figures are made every five minutes, from what has ended.</Note>}
      <Summary totals={totals} isLoaded={heard.value !== undefined} />
      <div className="chart-grid">
        <Funnel totals={totals} file={`${file}-funnel`} />
        {CHARTS.map((chart) => (
          <HourChart key={chart.title} chart={chart} rows={rows} timezone={timezone} file={`${file}-${chart.title.toLowerCase().replaceAll(" ", "-")}`} />
        ))}
        <Calibration areaId={areaId} />
      </div>
      <OverrideOutcomes areaId={areaId} starts={starts} file={`${file}-overrides`} />
      <Areas areaId={areaId} starts={starts} file={`areas-${range.from}-${range.upTo}`} />
    </div>
  );
}

function Summary({ totals, isLoaded }: { readonly totals: Totals; readonly isLoaded: boolean }) {
  const completed = share(totals.completed, totals.bookings);
  return (
    <dl className="figures panel insight-figures" aria-busy={!isLoaded}>
      <Figure name="Ended" value={totals.bookings} detail={`${totals.refused} refused`} />
      <Figure name="Completed" value={written(completed, "share")} detail={`${totals.completed} of ${totals.bookings}`} />
      <Figure name="Late" value={written(share(totals.late, totals.completed), "share")} detail="of the completed" />
      <Figure name="First offer" value={written(totals.toOffer_s, "s")} detail="mean, from the search" />
      <Figure name="ETA off by" value={written(totals.etaMiss_s, "s")} detail="mean" />
      <Figure name="ETA coverage" value={written(totals.coveredFirst, "share")} detail="80 % is meant" />
      <Figure name="Utilisation" value={written(totals.utilisation, "share")} detail="of time on duty" />
      <Figure name="Fairness" value={totals.fairness === null ? "–" : totals.fairness.toFixed(2)} detail="1 is all alike" />
    </dl>
  );
}
