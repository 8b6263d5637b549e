/** An area's settings while they are changed: only what was touched, as it is typed. Pure. */
import { AREA_SETTINGS, type PutServiceArea, type ServiceArea, type Setting, type SettingsGroup, type SettingsVersion } from "@muster/sdk";

import { type Change, changeTo, changesBetween } from "../components/changes";
import { type Typed, type Value, read } from "./typed";

export const GROUP_NAMES: Readonly<Record<SettingsGroup, string>> = {
  area: "Area",
  dispatch: "Dispatch",
  weights: "Weights",
  supply: "Supply",
  detection: "Detection",
  revisions: "ETA news",
  overrides: "Overrides",
  tariff: "Tariff",
};
export const GROUPS = Object.keys(GROUP_NAMES) as readonly SettingsGroup[];

/** A field's key: `group.name`. */
export function keyOf(group: SettingsGroup, name: string): string {
  return `${group}.${name}`;
}

/** The part of an area that a group's settings are in. */
export function partOf(area: ServiceArea, group: SettingsGroup): Readonly<Record<string, Value>> {
  const part = group === "area" ? area : group === "weights" ? area.dispatch.weights : area[group];
  return part as unknown as Readonly<Record<string, Value>>;
}

/** The keys of what was typed and is not right. */
export function faultyOf(typed: Typed): readonly string[] {
  return touched(typed).flatMap(({ key, setting, text }) => (read(setting, text) === null ? [key] : []));
}

/** What saving would change of an area. */
export function changesOf(area: ServiceArea, typed: Typed): readonly Change[] {
  return touched(typed).flatMap(({ key, group, setting, text }) => changeTo(key, partOf(area, group)[setting.name], read(setting, text)));
}

/** The command that changes what was touched and leaves the rest to the backend, which keeps it. */
export function requestOf(area: ServiceArea, typed: Typed, version: number): PutServiceArea {
  const parts: Record<string, Record<string, Value>> = {};
  for (const { path, is } of changesOf(area, typed)) {
    const [group, name] = path.split(".") as [SettingsGroup, string];
    parts[group] = { ...parts[group], [name]: is as Value };
  }
  const { area: own, weights, dispatch, ...rest } = parts;
  const given = dispatch === undefined && weights === undefined ? {} : { dispatch: { ...dispatch, ...(weights && { weights }) } };
  const { area_id, name, timezone, centre } = area;
  return { area_id, name, timezone, centre, expected_version: version, ...own, ...given, ...rest } as PutServiceArea;
}

/** What differs between two versions; parts that were not kept then are left out. */
export function versionChanges(was: SettingsVersion, is: SettingsVersion): readonly Change[] {
  return changesBetween(comparable(was, is), comparable(is, was));
}

function comparable(one: SettingsVersion, other: SettingsVersion): Readonly<Record<string, unknown>> {
  const { area_id: _area, version: _version, changed_by: _by, changed_at: _at, ...parts } = one;
  const { weights, version: _own, ...dispatch } = one.dispatch;
  const all: Readonly<Record<string, unknown>> = { ...parts, dispatch, weights };
  const known = Object.entries(all).filter(([name, part]) => part !== null && (name === "weights" || isKept(other, name)));
  return Object.fromEntries(known);
}

function isKept(version: SettingsVersion, name: string): boolean {
  return (version as unknown as Readonly<Record<string, unknown>>)[name] != null;
}

interface Touched {
  readonly key: string;
  readonly group: SettingsGroup;
  readonly setting: Setting;
  readonly text: string | boolean;
}

function touched(typed: Typed): readonly Touched[] {
  return GROUPS.flatMap((group) =>
    AREA_SETTINGS[group].flatMap((setting): readonly Touched[] => {
      const key = keyOf(group, setting.name);
      const text = typed[key];
      return text === undefined ? [] : [{ key, group, setting, text }];
    }),
  );
}
