/** After an override: it can be taken back for a while, and later tells how it turned out. */
import type { Override } from "@muster/sdk";

import { backend } from "../../api/client";
import { duration, shortId, words } from "../../components/format";
import { Badge } from "../../components/parts";
import { useListen } from "../../components/use-listen";
import { useNow } from "../../state/clock";
import type { Overriding } from "./use-override";

export function Done({ overriding }: { readonly overriding: Overriding }) {
  const now = useNow();
  const { committed, undone } = overriding;
  const id = committed?.override_id ?? null;
  const kept = useListen<Override | null>(id, (next, end) => backend().listeners.listenOverride(id ?? "", next, end));
  if (committed === null) return null;
  const left_s = committed.undo_until === null ? 0 : (Date.parse(committed.undo_until) - now.getTime()) / 1000;
  return (
    <>
      <p aria-live="polite">
        <Badge tone={undone ? "plain" : "ok"}>{undone ? "Undone" : "Committed"}</Badge>
        {undone && undone.left_out.length > 0 && ` The booking could not go back: ${undone.left_out.map(words).join(", ")} was left out.`}
      </p>
      <ul>
        {kept.value?.outcomes.map((one) => (
          <li key={one.booking_id}>
            {shortId(one.booking_id)}: {words(one.outcome)}
            {one.late && ", late"}
            {one.saved_s !== null && `, ${duration(one.saved_s)} ${one.saved_s >= 0 ? "saved" : "lost"} against the engine's way`}
          </li>
        ))}
      </ul>
      <div className="row">
        {undone === null && left_s > 0 && (
          <button type="button" className="button" disabled={overriding.isRunning} onClick={() => void overriding.undo()}>
            Undo ({duration(left_s)} left)
          </button>
        )}
        <button type="button" className="button quiet" onClick={overriding.leave}>
          Another change
        </button>
      </div>
    </>
  );
}
