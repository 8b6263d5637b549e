/** Builders of documents: only what a test is about has to be named. */
import type { Booking, FleetEntry, Provider, Shaping, Stop, Zone, ZoneState } from "@muster/sdk";

import { type Draft, NOTHING_DRAWN } from "../../src/map/draft";
import { squareIn, withRingAdded } from "../../src/map/drawing";

export const NOON = new Date("2026-03-06T12:00:00Z");

export function minutesLater(minutes: number): Date {
  return new Date(NOON.getTime() + minutes * 60_000);
}

export function aStop(change: Partial<Stop> = {}): Stop {
  return { stop_id: "s1", type: "pickup", sequence: 1, state: "pending", point: { lat: 38.7, lng: -9.1 }, ...change } as Stop;
}

type BookingChange = Partial<Omit<Booking, "terms">> & { readonly stops?: readonly Stop[]; readonly promisedBy?: Date };

export function aBooking({ stops = [aStop()], promisedBy = minutesLater(40), ...change }: BookingChange = {}): Booking {
  const promise = { type: "asap", window: { start_at: NOON, end_at: promisedBy } };
  return {
    booking_id: "b1",
    state: "searching",
    created_at: NOON,
    search: null,
    assignment: null,
    terms: { service: "courier", stops, promise },
    ...change,
  } as unknown as Booking;
}

export function anEntry(change: Partial<FleetEntry> = {}): FleetEntry {
  return { provider_id: "p1", lat: 38.71, lng: -9.12, duty: "online", work: "idle", link: "fresh", ...change } as FleetEntry;
}

export function aProvider(change: Partial<Provider> = {}): Provider {
  return { provider_id: "p1", route: [], ...change } as Provider;
}

export function aZone(change: Partial<Zone> = {}): Zone {
  const ring = [[-9.2, 38.6], [-9, 38.6], [-9, 38.8], [-9.2, 38.6]];
  const geometry = { kind: "polygon", geojson: JSON.stringify({ type: "Polygon", coordinates: [ring] }), centre: null, radius_m: null };
  return { zone_id: "z1", name: "Old town", active: true, centroid: null, geometry, ...change } as Zone;
}

export function aZoneState(change: Partial<ZoneState> = {}): ZoneState {
  return { zone_id: "z1", pressure: 0, level: "calm", ...change } as ZoneState;
}

export function aShaping(change: Partial<Shaping> = {}): Shaping {
  return { shaping_id: "m1", window: { start_at: NOON, end_at: minutesLater(30) }, ended_at: null, ...change } as Shaping;
}

/** A square with its south-western corner on the diagonal. */
export function aSquare(corner: number, side: number): Draft {
  return withRingAdded(NOTHING_DRAWN, squareIn([corner, corner, corner + side, corner + side], 1), null);
}
