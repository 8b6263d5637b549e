/** What the server's record of somebody says about their session. */
import type { Operator } from "@muster/sdk";

import type { Person } from "../state/state";

export const SESSION_ENDED = "Your session has ended. Sign in again.";

/** `ended` and `demoted`: this sign-in does not count any more; `promoted`: role or areas are others than the token says. */
export type Verdict = "valid" | "ended" | "demoted" | "promoted";

/** Judges a sign-in; without a record, as of somebody whose role was not given by Muster, the token alone counts. */
export function verdictOn(known: Operator | null, person: Person, signedInAt: Date): Verdict {
  if (known === null) return "valid";
  const isSame = known.role === person.role && sorted(known.areas) === sorted(person.areas);
  if (known.valid_after !== null && signedInAt < known.valid_after) return isSame ? "ended" : "demoted";
  return isSame ? "valid" : "promoted";
}

function sorted(areas: readonly string[]): string {
  return [...areas].sort().join();
}
