/** One dispatch decision explained: candidates with the parts of their scores, what decided, what would have changed it, and its replay. */
import type { BookingExplanation, DecisionExplanation, ScoreTerm } from "@muster/sdk";
import { useEffect, useState } from "react";

import { backend } from "../../api/client";
import { Badge, Panel, Refusal } from "../../components/parts";
import { counted, shortId, timeOfDay, words } from "../../components/format";
import { type Column, Table } from "../../components/Table";
import { useTimezone } from "../../components/timezone";
import { useCommand } from "../../components/use-command";
import { Replay } from "./Replay";

type Candidate = BookingExplanation["candidates"][number];

interface DecisionProps {
  readonly decisionId: string;
  /** One booking of it, with what would have changed it; null shows all. */
  readonly bookingId: string | null;
}

export function DecisionView({ decisionId, bookingId }: DecisionProps) {
  const { run, error } = useCommand();
  const [told, setTold] = useState<DecisionExplanation | null>(null);
  const timezone = useTimezone();
  useEffect(() => {
    setTold(null);
    const about = { decision_id: decisionId, ...(bookingId === null ? {} : { booking_id: bookingId }) };
    void run(() => backend().commands.explainDecision(about)).then(setTold);
  }, [decisionId, bookingId]);
  return (
    <Panel title={`Why, decided ${told === null ? "" : timeOfDay(new Date(told.decided_at), timezone, true)}`} aside={<Replay decisionId={decisionId} />}>
      <div className="stack padded" aria-busy={told === null && error === null}>
        {error && <Refusal error={error} />}
        {told === null && error === null && <p className="soft">Asking for the reasons…</p>}
        {told?.bookings.map((one) => (
          <Explained key={one.booking_id} one={one} />
        ))}
        <ul className="reasons">
          {told?.text.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function Explained({ one }: { readonly one: BookingExplanation }) {
  if (one.candidates.length === 0) return <Nobody one={one} />;
  const leftOut = counted(one.excluded);
  return (
    <div>
      <Table
        caption="Candidates and the parts of their scores, in seconds"
        columns={columnsOf(termsOf(one))}
        rows={one.candidates}
        keyOf={(candidate) => candidate.provider_id}
        isSelected={(candidate) => candidate.chosen}
      />
      <p className="soft padded">
        {one.candidate_count} candidates{leftOut && `; left out: ${leftOut}`}
      </p>
    </div>
  );
}

function columnsOf(terms: readonly ScoreTerm[]): readonly Column<Candidate>[] {
  const named = ({ rank, provider_id, chosen }: Candidate) => (
    <>
      {rank}. {shortId(provider_id)} {chosen && <Badge tone="ok">asked</Badge>}
    </>
  );
  return [
    { name: "Candidate", cell: named },
    { name: "Score, s", isNumber: true, cell: (candidate) => candidate.total_s },
    ...terms.map((term) => ({ name: words(term), isNumber: true, cell: (candidate: Candidate) => candidate.terms[term] ?? 0 })),
  ];
}

function Nobody({ one }: { readonly one: BookingExplanation }) {
  return (
    <div className="note tone-warn">
      <strong>Nobody: {words(one.nobody ?? "unknown")}</strong>
      <p>What would change it:</p>
      <ul>
        {one.would_change.map((change) => (
          <li key={change.remedy}>
            {words(change.remedy)} ({change.providers} providers
            {change.least_s !== null && `, ${change.least_s} s missing`}
            {change.least_m !== null && `, ${change.least_m} m missing`})
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The terms that are not nought for everybody. */
function termsOf(one: BookingExplanation): readonly ScoreTerm[] {
  const found = new Set<string>();
  for (const { terms } of one.candidates) for (const [term, value] of Object.entries(terms)) if (value !== 0) found.add(term);
  return [...found] as ScoreTerm[];
}
