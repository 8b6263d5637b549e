/** One exception: what it is, on what evidence, what could be done and with which effect, and what happens if nobody answers. */
import type { Disruption } from "@muster/sdk";

import { duration, shortId, timeOfDay, words } from "../../components/format";
import { useTimezone } from "../../components/timezone";
import { useNow } from "../../state/clock";
import { type Route, hrefOf } from "../../state/route";
import { Options } from "./Options";
import { Waiting } from "./Waiting";
import type { ExceptionItem } from "./exceptions";
import { Deadline, SeverityBadge } from "./marks";
import type { Answering } from "./use-answering";

interface DetailProps {
  readonly route: Route;
  readonly item: ExceptionItem;
  readonly answering: Answering;
}

export function ExceptionDetail({ route, item, answering }: DetailProps) {
  const now = useNow();
  const disruption = item.kind === "disruption" || item.kind === "triage" ? item.disruption : null;
  return (
    <article className="stack">
      <header className="row">
        <h2 className="detail-title">{words(item.title)}</h2>
        <SeverityBadge severity={item.severity} />
        <Deadline at={item.deadlineAt} now={now} />
        {item.bookingId && (
          <a className="button quiet" href={hrefOf({ ...route, view: "bookings", id: item.bookingId })}>
            Open booking <kbd>o</kbd>
          </a>
        )}
      </header>
      {item.kind === "late" && (
        <p>
          Believed to end {duration(item.lateByS)} after the promised window, with {shortId(item.booking.assignment?.provider_id ?? "nobody")}.
        </p>
      )}
      {item.kind === "lost" && (
        <p>
          {item.providerId} is at work, and the last position is {item.link}. Forecasts widen until a new one comes.
        </p>
      )}
      {disruption && <Evidence disruption={disruption} />}
      {item.kind === "triage" && <Waiting triage={item.triage} answering={answering} />}
      {item.kind === "disruption" && (
        <>
          <p className="soft">The playbook looks after it: nobody has to decide.</p>
          <Options options={item.disruption.options} />
        </>
      )}
    </article>
  );
}

function Evidence({ disruption }: { readonly disruption: Disruption }) {
  const timezone = useTimezone();
  return (
    <div className="evidence">
      <h3>{words(disruption.kind)}</h3>
      <p>
        Since {timeOfDay(disruption.onset_at, timezone)}, noticed at {timeOfDay(disruption.detected_at, timezone)}
        {disruption.provider_id && ` · ${shortId(disruption.provider_id)}`}
        {disruption.reported_by && ` · reported by ${shortId(disruption.reported_by)}`}
      </p>
      {disruption.note && <blockquote className="quote">{disruption.note}</blockquote>}
      <ul className="row soft">
        {disruption.evidence.map((one) => (
          <li key={one.name}>
            {words(one.name)} {Math.round(one.value * 10) / 10} {one.unit}
            {one.limit !== null && ` (limit ${one.limit})`}
          </li>
        ))}
      </ul>
    </div>
  );
}
