/** What is drawn over the zones while one is edited or compared: the shape as it was and as it is, the pen, and faults. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

import type { Ring } from "./draft";
import type { ShapeFault } from "./faults";

/** `was` is dashed, `is` is drawn full; `overlap` is another zone that is drawn upon; `pen` is not closed yet. */
export type SketchMark = "was" | "is" | "overlap" | "pen" | "fault";

export interface Sketch {
  readonly was?: Geometry | null;
  readonly is?: Geometry | null;
  readonly overlaps?: readonly (Geometry | null)[];
  readonly pen?: Ring;
  readonly faults?: readonly ShapeFault[];
}

export const NO_SKETCH: FeatureCollection = { type: "FeatureCollection", features: [] };

export function sketchOf({ was, is, overlaps = [], pen = [], faults = [] }: Sketch): FeatureCollection {
  const features = [
    ...overlaps.flatMap((shape) => marked("overlap", shape)),
    ...marked("was", was),
    ...marked("is", is && faults.some((fault) => fault.edges.length > 0) ? outlineOf(is) : is),
    ...marked("pen", lineOf(pen)),
    ...pen.flatMap((at) => marked("pen", pointOf(at))),
    ...faults.flatMap(faultFeatures),
  ];
  return { type: "FeatureCollection", features };
}

function faultFeatures({ edges, at }: ShapeFault): readonly Feature[] {
  return [...edges.flatMap((edge) => marked("fault", lineOf(edge))), ...(at === null ? [] : marked("fault", pointOf(at)))];
}

function marked(mark: SketchMark, geometry: Geometry | null | undefined): readonly Feature[] {
  return geometry ? [{ type: "Feature", geometry, properties: { mark } }] : [];
}

/** A shape whose edges cross has no inside that could be filled. */
function outlineOf(shape: Geometry): Geometry {
  const rings = shape.type === "Polygon" ? shape.coordinates : shape.type === "MultiPolygon" ? shape.coordinates.flat() : [];
  return { type: "MultiLineString", coordinates: rings };
}

function lineOf(places: Ring): Geometry | null {
  return places.length < 2 ? null : { type: "LineString", coordinates: [...places] };
}

function pointOf(at: Position): Geometry {
  return { type: "Point", coordinates: at };
}
