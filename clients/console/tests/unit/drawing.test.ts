import { expect, test } from "vitest";

import { type Draft, NOTHING_DRAWN, asParts, draftOf, geometryOf, readDraft, ringsOf, textOf } from "../../src/map/draft";
import { midway, squareIn, withCornerAfter, withCornerMoved, withRingAdded, withoutCorner, withoutRing } from "../../src/map/drawing";
import { aSquare } from "./builders";

const BORDER = { part: 0, ring: 0 };

function squareWithHole(): Draft {
  return withRingAdded(aSquare(0, 4), squareIn([1, 1, 3, 3], 1), 0);
}

test("a polygon is read without its closing corner and written with it", () => {
  const text = '{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]}';
  const draft = readDraft(text) as Draft;

  expect(ringsOf(draft)[0]?.corners).toHaveLength(3);
  expect(textOf(draft)).toBe(text);
});

test("a circle is read and written as a circle", () => {
  const circle: Draft = { kind: "circle", centre: { lat: 1, lng: 2 }, radius_m: 300 };

  expect(draftOf(geometryOf(circle))).toEqual(circle);
});

test("text that is no shape is not drawn", () => {
  for (const text of ["", "{", "[]", '{"type":"Point","coordinates":[0,0]}', '{"type":"Polygon","coordinates":[[["a",0]]]}']) {
    expect(readDraft(text)).toBeNull();
  }
});

test("moving a corner leaves the shape as it was before", () => {
  const before = aSquare(0, 4);

  const after = withCornerMoved(before, { ...BORDER, corner: 2 }, [5.00000049, 5]);

  expect(asParts(after).parts[0]?.[0]?.[2]).toEqual([5, 5]);
  expect(asParts(before).parts[0]?.[0]?.[2]).toEqual([4, 4]);
});

test("a corner is added half-way to the next", () => {
  const square = aSquare(0, 4);
  const ring = ringsOf(square)[0]?.corners ?? [];

  const after = withCornerAfter(square, { ...BORDER, corner: 3 }, midway(ring, 3));

  expect(ringsOf(after)[0]?.corners).toEqual([[0, 0], [4, 0], [4, 4], [0, 4], [0, 2]]);
});

test("a border keeps three corners, and a hole that loses its third is gone", () => {
  let draft = squareWithHole();
  for (let step = 0; step < 4; step++) draft = withoutCorner(draft, { ...BORDER, corner: 0 });
  for (let step = 0; step < 2; step++) draft = withoutCorner(draft, { part: 0, ring: 1, corner: 0 });

  expect(ringsOf(draft).map(({ corners }) => corners.length)).toEqual([3]);
});

test("taking a border away takes its holes with it", () => {
  const two = withRingAdded(squareWithHole(), squareIn([10, 10, 12, 12], 1), null);

  expect(ringsOf(withoutRing(two, BORDER)).map(({ corners }) => corners[0])).toEqual([[10, 10]]);
});

test("several parts are written as one multipolygon, and none as an empty one", () => {
  const two = withRingAdded(aSquare(0, 4), squareIn([10, 10, 12, 12], 1), null);

  expect(JSON.parse(textOf(two))).toMatchObject({ type: "MultiPolygon", coordinates: [{}, {}] });
  expect(textOf(NOTHING_DRAWN)).toBe('{"type":"MultiPolygon","coordinates":[]}');
});
