/** A zone's shape as text that can be edited, and back. What is valid is for the backend to say. */
import type { Zone, ZoneGeometry } from "@muster/sdk";

/** The text that `put_zone` takes for a stored shape. */
export function documentOf(geometry: ZoneGeometry): string {
  if (geometry.kind === "polygon") return geometry.geojson ?? "";
  return JSON.stringify({ type: "Circle", centre: geometry.centre, radius_m: geometry.radius_m });
}

/** The zone as it would be with that shape, to be looked at; null while the text is no JSON object. */
export function draftOf(zone: Zone, text: string): Zone | null {
  const typed = parsed(text);
  if (typed === null) return null;
  const isCircle = typed["type"] === "Circle";
  const geometry = isCircle
    ? { kind: "circle", geojson: null, centre: typed["centre"], radius_m: typed["radius_m"] }
    : { kind: "polygon", geojson: text, centre: null, radius_m: null };
  return { ...zone, geometry: geometry as ZoneGeometry };
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
