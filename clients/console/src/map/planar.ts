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
  return along([a, b], before / (before - after));
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

/** The middles of the stretches into which an edge is cut where others meet it. */
export function stretchMiddles(edge: Edge, cutters: readonly Edge[]): readonly Position[] {
  const shares = [0, ...cutters.flatMap((cutter) => sharesOf(edge, cutter)), 1].sort((one, other) => one - other);
  return shares.slice(1).flatMap((share, index) => {
    const before = shares[index] ?? 0;
    return share - before < 1e-9 ? [] : [along(edge, (before + share) / 2)];
  });
}

/** At which shares of its length another edge meets an edge; both ends where they lie on each other. */
function sharesOf([a, b]: Edge, [c, d]: Edge): readonly number[] {
  if (areApart([a, b], [c, d])) return [];
  const [before, after] = [side(c, d, a), side(c, d, b)];
  if (before !== after) return [before / (before - after)].filter(isShare);
  return before === 0 ? [shareOf([a, b], c), shareOf([a, b], d)].filter(isShare) : [];
}

function shareOf([a, b]: Edge, place: Position): number {
  const isFlat = Math.abs(x(b) - x(a)) > Math.abs(y(b) - y(a));
  return isFlat ? (x(place) - x(a)) / (x(b) - x(a)) : (y(place) - y(a)) / (y(b) - y(a));
}

function isShare(share: number): boolean {
  return share > 0 && share < 1;
}

function along([a, b]: Edge, share: number): Position {
  return [x(a) + share * (x(b) - x(a)), y(a) + share * (y(b) - y(a))];
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
  const share = (at: Position) => shareOf([a, b], at);
  const inner = [a, b, c, d].sort((one, other) => share(one) - share(other)).slice(1, 3) as [Position, Position];
  return share(inner[1]) - share(inner[0]) > 1e-9 ? inner[0] : null;
}

function x(at: Position): number {
  return at[0] ?? 0;
}

function y(at: Position): number {
  return at[1] ?? 0;
}
