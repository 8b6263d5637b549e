import type { Setting } from "@muster/sdk";

import { backend } from "../../api/client";
import { type Editing, useEditing } from "../../components/use-editing";
import { areasOf } from "../../state/derive";
import { type Grants, fieldsOf, requestOf } from "../../state/grants";
import { useConsole } from "../../state/state";

export interface GrantsEditing extends Editing<Grants> {
  readonly fields: readonly Setting[];
}

/** Edits what a provider may do, in the areas of whoever is signed in. */
export function useGrantsEditing(live: Grants): GrantsEditing {
  const person = useConsole((state) => state.person);
  const areas = useConsole((state) => state.areas);
  const areaIds = areasOf(person ?? null, areas);
  const editing = useEditing(live, (base, typed) => backend().commands.putProvider(requestOf(base, typed, fieldsOf(base, areaIds))));
  return { ...editing, fields: fieldsOf(editing.base, areaIds) };
}
