/** A zone while it is changed: what it was when it was opened, and what is wanted now. Pure. */
import type { OpeningHours, PutZone, Zone } from "@muster/sdk";
import type { Position } from "geojson";

import { type CornerAt, type Draft, NOTHING_DRAWN, type Ring, documentOf, draftOf, geometryOf, readDraft, textOf } from "../map/draft";
import { LEAST_CORNERS, rounded, withRingAdded } from "../map/drawing";
import { NEW } from "./route";
import { namesIn } from "./typed";

export interface ZoneFields {
  readonly name: string;
  readonly priority: number;
  readonly active: boolean;
  /** Coded names, parted by commas. */
  readonly services: string;
  readonly hours: readonly OpeningHours[];
}

/** A ring that is being drawn; `holeOf` is the part it is a hole of, null for a part of its own. */
export interface Pen {
  readonly ring: Ring;
  readonly holeOf: number | null;
}

export interface ZoneEdit {
  readonly zoneId: string;
  /** As it was read; null for a new zone. */
  readonly base: Zone | null;
  readonly fields: ZoneFields;
  readonly draft: Draft;
  /** Text that was typed and differs from the drawing; it is what is sent. */
  readonly typed: string | null;
  readonly pen: Pen | null;
  readonly chosen: CornerAt | null;
}

const PRIORITY = 0;

export function editOf(zone: Zone): ZoneEdit {
  const { name, priority, active, services, hours } = zone;
  const fields = { name, priority, active, services: services.join(", "), hours };
  return { zoneId: zone.zone_id, base: zone, fields, draft: draftOf(zone.geometry), typed: null, pen: null, chosen: null };
}

/** A zone that is not there yet; offers what its neighbours offer. */
export function newEdit(neighbours: readonly Zone[]): ZoneEdit {
  const services = neighbours[0]?.services.join(", ") ?? "";
  const fields = { name: "", priority: PRIORITY, active: true, services, hours: [] };
  return { zoneId: NEW, base: null, fields, draft: NOTHING_DRAWN, typed: null, pen: { ring: [], holeOf: null }, chosen: null };
}

/** The fields and shape of another version, to be saved as the next one. */
export function withVersion(edit: ZoneEdit, zone: Zone): ZoneEdit {
  return { ...editOf(zone), base: edit.base };
}

export function withDraft(edit: ZoneEdit, draft: Draft): ZoneEdit {
  return { ...edit, draft, typed: null };
}

export function withTyped(edit: ZoneEdit, typed: string): ZoneEdit {
  return { ...edit, typed, draft: readDraft(typed) ?? edit.draft, chosen: null };
}

export function shownText({ typed, draft }: ZoneEdit): string {
  return typed ?? textOf(draft);
}

export function penned(edit: ZoneEdit, place: Position): ZoneEdit {
  if (edit.pen === null) return edit;
  return { ...edit, pen: { ...edit.pen, ring: [...edit.pen.ring, rounded(place)] } };
}

/** Closes what the pen drew, once it has corners enough. */
export function penClosed(edit: ZoneEdit): ZoneEdit {
  if (edit.pen === null || edit.pen.ring.length < LEAST_CORNERS) return edit;
  return withDraft({ ...edit, pen: null }, withRingAdded(edit.draft, edit.pen.ring, edit.pen.holeOf));
}

export function isChanged(edit: ZoneEdit): boolean {
  const before = edit.base === null ? newEdit([]) : editOf(edit.base);
  const shapeBefore = edit.base === null ? textOf(NOTHING_DRAWN) : textOf(before.draft);
  return JSON.stringify(edit.fields) !== JSON.stringify(before.fields) || shownText(edit) !== shapeBefore;
}

/** The zone as it would be, to be looked at. */
export function zoneOf(edit: ZoneEdit, areaId: string): Zone {
  const { name, priority, active, hours } = edit.fields;
  const unknown = { cells: [], centroid: null, closures: [], version: 0, changed_at: null };
  const fields = { name, priority, active, hours, services: servicesOf(edit.fields) };
  return { ...unknown, ...edit.base, ...fields, zone_id: edit.zoneId, area_id: areaId, geometry: geometryOf(edit.draft) };
}

export function requestOf(edit: ZoneEdit, areaId: string, taken: readonly string[], version: number): PutZone {
  const { name, priority, active, hours } = edit.fields;
  return {
    zone_id: edit.base?.zone_id ?? idFor(areaId, name, taken),
    area_id: areaId,
    name,
    priority,
    active,
    hours,
    services: servicesOf(edit.fields),
    closures: edit.base?.closures ?? [],
    geometry: geometryText(edit),
    expected_version: version,
  };
}

export function servicesOf({ services }: ZoneFields): readonly string[] {
  return namesIn(services);
}

/** An id that tells what it names, and that no zone has yet. */
export function idFor(areaId: string, name: string, taken: readonly string[]): string {
  const slug = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "zone";
  const plain = `${areaId}-${slug}`;
  let id = plain;
  for (let number = 2; taken.includes(id); number++) id = `${plain}-${number}`;
  return id;
}

/** What was not touched is sent as it was stored, digit by digit. */
function geometryText(edit: ZoneEdit): string {
  const stored = edit.base && documentOf(edit.base.geometry);
  const isSame = stored !== null && textOf(draftOf((edit.base as Zone).geometry)) === shownText(edit);
  return isSame ? stored : shownText(edit);
}
