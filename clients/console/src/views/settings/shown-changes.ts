import type { SettingsGroup } from "@muster/sdk";

import type { ShownChange } from "../../components/ChangeTable";
import type { Change } from "../../components/changes";
import { words } from "../../components/format";
import { GROUP_NAMES } from "../../state/area-settings";
import { nameAndUnit } from "../../state/typed";

/** Changes of settings as a person reads them. */
export function shownChanges(changes: readonly Change[]): readonly ShownChange[] {
  return changes.map(({ path, was, is }) => ({ key: path, field: fieldOf(path), was, is }));
}

/** A setting by its key, as a person reads it: `Dispatch: offer ttl, s`. */
export function fieldOf(path: string): string {
  const [group = "", setting] = path.split(".");
  if (setting === undefined) return words(group);
  const [name, unit] = nameAndUnit(setting);
  const title = GROUP_NAMES[group as SettingsGroup] ?? words(group);
  return `${title}: ${words(name).toLowerCase()}${unit === "" ? "" : `, ${unit}`}`;
}
