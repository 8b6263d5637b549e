/** What a provider may do, while it is changed: only what was touched, as it is typed. Pure. */
import { type CodedError, PROVIDER_FIELDS, type Provider, type PutProvider, type Setting } from "@muster/sdk";

import { type Change, changeTo } from "../components/changes";
import { type Typed, type Value, asTyped, read } from "./typed";

/** What staff say of a provider; `grants_version` counts their changes, 0 for somebody who is not admitted yet. */
export type Grants = Pick<
  Provider,
  "provider_id" | "area_id" | "name" | "vehicle" | "services" | "skills" | "capacity" | "max_open_offers" | "grants_version"
>;

/** What fields are called whose names say too little. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  provider_id: "Account",
  area_id: "Area",
  max_open_offers: "Offers at once",
};

/** Somebody who is not admitted yet, as one would be unless somebody says otherwise. */
export function newcomer(areaId: string, services: readonly string[]): Grants {
  const standards = Object.fromEntries(PROVIDER_FIELDS.map(({ name, standard }) => [name, standard]));
  return { ...standards, area_id: areaId, services, grants_version: 0 } as unknown as Grants;
}

export function isNew({ grants_version }: Grants): boolean {
  return grants_version === 0;
}

/**
 * The fields of a form; whose account it is can only be said of somebody new, and areas are chosen from `areaIds`.
 *
 * Nobody is held against a standard: people differ.
 */
export function fieldsOf(base: Grants, areaIds: readonly string[]): readonly Setting[] {
  const areas = { kind: "choice", choices: [...new Set([base.area_id, ...areaIds])] } as const;
  return PROVIDER_FIELDS.filter(({ name }) => name !== "provider_id" || isNew(base)).map((field) => ({
    ...field,
    ...(field.name === "area_id" ? areas : {}),
    standard: "",
  }));
}

/** What a field shows: what was typed, or else what holds. */
export function shownIn(base: Grants, typed: Typed, name: string): string | boolean {
  return typed[name] ?? asTyped(valueIn(base, name));
}

/** The names of fields that can not be as they stand. */
export function faultyOf(base: Grants, typed: Typed, fields: readonly Setting[]): readonly string[] {
  return fields.filter((field) => read(field, shownIn(base, typed, field.name)) === null).map(({ name }) => name);
}

/** What saving would change. */
export function changesOf(base: Grants, typed: Typed, fields: readonly Setting[]): readonly Change[] {
  return fields.flatMap((field) => changeTo(field.name, valueIn(base, field.name), read(field, shownIn(base, typed, field.name))));
}

/** The command: all of it, since what is left out would be taken away. */
export function requestOf(base: Grants, typed: Typed, fields: readonly Setting[]): PutProvider {
  const { grants_version, provider_id, area_id, name, vehicle, services, skills, capacity, max_open_offers } = base;
  const changed = Object.fromEntries(changesOf(base, typed, fields).map(({ path, is }) => [path, is]));
  const granted = { provider_id, area_id, name, vehicle, services, skills, capacity, max_open_offers, ...changed };
  return { ...granted, expected_version: grants_version };
}

/** The fields that a refusal is about. */
export function refusedFields({ code, details }: CodedError, base: Grants): readonly string[] {
  if (code === "X910 STALE_VERSION" && isNew(base)) return ["provider_id"];
  const { field, fields } = details;
  const named = Array.isArray(fields) ? fields.map((one: { readonly field?: unknown }) => one.field) : [field];
  return named.flatMap((one) => (typeof one === "string" ? [one.split(".")[0] ?? one] : []));
}

function valueIn(base: Grants, name: string): Value {
  return base[name as keyof Grants];
}
