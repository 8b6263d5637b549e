/** Which zones lie on each other, to be shown: there the higher priority serves. */
import type { Zone } from "@muster/sdk";
import type { Geometry, Position } from "geojson";

import { type Part, asParts, draftOf } from "./draft";
import { frameOf, shapeOf } from "./geometry";
import { edgesOf, isInside, stretchMiddles } from "./planar";

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

/** Whether shapes share an inside: then a stretch of one's edges lies in the other, or they are the same and hold one label. */
function meet(mine: readonly Part[], other: Zone): boolean {
  const theirs = asParts(draftOf(other.geometry)).parts;
  const label: readonly Position[] = other.centroid === null ? [] : [[other.centroid.lng, other.centroid.lat]];
  return anyIn(stretchesOf(mine, theirs), theirs) || anyIn([...stretchesOf(theirs, mine), ...label], mine);
}

/** The middles of the stretches into which a shape's edges are cut by the other's: none of them is half inside. */
function stretchesOf(shape: readonly Part[], other: readonly Part[]): readonly Position[] {
  const cutters = other.flat().flatMap(edgesOf);
  return shape.flat().flatMap(edgesOf).flatMap((edge) => stretchMiddles(edge, cutters));
}

function anyIn(places: readonly Position[], parts: readonly Part[]): boolean {
  return places.some((place) => parts.some((part) => isInPart(place, part)));
}

function isInPart(place: Position, [border, ...holes]: Part): boolean {
  return border !== undefined && isInside(place, border) === true && holes.every((hole) => isInside(place, hole) === false);
}
