/** Decides a recorded window again and says whether it came out the same. */
import { useEffect, useState } from "react";

import { backend } from "../../api/client";
import { Badge } from "../../components/parts";
import { words } from "../../components/format";
import { useCommand } from "../../components/use-command";

type Outcome = Awaited<ReturnType<ReturnType<typeof backend>["commands"]["replayDecision"]>>;

export function Replay({ decisionId }: { readonly decisionId: string }) {
  const { run, isRunning, error } = useCommand();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => setOutcome(null), [decisionId]);
  const replay = () => void run(() => backend().commands.replayDecision({ decision_id: decisionId })).then(setOutcome);
  const isSame = outcome !== null && outcome.output_digest === outcome.replayed_digest;
  return (
    <>
      <span aria-live="polite">
        {outcome && (
          <Badge tone={isSame ? "ok" : "warn"}>
            Replay: {words(outcome.code)} ({outcome.replayed_digest.slice(0, 8)})
          </Badge>
        )}
        {error && <Badge tone="bad">{error.code}</Badge>}
      </span>
      <button type="button" className="button" disabled={isRunning} onClick={replay}>
        Replay
      </button>
    </>
  );
}
