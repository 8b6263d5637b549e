/** A zone's shape while it is drawn: rings of corners without the closing repeat, or a circle. Pure; what is valid is for the backend to say. */
import type { LatLng, ZoneGeometry } from "@muster/sdk";
import type { Position } from "geojson";

import { circle } from "./geometry";

/** Corners in order; the last is joined to the first. */
export type Ring = readonly Position[];
/** The border first, then the holes in it. */
export type Part = readonly Ring[];

export interface DrawnParts {
  readonly kind: "parts";
  readonly parts: readonly Part[];
}
export interface DrawnCircle {
  readonly kind: "circle";
  readonly centre: LatLng;
  readonly radius_m: number;
}
export type Draft = DrawnParts | DrawnCircle;

export interface RingAt {
  readonly part: number;
  readonly ring: number;
}
export interface CornerAt extends RingAt {
  readonly corner: number;
}

export const NOTHING_DRAWN: DrawnParts = { kind: "parts", parts: [] };
const CIRCLE_CORNERS = 24;
/** Beyond this many, corners are changed as numbers or text: the map would be full of them. */
export const MOST_HANDLES = 300;

/** Reads GeoJSON text, or a circle's; null for what can not be drawn. */
export function readDraft(text: string): Draft | null {
  const typed = parsed(text);
  if (typed === null) return null;
  const { type, coordinates, centre, radius_m } = typed;
  if (type === "Circle") return isPlace(centre) && typeof radius_m === "number" ? { kind: "circle", centre, radius_m } : null;
  if (type === "Polygon") return drawn([coordinates]);
  return type === "MultiPolygon" && Array.isArray(coordinates) ? drawn(coordinates) : null;
}

/** The text that `put_zone` takes. */
export function textOf(draft: Draft): string {
  if (draft.kind === "circle") return JSON.stringify({ type: "Circle", centre: draft.centre, radius_m: draft.radius_m });
  const [only, ...more] = draft.parts.map((part) => part.map(closed));
  if (only !== undefined && more.length === 0) return JSON.stringify({ type: "Polygon", coordinates: only });
  return JSON.stringify({ type: "MultiPolygon", coordinates: [...(only === undefined ? [] : [only]), ...more] });
}

/** The text that `put_zone` takes for a stored shape. */
export function documentOf(geometry: ZoneGeometry): string {
  if (geometry.kind === "polygon") return geometry.geojson ?? "";
  return JSON.stringify({ type: "Circle", centre: geometry.centre, radius_m: geometry.radius_m });
}

export function draftOf(geometry: ZoneGeometry): Draft {
  return readDraft(documentOf(geometry)) ?? NOTHING_DRAWN;
}

export function geometryOf(draft: Draft): ZoneGeometry {
  if (draft.kind === "circle") return { kind: "circle", geojson: null, centre: draft.centre, radius_m: draft.radius_m };
  return { kind: "polygon", geojson: textOf(draft), centre: null, radius_m: null };
}

/** A circle as a polygon with corners that can be moved. */
export function asParts(draft: Draft): DrawnParts {
  if (draft.kind === "parts") return draft;
  const shape = circle(draft.centre, draft.radius_m, CIRCLE_CORNERS);
  return { kind: "parts", parts: [shape.coordinates.map(open)] };
}

export interface NamedRing extends RingAt {
  readonly corners: Ring;
}

export function ringsOf(draft: Draft): readonly NamedRing[] {
  if (draft.kind === "circle") return [];
  return draft.parts.flatMap((rings, part) => rings.map((corners, ring) => ({ part, ring, corners })));
}

export function cornerCount(draft: Draft): number {
  return ringsOf(draft).reduce((sum, { corners }) => sum + corners.length, 0);
}

/** `Border`, `Hole 2`, and with several parts `Part 1, hole 2`. */
export function ringName(draft: Draft, { part, ring }: RingAt): string {
  const name = ring === 0 ? "border" : `hole ${ring}`;
  const isOnly = draft.kind === "circle" || draft.parts.length === 1;
  return isOnly ? name.charAt(0).toUpperCase() + name.slice(1) : `Part ${part + 1}, ${name}`;
}

function drawn(parts: readonly unknown[]): DrawnParts | null {
  const read = parts.map((part) => (Array.isArray(part) && part.every(isRing) ? part.map(open) : null));
  return read.every((part) => part !== null) ? { kind: "parts", parts: read } : null;
}

function open(ring: Ring): Ring {
  const [first, last] = [ring[0], ring.at(-1)];
  return ring.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1] ? ring.slice(0, -1) : ring;
}

function closed(ring: Ring): Ring {
  return ring[0] === undefined ? ring : [...ring, ring[0]];
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isRing(ring: unknown): ring is Ring {
  return Array.isArray(ring) && ring.every((at) => Array.isArray(at) && at.length >= 2 && at.every(Number.isFinite));
}

function isPlace(value: unknown): value is LatLng {
  const place = value as Partial<LatLng> | null | undefined;
  return Number.isFinite(place?.lat) && Number.isFinite(place?.lng);
}
