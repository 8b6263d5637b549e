/** Edges and rings in the plane of longitude and latitude: exact enough to point at a fault, never to decide by. */
import type { Position } from "geojson";

export type Edge = readonly [from: Position, to: Position];

export function edgesOf(ring: readonly Position[]): readonly Edge[] {
  return ring.map((from, index): Edge => [from, ring[(index + 1) % ring.length] ?? from]);
}

/** Where two edges cross; null when they do not, or only touch at an end. Edges that lie on each other cross where that begins. */
export function crossing([a, b]: Edge, [c, d]: Edge): Position | null {
  if (areApart([a, b], [c, d])) return null;
  const [before, after] = [side(c, d, a), side(c, d, b)];
  const [left, right] = [side(a, b, c), side(a, b, d)];
  if (before === 0 && after === 0) return overlapStart([a, b], [c, d]);
  if (before * after >= 0 || left * right >= 0) return null;
  const share = before / (before - after);
  return [x(a) + share * (x(b) - x(a)), y(a) + share * (y(b) - y(a))];
}

/** Whether a place is inside a ring; null on its edge. */
export function isInside(place: Position, ring: readonly Position[]): boolean | null {
  let inside = false;
  for (const [from, to] of edgesOf(ring)) {
    if (isOn(place, [from, to])) return null;
    const isBetween = y(from) > y(place) !== y(to) > y(place);
    if (isBetween && x(place) < x(from) + ((y(place) - y(from)) / (y(to) - y(from))) * (x(to) - x(from))) inside = !inside;
  }
  return inside;
}

/** Twice the area of the triangle, positive to the left of the edge; what rounding may have made is nought. */
function side(from: Position, to: Position, place: Position): number {
  const area = (x(to) - x(from)) * (y(place) - y(from)) - (y(to) - y(from)) * (x(place) - x(from));
  return Math.abs(area) < 1e-13 ? 0 : area;
}

function isOn(place: Position, [from, to]: Edge): boolean {
  return side(from, to, place) === 0 && !areApart([from, to], [place, place]);
}

function areApart([a, b]: Edge, [c, d]: Edge): boolean {
  const apartBy = (of: (at: Position) => number) =>
    Math.max(of(a), of(b)) < Math.min(of(c), of(d)) || Math.max(of(c), of(d)) < Math.min(of(a), of(b));
  return apartBy(x) || apartBy(y);
}

/** Where two edges on one line begin to lie on each other; null when they only meet at a point. */
function overlapStart([a, b]: Edge, [c, d]: Edge): Position | null {
  const along = (at: Position) => (Math.abs(x(b) - x(a)) > Math.abs(y(b) - y(a)) ? x(at) : y(at));
  const inner = [a, b, c, d].sort((one, other) => along(one) - along(other)).slice(1, 3) as [Position, Position];
  return along(inner[1]) - along(inner[0]) > 1e-12 ? inner[0] : null;
}

function x(at: Position): number {
  return at[0] ?? 0;
}

function y(at: Position): number {
  return at[1] ?? 0;
}
