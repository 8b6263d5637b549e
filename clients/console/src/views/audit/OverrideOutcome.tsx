/** What came of one override, as far as it is known. */
import type { Override } from "@muster/sdk";

import { backend } from "../../api/client";
import { duration, words } from "../../components/format";
import { useListen } from "../../components/use-listen";

export function OverrideOutcome({ overrideId }: { readonly overrideId: string }) {
  const { value } = useListen<Override | null>(overrideId, (next, end) => backend().listeners.listenOverride(overrideId, next, end));
  if (!value) return null;
  if (value.state === "undone") return <>undone by {value.undone_by}</>;
  const [outcome] = value.outcomes;
  if (outcome === undefined) return <>not known yet</>;
  const saved = outcome.saved_s;
  return (
    <>
      {words(outcome.outcome)}
      {saved !== null && `, ${duration(saved)} ${saved >= 0 ? "saved" : "lost"}`}
    </>
  );
}
