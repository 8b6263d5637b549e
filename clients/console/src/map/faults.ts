/** What is plainly wrong with a drawn shape, seen while it is drawn. The backend's refusal is the truth; this only comes sooner. */
import type { Position } from "geojson";

import { type Draft, type NamedRing, type Ring, ringName, ringsOf } from "./draft";
import { LEAST_CORNERS } from "./drawing";
import { type Edge, crossing, edgesOf, isInside } from "./planar";

export interface ShapeFault {
  readonly key: string;
  readonly words: string;
  /** The edges at fault, and where. */
  readonly edges: readonly Edge[];
  readonly at: Position | null;
}

/** More corners than this are left to the backend, which refuses them too. */
const MOST_CORNERS = 2000;

interface NamedEdge {
  readonly edge: Edge;
  readonly of: NamedRing;
  readonly index: number;
}

export function faultsOf(draft: Draft): readonly ShapeFault[] {
  if (draft.kind === "circle") return draft.radius_m > 0 ? [] : [fault("radius", "The radius has to be more than nought.")];
  const rings = ringsOf(draft);
  if (rings.length === 0) return [fault("empty", "Nothing is drawn yet.")];
  const crossed = crossings(draft, rings);
  return [...rings.flatMap((ring) => tooFew(draft, ring)), ...crossed, ...(crossed.length > 0 ? [] : holesOutside(draft, rings))];
}

function crossings(draft: Draft, rings: readonly NamedRing[]): readonly ShapeFault[] {
  const edges = rings.flatMap((of) => edgesOf(of.corners).map((edge, index): NamedEdge => ({ edge, of, index })));
  if (edges.length > MOST_CORNERS) return [];
  return edges.flatMap((one, from) =>
    edges.slice(from + 1).flatMap((other) => {
      const at = areNeighbours(one, other) ? null : crossing(one.edge, other.edge);
      return at === null ? [] : [crossed(draft, one, other, at)];
    }),
  );
}

function areNeighbours(one: NamedEdge, other: NamedEdge): boolean {
  const apart = Math.abs(one.index - other.index);
  return one.of === other.of && (apart === 1 || apart === one.of.corners.length - 1);
}

function crossed(draft: Draft, one: NamedEdge, other: NamedEdge, at: Position): ShapeFault {
  const [mine, theirs] = [ringName(draft, one.of), ringName(draft, other.of)];
  const words =
    one.of === other.of
      ? `${mine}: the edges after corner ${one.index + 1} and corner ${other.index + 1} cross.`
      : `${mine}, after corner ${one.index + 1}, crosses ${theirs.toLowerCase()}, after corner ${other.index + 1}.`;
  return { key: `${mine}.${one.index}.${theirs}.${other.index}`, words, edges: [one.edge, other.edge], at };
}

function tooFew(draft: Draft, ring: NamedRing): readonly ShapeFault[] {
  if (ring.corners.length >= LEAST_CORNERS) return [];
  const name = ringName(draft, ring);
  return [fault(`few.${name}`, `${name}: ${ring.corners.length} corners; it takes at least ${LEAST_CORNERS}.`)];
}

function holesOutside(draft: Draft, rings: readonly NamedRing[]): readonly ShapeFault[] {
  return rings.flatMap((hole) => {
    const border = rings.find((each) => each.part === hole.part && each.ring === 0)?.corners ?? [];
    if (hole.ring === 0 || isWithin(hole.corners, border)) return [];
    const name = ringName(draft, hole);
    return [{ ...fault(`outside.${name}`, `${name} lies outside the border.`), edges: edgesOf(hole.corners) }];
  });
}

/** Whether a ring that crosses no edge of the border lies in it: any corner that is not on the border tells. */
function isWithin(ring: Ring, border: Ring): boolean {
  const told = ring.map((corner) => isInside(corner, border)).find((inside) => inside !== null);
  return told ?? true;
}

function fault(key: string, words: string): ShapeFault {
  return { key, words, edges: [], at: null };
}
