import { expect, test } from "vitest";

import { type Draft, geometryOf, readDraft } from "../../src/map/draft";
import { squareIn, withRingAdded } from "../../src/map/drawing";
import { faultsOf } from "../../src/map/faults";
import { overlapped } from "../../src/map/overlaps";
import { aSquare, aZone } from "./builders";

const BOWTIE = readDraft('{"type":"Polygon","coordinates":[[[0,0],[4,4],[4,0],[0,4],[0,0]]]}') as Draft;

function words(draft: Draft): readonly string[] {
  return faultsOf(draft).map((fault) => fault.words);
}

function zoneOf(zone_id: string, draft: Draft, more: object = {}) {
  return aZone({ zone_id, name: zone_id, geometry: geometryOf(draft), ...more });
}

test("edges that cross are named, and where", () => {
  const [fault] = faultsOf(BOWTIE);

  expect(fault?.words).toBe("Border: the edges after corner 1 and corner 3 cross.");
  expect(fault?.at).toEqual([2, 2]);
  expect(fault?.edges).toEqual([[[0, 0], [4, 4]], [[4, 0], [0, 4]]]);
});

test("a square with a hole in it has no fault", () => {
  expect(words(withRingAdded(aSquare(0, 4), squareIn([1, 1, 3, 3], 1), 0))).toEqual([]);
});

test("a hole that crosses the border is named with both edges", () => {
  const [first] = words(withRingAdded(aSquare(0, 4), squareIn([3, 1, 5, 3], 1), 0));

  expect(first).toBe("Border, after corner 2, crosses hole 1, after corner 1.");
});

test("a hole outside the border is named", () => {
  expect(words(withRingAdded(aSquare(0, 4), squareIn([8, 8, 9, 9], 1), 0))).toEqual(["Hole 1 lies outside the border."]);
});

test("a hole that touches the border at a corner is left to the backend", () => {
  const triangle = [[0, 0], [2, 1], [1, 2]];

  expect(words(withRingAdded(aSquare(0, 4), triangle, 0))).toEqual([]);
});

test("a ring of two corners, and one of none, are named", () => {
  expect(words(readDraft('{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}') as Draft)).toEqual(["Border: 2 corners; it takes at least 3."]);
  expect(words({ kind: "parts", parts: [] })).toEqual(["Nothing is drawn yet."]);
});

test("edges that lie on each other cross", () => {
  const flat = readDraft('{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,2],[3,0],[1,0],[0,2],[0,0]]]}') as Draft;

  expect(faultsOf(flat)).not.toEqual([]);
});

test("zones that cross, lie in each other or are the same overlap", () => {
  const zone = zoneOf("mine", aSquare(0, 4));
  const others = [
    zoneOf("crossing", aSquare(2, 4)),
    zoneOf("inner", aSquare(1, 1)),
    zoneOf("outer", aSquare(-1, 9)),
    zoneOf("beside", readDraft('{"type":"Polygon","coordinates":[[[2,0],[6,0],[6,4],[2,4],[2,0]]]}') as Draft),
    zoneOf("same", aSquare(0, 4), { centroid: { lat: 2, lng: 2 } }),
  ];

  expect(overlapped(zone, others).map((one) => one.name)).toEqual(["crossing", "inner", "outer", "beside", "same"]);
});

test("neighbours, holes that hold another zone, and zones out of service do not overlap", () => {
  const zone = zoneOf("mine", withRingAdded(aSquare(0, 4), squareIn([1, 1, 3, 3], 1), 0));
  const neighbour = readDraft('{"type":"Polygon","coordinates":[[[4,0],[8,0],[8,4],[4,4],[4,0]]]}') as Draft;
  const others = [zoneOf("neighbour", neighbour), zoneOf("in the hole", aSquare(1, 2)), zoneOf("off", aSquare(0, 4), { active: false })];

  expect(overlapped(zone, others)).toEqual([]);
});
