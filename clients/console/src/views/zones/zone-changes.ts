/** What differs between two versions of a zone, as a person would say it. */
import type { Closure, OpeningHours, Zone } from "@muster/sdk";

import type { ShownChange } from "../../components/ChangeTable";
import { changesBetween } from "../../components/changes";
import { cornerCount, draftOf, ringsOf } from "../../map/draft";
import { circle } from "../../map/geometry";

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] as const;
const METRES_PER_DEGREE = 111_320;

export function zoneChanges(was: Zone, is: Zone): readonly ShownChange[] {
  return changesBetween(told(was), told(is)).map(({ path, was: before, is: after }) => ({ key: path, field: path, was: before, is: after }));
}

function told(zone: Zone): Readonly<Record<string, unknown>> {
  return {
    Name: zone.name,
    Services: zone.services,
    Priority: zone.priority,
    "In service": zone.active,
    Hours: zone.hours.map(hoursOf),
    Closures: zone.closures.map(closureOf),
    ...shapeOf(zone),
  };
}

function shapeOf(zone: Zone): Readonly<Record<string, unknown>> {
  const draft = draftOf(zone.geometry);
  const corners = draft.kind === "circle" ? `circle of ${Math.round(draft.radius_m)} m` : String(cornerCount(draft));
  const holes = ringsOf(draft).filter(({ ring }) => ring > 0).length;
  return { Corners: corners, Holes: holes, "Area, km²": areaKm2(zone).toFixed(2) };
}

/** The area on a plane that touches there: good to a part in a thousand for a city. */
export function areaKm2(zone: Zone): number {
  const draft = draftOf(zone.geometry);
  const rings = draft.kind === "circle" ? [{ ring: 0, corners: circle(draft.centre, draft.radius_m).coordinates[0] ?? [] }] : ringsOf(draft);
  return rings.reduce((sum, { ring, corners }) => sum + (ring === 0 ? 1 : -1) * ringKm2(corners), 0);
}

function ringKm2(corners: readonly (readonly number[])[]): number {
  const lat = corners.reduce((sum, at) => sum + (at[1] ?? 0), 0) / Math.max(1, corners.length);
  const [east, north] = [METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180), METRES_PER_DEGREE];
  const twice = corners.reduce((sum, [x = 0, y = 0], index) => {
    const [nextX = 0, nextY = 0] = corners[(index + 1) % corners.length] ?? [];
    return sum + (x * nextY - nextX * y);
  }, 0);
  return (Math.abs(twice) / 2) * east * north * 1e-6;
}

function hoursOf({ weekdays, opens, closes }: OpeningHours): string {
  return `${weekdays.map((day) => DAYS[day]).join(" ")} ${opens.slice(0, 5)}–${closes.slice(0, 5)}`;
}

function closureOf({ reason, window }: Closure): string {
  return `${reason} (${window.start_at.toISOString().slice(0, 16)}–${window.end_at.toISOString().slice(0, 16)})`;
}
