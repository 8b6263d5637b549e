/** What waits for an answer: the recommendation with its grounds, and the answers. */
import type { Triage } from "@muster/sdk";

import { Badge } from "../../components/parts";
import { duration, percent, shortId, words } from "../../components/format";
import { DecisionView } from "../booking/DecisionView";
import { Options } from "./Options";
import type { Answering } from "./use-answering";

export function Waiting({ triage, answering }: { readonly triage: Triage; readonly answering: Answering }) {
  const { decision_id: decisionId } = triage;
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
        {decisionId !== null && (
          <button type="button" className="button" aria-expanded={answering.isWhyOpen} onClick={answering.toggleWhy}>
            Why <kbd>w</kbd>
          </button>
        )}
      </div>
      {answering.isWhyOpen && decisionId !== null && <DecisionView decisionId={decisionId} bookingId={triage.booking_id} />}
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
  return (
    <table className="table">
      <caption className="unseen">Candidates, the recommended first</caption>
      <thead>
        <tr>
          <th scope="col">Candidate</th>
          <th scope="col">At the first stop in</th>
          <th scope="col" className="number">
            Instead
          </th>
        </tr>
      </thead>
      <tbody>
        {triage.candidates.map((uid, index) => (
          <tr key={uid}>
            <td>
              {shortId(uid)} {index === 0 && <Badge tone="info">recommended</Badge>}
            </td>
            <td>{pickupIn(triage.projected_pickup_s[uid])}</td>
            <td className="number">
              {index > 0 && (
                <button type="button" className="button" onClick={() => answering.choose({ provider_id: uid })}>
                  Choose {shortId(uid)}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function pickupIn(seconds: number | undefined): string {
  return seconds === undefined ? "unknown" : duration(seconds);
}
