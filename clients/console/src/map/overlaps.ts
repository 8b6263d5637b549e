/** Which zones lie on each other, to be shown: there the higher priority serves. */
import type { Zone } from "@muster/sdk";
import type { Geometry, Position } from "geojson";

import { type Part, asParts, draftOf } from "./draft";
import { frameOf, shapeOf } from "./geometry";
import { crossing, edgesOf, isInside } from "./planar";

/** The zones in service, other than `zone`, that share more than a border with it. */
export function overlapped(zone: Zone, others: readonly Zone[]): readonly Zone[] {
  const shape = shapeOf(zone.geometry);
  if (shape === null) return [];
  const parts = asParts(draftOf(zone.geometry)).parts;
  return others.filter((other) => other.zone_id !== zone.zone_id && other.active && framesMeet(shape, other) && meet(parts, other));
}

function framesMeet(shape: Geometry, other: Zone): boolean {
  const theirs = shapeOf(other.geometry);
  const [one, two] = [frameOf([shape]), theirs && frameOf([theirs])];
  return !!one && !!two && one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3];
}

function meet(mine: readonly Part[], other: Zone): boolean {
  const theirs = asParts(draftOf(other.geometry)).parts;
  const label: readonly Position[] = other.centroid === null ? [] : [[other.centroid.lng, other.centroid.lat]];
  return edgesCross(mine, theirs) || anyIn(cornersOf(mine), theirs) || anyIn([...cornersOf(theirs), ...label], mine);
}

function edgesCross(mine: readonly Part[], theirs: readonly Part[]): boolean {
  const others = theirs.flat().flatMap(edgesOf);
  return mine.flat().flatMap(edgesOf).some((edge) => others.some((other) => isProper(edge, other)));
}

/** Whether edges cross within each other; a border that two zones share is none. */
function isProper(edge: Parameters<typeof crossing>[0], other: Parameters<typeof crossing>[1]): boolean {
  const at = crossing(edge, other);
  return at !== null && ![...edge, ...other].some((end) => end[0] === at[0] && end[1] === at[1]);
}

function anyIn(places: readonly Position[], parts: readonly Part[]): boolean {
  return places.some((place) => parts.some((part) => isInPart(place, part)));
}

function isInPart(place: Position, [border, ...holes]: Part): boolean {
  return border !== undefined && isInside(place, border) === true && holes.every((hole) => isInside(place, hole) === false);
}

function cornersOf(parts: readonly Part[]): readonly Position[] {
  return parts.flat(2);
}
