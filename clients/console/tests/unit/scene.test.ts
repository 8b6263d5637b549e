import { expect, test } from "vitest";

import { type Known, bookingsOf, looksSame, sceneOf } from "../../src/map/scene";
import { NOON, aBooking, aProvider, aStop, aZone, aZoneState, anEntry } from "./builders";

function known(change: Partial<Known> = {}): Known {
  return { zones: [], zoneStates: [], fleet: [], bookings: [], selected: null, planned: null, ...change };
}

test("a zone is drawn with its pressure and level", () => {
  const scene = sceneOf(known({ zones: [aZone()], zoneStates: [aZoneState({ pressure: 1.3, level: "short" })] }));

  expect(scene.zones.features[0]?.properties).toMatchObject({ id: "z1", level: "short", pressure: 1.3 });
});

test("a zone whose shape can not be read is left out", () => {
  const broken = aZone({ geometry: { kind: "polygon", geojson: "{", centre: null, radius_m: null } });

  expect(sceneOf(known({ zones: [broken] })).zones.features).toEqual([]);
});

test("a circle is drawn closed around its centre", () => {
  const round = aZone({ geometry: { kind: "circle", geojson: null, centre: { lat: 38.7, lng: -9.1 }, radius_m: 1000 } });

  const [zone] = sceneOf(known({ zones: [round] })).zones.features;

  const ring = zone?.geometry.type === "Polygon" ? (zone.geometry.coordinates[0] ?? []) : [];
  expect(ring.at(0)?.[0]).toBeCloseTo(ring.at(-1)?.[0] ?? NaN, 9);
  expect(Math.max(...ring.map(([, lat]) => lat ?? 0))).toBeCloseTo(38.7 + 1000 / 111_320, 6);
});

test("a booking stands at the next stop to be done", () => {
  const stops = [aStop({ state: "done" }), aStop({ stop_id: "s2", type: "dropoff", point: { lat: 1, lng: 2 } })];

  const scene = sceneOf(known({ bookings: [aBooking({ stops })] }));

  expect(scene.bookings.features[0]?.geometry).toEqual({ type: "Point", coordinates: [2, 1] });
});

test("a booking without an exact place is not drawn", () => {
  expect(sceneOf(known({ bookings: [aBooking({ stops: [aStop({ point: null })] })] })).bookings.features).toEqual([]);
});

test("who is off duty is shown so, whatever the last work", () => {
  const scene = sceneOf(known({ fleet: [anEntry({ duty: "paused", work: "idle", link: "lost" })] }));

  expect(scene.providers.features[0]?.properties).toMatchObject({ state: "off", link: "off" });
});

test("a provider's plan is drawn from where the provider is, through the stops in order", () => {
  const bookings = [aBooking({ stops: [aStop({ stop_id: "a", point: { lat: 1, lng: 1 } }), aStop({ stop_id: "b", point: { lat: 2, lng: 2 } })] })];
  const planned = aProvider({ route: [{ booking_id: "b1", stop_id: "b" }, { booking_id: "b1", stop_id: "a" }] });

  const scene = sceneOf(known({ bookings, planned, fleet: [anEntry({ lat: 0, lng: 0 })] }));

  expect(scene.route.features[0]?.geometry).toEqual({ type: "LineString", coordinates: [[0, 0], [2, 2], [1, 1]] });
});

test("what is selected is marked, and nothing else of the same id", () => {
  const scene = sceneOf(known({ fleet: [anEntry({ provider_id: "b1" })], bookings: [aBooking()], selected: { kind: "booking", id: "b1" } }));

  expect(scene.bookings.features[0]?.properties?.["isSelected"]).toBe(true);
  expect(scene.providers.features[0]?.properties?.["isSelected"]).toBe(false);
});

test("a booking's new forecast draws nothing anew, its new state and place do", () => {
  const drawn = bookingsOf(known({ bookings: [aBooking()] }));

  const looksAs = (change: Parameters<typeof aBooking>[0]) => looksSame(drawn, bookingsOf(known({ bookings: [aBooking(change)] })));

  expect(looksAs({ version: 2, created_at: new Date(NOON.getTime() + 1) })).toBe(true);
  expect(looksAs({ state: "awaiting_approval" })).toBe(false);
  expect(looksAs({ stops: [aStop({ point: { lat: 1, lng: 2 } })] })).toBe(false);
});

test("another selection draws its booking anew", () => {
  const chosen = bookingsOf(known({ bookings: [aBooking()], selected: { kind: "booking", id: "b1" } }));

  expect(looksSame(bookingsOf(known({ bookings: [aBooking()] })), chosen)).toBe(false);
});
