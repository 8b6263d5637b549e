/** What waits for an answer: the recommendation with its grounds, and the answers. */
import type { Triage } from "@muster/sdk";

import { Badge } from "../../components/parts";
import { duration, percent, shortId, words } from "../../components/format";
import { type Column, Table } from "../../components/Table";
import { DecisionView } from "../booking/DecisionView";
import { Options } from "./Options";
import { Weighed } from "./Weighed";
import type { Answering } from "./use-answering";

export function Waiting({ triage, answering }: { readonly triage: Triage; readonly answering: Answering }) {
  const { decision_id: decisionId } = triage;
  const hasWhy = decisionId !== null || triage.options.length > 0;
  return (
    <>
      <dl className="fact-grid">
        <Fact name="Reason">{words(triage.reason)}</Fact>
        {triage.confidence !== null && <Fact name="Confidence">{percent(triage.confidence)}</Fact>}
        <Fact name="Risks">{triage.risks.map(words).join(", ") || "none named"}</Fact>
        <Fact name="If nobody answers">{words(triage.fallback)}</Fact>
      </dl>
      {triage.candidates.length > 0 && <Candidates triage={triage} answering={answering} />}
      {triage.options.length > 0 && <Options options={triage.options} answering={answering} />}
      <div className="row">
        {answering.canAccept && (
          <button type="button" className="button primary" disabled={answering.isRunning} onClick={answering.accept}>
            Accept <kbd>Enter</kbd>
          </button>
        )}
        <button type="button" className="button danger" disabled={answering.isRunning} onClick={answering.askReason}>
          Reject <kbd>r</kbd>
        </button>
        {hasWhy && (
          <button type="button" className="button" aria-expanded={answering.isWhyOpen} onClick={answering.toggleWhy}>
            Why <kbd>w</kbd>
          </button>
        )}
      </div>
      {answering.isWhyOpen && decisionId !== null && <DecisionView decisionId={decisionId} bookingId={triage.booking_id} />}
      {answering.isWhyOpen && decisionId === null && hasWhy && <Weighed options={triage.options} />}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Candidates({ triage, answering }: { readonly triage: Triage; readonly answering: Answering }) {
  const [first] = triage.candidates;
  const columns: readonly Column<string>[] = [
    {
      name: "Candidate",
      cell: (uid) => (
        <>
          {shortId(uid)} {uid === first && <Badge tone="info">recommended</Badge>}
        </>
      ),
    },
    { name: "At the first stop in", cell: (uid) => pickupIn(triage.projected_pickup_s[uid]) },
    {
      name: "Instead",
      isNumber: true,
      cell: (uid) =>
        uid !== first && (
          <button type="button" className="button" onClick={() => answering.choose({ provider_id: uid })}>
            Choose {shortId(uid)}
          </button>
        ),
    },
  ];
  return <Table caption="Candidates, the recommended first" columns={columns} rows={triage.candidates} keyOf={(uid) => uid} />;
}

function pickupIn(seconds: number | undefined): string {
  return seconds === undefined ? "unknown" : duration(seconds);
}
