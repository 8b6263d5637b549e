/** What views show, worked out from what is known. Pure: the time is an argument. */
import type { Booking, FleetEntry, FleetSnapshot, ServiceArea, ZoneState } from "@muster/sdk";

import type { AreaFeeds, Person } from "./state";

/** The ids of the areas that a person may supervise: by claim, and all for an administrator. */
export function areasOf(person: Person | null, areas: readonly ServiceArea[]): readonly string[] {
  if (person === null) return [];
  return person.role === "admin" ? areas.map((area) => area.area_id).sort() : [...person.areas].sort();
}

/** Every provider of the area as the last snapshots have it. */
export function fleetOf(snapshots: readonly FleetSnapshot[]): readonly FleetEntry[] {
  return snapshots.flatMap((snapshot) => snapshot.providers);
}

export interface KeyFigures {
  readonly waiting: number;
  readonly oldestWait_s: number;
  readonly scheduled: number;
  readonly active: number;
  /** Told or believed to end after the promise. */
  readonly atRisk: number;
  readonly onDuty: number;
  readonly idle: number;
  /** On duty with an old position, or none. */
  readonly unseen: number;
}

const WAITING: readonly string[] = ["searching", "awaiting_approval"];
const ACTIVE: readonly string[] = ["assigned", "in_progress"];

export function keyFigures(bookings: readonly Booking[], fleet: readonly FleetEntry[], now: Date): KeyFigures {
  const waiting = bookings.filter((booking) => WAITING.includes(booking.state));
  const onDuty = fleet.filter((entry) => entry.duty === "online");
  return {
    waiting: waiting.length,
    oldestWait_s: Math.max(0, ...waiting.map((booking) => waited_s(booking, now))),
    scheduled: bookings.filter((booking) => booking.state === "scheduled").length,
    active: bookings.filter((booking) => ACTIVE.includes(booking.state)).length,
    atRisk: bookings.filter((booking) => isAtRisk(booking, now)).length,
    onDuty: onDuty.length,
    idle: onDuty.filter((entry) => entry.work === "idle").length,
    unseen: onDuty.filter((entry) => entry.link !== "fresh").length,
  };
}

/** Seconds since the search for a provider began. */
export function waited_s(booking: Booking, now: Date): number {
  const since = booking.search?.opened_at ?? booking.created_at;
  return Math.max(0, (now.getTime() - since.getTime()) / 1000);
}

/** Whether the promise may be missed: nobody yet past its half, or an end that may well come after it. */
export function isAtRisk(booking: Booking, now: Date): boolean {
  const promisedBy = booking.terms.promise.window.end_at;
  if (booking.assignment !== null) {
    return (booking.assignment.eta_end?.p90_at ?? booking.assignment.predicted_end_at) > promisedBy;
  }
  if (!WAITING.includes(booking.state)) return false;
  const whole = promisedBy.getTime() - booking.created_at.getTime();
  return now.getTime() - booking.created_at.getTime() > whole / 2;
}

/** Zones' states, the hardest pressed first. */
export function byPressure(states: readonly ZoneState[]): readonly ZoneState[] {
  return [...states].sort((a, b) => b.pressure - a.pressure || a.zone_id.localeCompare(b.zone_id));
}

export type Connection = "live" | "waiting" | "lost";

/** Whether what is shown is what the server has. */
export function connectionOf(feeds: AreaFeeds): Connection {
  const all = Object.values(feeds);
  if (all.some((feed) => !feed.isLoaded && feed.error === null)) return "waiting";
  return all.some((feed) => feed.fromCache && feed.error === null) ? "lost" : "live";
}
