/** Shapes for the map: zones from their stored geometry, and what frames them. Axis order is GeoJSON's: lng, lat. */
import type { LatLng, ZoneGeometry } from "@muster/sdk";
import type { Geometry, Polygon, Position } from "geojson";

const CIRCLE_CORNERS = 64;
const METRES_PER_DEGREE = 111_320;

/** Gives a zone's shape; null for one that can not be read, which the map leaves out. */
export function shapeOf(geometry: ZoneGeometry): Geometry | null {
  if (geometry.kind === "circle") {
    return geometry.centre && geometry.radius_m ? circle(geometry.centre, geometry.radius_m) : null;
  }
  try {
    const read = JSON.parse(geometry.geojson ?? "null") as Geometry | null;
    return read !== null && positionsOf(read).every(isPosition) && positionsOf(read).length > 0 ? read : null;
  } catch {
    return null;
  }
}

/** A circle as a polygon: exact enough to look at, never to decide by. */
export function circle(centre: LatLng, radius_m: number, corners = CIRCLE_CORNERS): Polygon {
  const north = radius_m / METRES_PER_DEGREE;
  const east = north / Math.max(0.01, Math.cos((centre.lat * Math.PI) / 180));
  const ring = Array.from({ length: corners + 1 }, (_, corner): Position => {
    const turn = (corner / corners) * 2 * Math.PI;
    return [centre.lng + east * Math.cos(turn), centre.lat + north * Math.sin(turn)];
  });
  return { type: "Polygon", coordinates: [ring] };
}

export type Frame = readonly [west: number, south: number, east: number, north: number];

/** The smallest frame around shapes; null when there is none. */
export function frameOf(shapes: readonly Geometry[]): Frame | null {
  const positions = shapes.flatMap(positionsOf);
  if (positions.length === 0) return null;
  const lngs = positions.map(([lng]) => lng ?? 0);
  const lats = positions.map(([, lat]) => lat ?? 0);
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}

export function positionsOf(shape: Geometry): readonly Position[] {
  if (shape.type === "Polygon") return shape.coordinates.flat();
  if (shape.type === "MultiPolygon") return shape.coordinates.flat(2);
  if (shape.type === "LineString") return shape.coordinates;
  return shape.type === "Point" ? [shape.coordinates] : [];
}

function isPosition(position: Position): boolean {
  return Array.isArray(position) && position.length >= 2 && position.every(Number.isFinite);
}

/** The distance, near enough to put places in order; never to decide by. */
export function metresBetween(one: LatLng, other: LatLng): number {
  const north = other.lat - one.lat;
  const east = (other.lng - one.lng) * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(north, east) * METRES_PER_DEGREE;
}

export function positionOf(place: LatLng): Position {
  return [place.lng, place.lat];
}
