/** The decisions that concerned a booking, the last one first; each is explained when it is opened. */
import type { TimelineEvent } from "@muster/sdk";
import { useState } from "react";

import { Empty, Panel } from "../../components/parts";
import { DecisionView } from "./DecisionView";

export function Decisions({ events, bookingId }: { readonly events: readonly TimelineEvent[]; readonly bookingId: string }) {
  const ids = decisionIds(events);
  const [chosen, setChosen] = useState<string | null>(null);
  const open = chosen ?? ids[0] ?? null;
  if (open === null) {
    return (
      <Panel title="Decisions">
        <Empty title="No decision yet.">A booking given by hand has none either.</Empty>
      </Panel>
    );
  }
  return (
    <div className="stack">
      {ids.length > 1 && (
        <div className="row" role="group" aria-label="Decisions">
          {ids.map((id, index) => (
            <button key={id} type="button" className="button" aria-pressed={id === open} onClick={() => setChosen(id)}>
              Decision {ids.length - index}
            </button>
          ))}
        </div>
      )}
      <DecisionView decisionId={open} bookingId={bookingId} />
    </div>
  );
}

function decisionIds(events: readonly TimelineEvent[]): readonly string[] {
  const named = events.map(({ data }) => ("decision_id" in data ? data.decision_id : null)).filter((id) => id !== null);
  return [...new Set(named)].reverse();
}
