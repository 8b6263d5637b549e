/** Everything that happened to a booking, newest first: the steps that made its state, and the signs around them. */
import type { Signal, TimelineEvent } from "@muster/sdk";

import { shortId, timeOfDay, words } from "../../components/format";
import { Panel } from "../../components/parts";
import { eventWords } from "./event-words";

interface TimelineProps {
  readonly events: readonly TimelineEvent[];
  readonly signals: readonly Signal[];
  readonly timezone: string;
}

interface Line {
  readonly key: string;
  readonly at: Date;
  readonly what: string;
  readonly detail: string;
  readonly who: string;
  readonly isSign: boolean;
}

export function Timeline({ events, signals, timezone }: TimelineProps) {
  const lines = [...events.map(step), ...signals.map(sign)].sort((one, other) => other.at.getTime() - one.at.getTime() || other.key.localeCompare(one.key));
  return (
    <Panel title="Timeline" aside={<span className="soft">{events.length} steps</span>}>
      <ol className="timeline" aria-label="Timeline">
        {lines.map((line) => (
          <li key={line.key} className={line.isSign ? "is-sign" : undefined}>
            <time dateTime={line.at.toISOString()}>{timeOfDay(line.at, timezone, true)}</time>
            <span>
              <b>{line.what}</b> {line.detail}
            </span>
            <span className="soft">{line.who}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function step(event: TimelineEvent): Line {
  const who = event.actor.kind === "system" ? "Muster" : `${event.actor.kind} ${shortId(event.actor.id)}`;
  const what = words(event.type.replaceAll(".", " "));
  return { key: event.event_id, at: event.occurred_at, what, detail: eventWords(event.data), who, isSign: false };
}

function sign(signal: Signal): Line {
  const kind = signal.kind === null ? "" : words(signal.kind);
  const detail = [kind, ...Object.entries(signal.detail).map(([name, value]) => `${words(name).toLowerCase()} ${value}`)].join(", ");
  return { key: signal.signal_id, at: signal.at, what: words(signal.type.replaceAll(".", " ")), detail, who: "signal", isSign: true };
}
