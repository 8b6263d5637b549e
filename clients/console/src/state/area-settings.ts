/** An area's settings while they are changed: only what was touched, as it is typed. Pure. */
import { AREA_SETTINGS, type PutServiceArea, type ServiceArea, type Setting, type SettingsGroup, type SettingsVersion } from "@muster/sdk";

import { type Change, changesBetween } from "../components/changes";

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

/** What was typed by `group.name`; what is not in it was not touched. */
export type Typed = Readonly<Record<string, string | boolean>>;
type Value = string | number | boolean;

export function keyOf(group: SettingsGroup, name: string): string {
  return `${group}.${name}`;
}

/** The part of an area that a group's settings are in. */
export function partOf(area: ServiceArea, group: SettingsGroup): Readonly<Record<string, Value>> {
  const part = group === "area" ? area : group === "weights" ? area.dispatch.weights : area[group];
  return part as unknown as Readonly<Record<string, Value>>;
}

/** Reads what was typed; null for what the setting can not be. */
export function read(setting: Setting, typed: string | boolean): Value | null {
  if (setting.kind === "yes_no") return typed === true;
  const text = String(typed).trim();
  if (setting.kind === "choice") return setting.choices?.includes(text) ? text : null;
  if (setting.kind === "text") return setting.pattern === undefined || new RegExp(setting.pattern).test(text) ? text : null;
  const number = Number(text);
  const isRight = text !== "" && Number.isFinite(number) && (setting.kind === "number" || Number.isInteger(number));
  return isRight && number >= (setting.least ?? -Infinity) && number <= (setting.most ?? Infinity) ? number : null;
}

/** What a setting may be, in words. */
export function limitsOf({ kind, least, most }: Setting): string {
  if (kind !== "whole" && kind !== "number") return "one of the forms it may have";
  const what = kind === "whole" ? "a whole number" : "a number";
  if (least !== undefined && most !== undefined) return `${what} from ${least} to ${most}`;
  return least === undefined ? what : `${what}, ${least} or more`;
}

/** The unit that a setting's name ends with, apart from the rest. */
export function nameAndUnit(name: string): readonly [name: string, unit: string] {
  const found = /^(.+)_(s|m|min|minor|mps)$/.exec(name);
  const unit = { s: "s", m: "m", min: "min", minor: "minor units", mps: "m/s" }[found?.[2] ?? ""];
  return found?.[1] === undefined || unit === undefined ? [name, ""] : [found[1], unit];
}

/** The keys of what was typed and is not right. */
export function faultyOf(typed: Typed): readonly string[] {
  return touched(typed).flatMap(({ key, setting, text }) => (read(setting, text) === null ? [key] : []));
}

/** What saving would change of an area. */
export function changesOf(area: ServiceArea, typed: Typed): readonly Change[] {
  return touched(typed).flatMap(({ key, group, setting, text }) => {
    const [was, is] = [partOf(area, group)[setting.name], read(setting, text)];
    return is === null || was === is ? [] : [{ path: key, was, is }];
  });
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
