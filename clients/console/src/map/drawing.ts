/** Changing what is drawn: each gives a new shape and leaves the old one as it was. */
import type { Position } from "geojson";

import { type CornerAt, type Draft, type Ring, type RingAt, asParts } from "./draft";
import type { Frame } from "./geometry";

export const LEAST_CORNERS = 3;
const DIGITS = 6;

/** A place as it is kept: a tenth of a metre is as exact as anybody draws. */
export function rounded([lng, lat]: Position): Position {
  return [Number((lng ?? 0).toFixed(DIGITS)), Number((lat ?? 0).toFixed(DIGITS))];
}

export function withCornerMoved(draft: Draft, at: CornerAt, to: Position): Draft {
  const place = rounded(to);
  if (draft.kind === "circle") return { ...draft, centre: { lng: place[0] ?? 0, lat: place[1] ?? 0 } };
  return withRing(draft, at, (ring) => ring.with(at.corner, place));
}

/** Adds a corner after the one that `at` names. */
export function withCornerAfter(draft: Draft, at: CornerAt, place: Position): Draft {
  return withRing(draft, at, (ring) => ring.toSpliced(at.corner + 1, 0, rounded(place)));
}

/** Half-way from a corner to the next. */
export function midway(ring: Ring, corner: number): Position {
  const [from, to] = [ring[corner], ring[(corner + 1) % ring.length]];
  return rounded([((from?.[0] ?? 0) + (to?.[0] ?? 0)) / 2, ((from?.[1] ?? 0) + (to?.[1] ?? 0)) / 2]);
}

/** Takes a corner away; a hole that has too few left goes with it. */
export function withoutCorner(draft: Draft, at: CornerAt): Draft {
  const corners = asParts(draft).parts[at.part]?.[at.ring] ?? [];
  if (corners.length > LEAST_CORNERS) return withRing(draft, at, (ring) => ring.toSpliced(at.corner, 1));
  return at.ring > 0 ? withoutRing(draft, at) : draft;
}

/** Takes a hole away, or with a border its whole part. */
export function withoutRing(draft: Draft, at: RingAt): Draft {
  const { parts } = asParts(draft);
  const left = at.ring === 0 ? parts.toSpliced(at.part, 1) : parts.map((rings, part) => (part === at.part ? rings.toSpliced(at.ring, 1) : rings));
  return { kind: "parts", parts: left };
}

/** Adds a part of its own, or a hole to a part. */
export function withRingAdded(draft: Draft, ring: Ring, holeOf: number | null): Draft {
  const { parts } = asParts(draft);
  const corners = ring.map(rounded);
  if (holeOf === null) return { kind: "parts", parts: [...parts, [corners]] };
  return { kind: "parts", parts: parts.map((rings, part) => (part === holeOf ? [...rings, corners] : rings)) };
}

/** A square in the middle of a frame, a share of it wide: something to begin with, without a pointer. */
export function squareIn([west, south, east, north]: Frame, share: number): Ring {
  const [lng, lat] = [(west + east) / 2, (south + north) / 2];
  const half = (Math.min(east - west, north - south) * share) / 2;
  return [
    [lng - half, lat - half],
    [lng + half, lat - half],
    [lng + half, lat + half],
    [lng - half, lat + half],
  ];
}

function withRing(draft: Draft, at: RingAt, change: (ring: Ring) => Ring): Draft {
  const { parts } = asParts(draft);
  return {
    kind: "parts",
    parts: parts.map((rings, part) => (part === at.part ? rings.map((ring, index) => (index === at.ring ? change(ring) : ring)) : rings)),
  };
}
