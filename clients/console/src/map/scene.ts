/** What the map draws, as data: a pure function of what is known. */
import type { Booking, FleetEntry, LatLng, Provider, Stop, Zone, ZoneState } from "@muster/sdk";
import type { Feature, FeatureCollection, Geometry } from "geojson";

import type { Selected } from "../state/state";
import { positionOf, shapeOf } from "./geometry";
import { NO_SKETCH } from "./sketch";

export interface Known {
  readonly zones: readonly Zone[];
  readonly zoneStates: readonly ZoneState[];
  readonly fleet: readonly FleetEntry[];
  readonly bookings: readonly Booking[];
  readonly selected: Selected | null;
  /** The provider whose plan is shown: the selected one, or the selected booking's. */
  readonly planned: Provider | null;
}

export type Scene = { readonly [Source in "zones" | "sketch" | "route" | "providers" | "bookings"]: FeatureCollection };

const FINISHED: readonly string[] = ["done", "failed", "skipped"];

export function sceneOf(known: Known): Scene {
  return { zones: zonesOf(known), sketch: NO_SKETCH, route: routeOf(known), providers: providersOf(known), bookings: bookingsOf(known) };
}

export function zonesOf(known: Known): FeatureCollection {
  return collection(known.zones.flatMap((zone) => zoneFeature(zone, known)));
}

export function routeOf(known: Known): FeatureCollection {
  return collection(routeFeatures(known));
}

export function providersOf(known: Known): FeatureCollection {
  return collection(known.fleet.map((entry) => providerFeature(entry, known)));
}

export function bookingsOf(known: Known): FeatureCollection {
  return collection(known.bookings.flatMap((booking) => bookingFeature(booking, known)));
}

/** Whether nothing would be drawn otherwise: a new forecast, for one, moves no mark. */
export function looksSame(one: FeatureCollection, other: FeatureCollection): boolean {
  return one === other || JSON.stringify(one.features) === JSON.stringify(other.features);
}

/** Where a booking is worked next; null when that place is not known. */
export function placeOf(booking: Booking): LatLng | null {
  return nextStop(booking)?.point ?? null;
}

export function nextStop(booking: Booking): Stop | undefined {
  return booking.terms.stops.find((stop) => !FINISHED.includes(stop.state));
}

function zoneFeature(zone: Zone, { zoneStates, selected }: Known): readonly Feature[] {
  const shape = shapeOf(zone.geometry);
  const state = zoneStates.find((each) => each.zone_id === zone.zone_id);
  if (shape === null) return [];
  const properties = {
    name: zone.name,
    label: zone.centroid === null ? null : positionOf(zone.centroid),
    active: zone.active,
    level: state?.level ?? "calm",
    pressure: state?.pressure ?? 0,
  };
  return [feature("zone", zone.zone_id, shape, properties, selected)];
}

function providerFeature(entry: FleetEntry, { selected }: Known): Feature {
  const { duty, work, link } = entry;
  const state = duty === "online" ? work : "off";
  return feature("provider", entry.provider_id, point(entry), { state, link: duty === "online" ? link : "off" }, selected);
}

function bookingFeature(booking: Booking, { selected }: Known): readonly Feature[] {
  const place = placeOf(booking);
  return place === null ? [] : [feature("booking", booking.booking_id, point(place), { state: booking.state }, selected)];
}

/** The plan of a provider: from where it is, through its stops in order; or the way of a booking that nobody has. */
function routeFeatures(known: Known): readonly Feature[] {
  const places = known.planned === null ? unassignedWay(known) : plannedWay(known.planned, known);
  if (places.length === 0) return [];
  const line: Geometry = { type: "LineString", coordinates: places.map(positionOf) };
  const stops = places.slice(known.planned === null ? 0 : 1);
  return [
    ...(places.length > 1 ? [plain(line, {})] : []),
    ...stops.map((place, index) => plain(point(place), { order: String(index + 1) })),
  ];
}

function plannedWay(provider: Provider, { fleet, bookings }: Known): readonly LatLng[] {
  const at = fleet.find((entry) => entry.provider_id === provider.provider_id);
  const stops = provider.route.flatMap(({ booking_id, stop_id }) => {
    const booking = bookings.find((each) => each.booking_id === booking_id);
    return booking?.terms.stops.find((stop) => stop.stop_id === stop_id)?.point ?? [];
  });
  return at === undefined ? stops : [at, ...stops];
}

function unassignedWay({ bookings, selected }: Known): readonly LatLng[] {
  const booking = bookings.find((each) => selected?.kind === "booking" && each.booking_id === selected.id);
  return booking?.terms.stops.flatMap((stop) => stop.point ?? []) ?? [];
}

function feature(
  kind: Selected["kind"],
  id: string,
  geometry: Geometry,
  more: Readonly<Record<string, unknown>>,
  selected: Selected | null,
): Feature {
  const isSelected = selected?.kind === kind && selected.id === id;
  return plain(geometry, { kind, id, isSelected, ...more });
}

function plain(geometry: Geometry, properties: Readonly<Record<string, unknown>>): Feature {
  return { type: "Feature", geometry, properties: { ...properties } };
}

function point(place: LatLng): Geometry {
  return { type: "Point", coordinates: positionOf(place) };
}

function collection(features: readonly Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features: [...features] };
}
