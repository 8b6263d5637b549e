import { expect, test } from "vitest";

import { withCornerMoved } from "../../src/map/drawing";
import { editOf, idFor, isChanged, newEdit, penClosed, penned, requestOf, withDraft, withTyped, zoneOf } from "../../src/state/zone-edit";
import { zoneChanges } from "../../src/views/zones/zone-changes";
import { aZone } from "./builders";

const STORED = aZone({ priority: 1, services: ["courier", "repair"], hours: [], closures: [], version: 4 });

test("a zone that was not touched is sent as it was stored", () => {
  const stored = aZone({ ...STORED, geometry: { ...STORED.geometry, geojson: STORED.geometry.geojson?.replace("38.8", "38.80000000001") ?? null } });

  const request = requestOf(editOf(stored), "a1", [], 4);

  expect(request.geometry).toBe(stored.geometry.geojson);
  expect([request.services, request.expected_version]).toEqual([["courier", "repair"], 4]);
  expect(isChanged(editOf(stored))).toBe(false);
});

test("a moved corner is a change, and what is typed after it counts instead", () => {
  const moved = withDraft(editOf(STORED), withCornerMoved(editOf(STORED).draft, { part: 0, ring: 0, corner: 0 }, [-9.3, 38.6]));
  const typed = withTyped(moved, "{ not yet");

  expect(isChanged(moved)).toBe(true);
  expect(requestOf(moved, "a1", [], 4).geometry).toContain("-9.3");
  expect(requestOf(typed, "a1", [], 4).geometry).toBe("{ not yet");
  expect(typed.draft).toEqual(moved.draft);
});

test("the pen closes a ring of three corners and no fewer", () => {
  const two = penned(penned(newEdit([STORED]), [0, 0]), [1, 0]);

  expect(penClosed(two)).toBe(two);
  expect(zoneOf(penClosed(penned(two, [1, 1])), "a1").geometry.geojson).toContain('"Polygon"');
});

test("a new zone offers what its neighbours do and gets an id that nobody has", () => {
  const edit = { ...newEdit([STORED]), fields: { ...newEdit([STORED]).fields, name: "São João <b>" } };

  expect(requestOf(edit, "a1", ["a1-sao-joao-b"], 0)).toMatchObject({ zone_id: "a1-sao-joao-b-2", services: ["courier", "repair"] });
  expect(idFor("a1", "東京", [])).toBe("a1-zone");
});

test("versions differ in words: fields, corners and area", () => {
  const square = aZone({ ...STORED, name: "New", geometry: { ...STORED.geometry, geojson: '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}' } });

  const changes = zoneChanges(STORED, square);

  expect(changes.map(({ key, was, is }) => [key, was, is])).toEqual([
    ["Name", "Old town", "New"],
    ["Corners", "3", "4"],
    ["Area, km²", "193.51", "12391.67"],
  ]);
});
