/** How the scene is drawn: sources, and layers from the ground up. Needs no tiles, fonts or pictures from any server. */
import type { ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

import type { Colours } from "./colours";
import type { Scene } from "./scene";

export const SOURCES = ["zones", "sketch", "route", "providers", "bookings"] as const satisfies readonly (keyof Scene)[];
/** Layers whose features can be chosen, the nearest to the eye first. */
export const CHOOSABLE = ["bookings", "providers", "zones"] as const;

const MOVING_MAXZOOM = 10;
const isSelected: ExpressionSpecification = ["get", "isSelected"];

export function styleOf(scene: Scene, colours: Colours): StyleSpecification {
  const sources = Object.fromEntries(SOURCES.map((name) => [name, sourceOf(scene, name)]));
  const ground: LayerSpecification = { id: "ground", type: "background", paint: { "background-color": colours.ground } };
  return { version: 8, sources, layers: [ground, ...layersOf(colours)] };
}

/** What moves is cut into few tiles: each one that comes anew draws the map again, and at this zoom they are exact to about two metres. */
export function sourceOf(scene: Scene, name: keyof Scene): GeoJSONSourceSpecification {
  const isMoving = name === "providers" || name === "bookings";
  return { type: "geojson", data: scene[name], ...(isMoving ? { maxzoom: MOVING_MAXZOOM } : {}) };
}

export function layersOf(colours: Colours): readonly LayerSpecification[] {
  return [...zoneLayers(colours), ...sketchLayers(colours), ...routeLayers(colours), ...providerLayers(colours), bookingLayer(colours)];
}

function zoneLayers(colours: Colours): readonly LayerSpecification[] {
  const level: ExpressionSpecification = ["match", ["get", "level"], "short", colours.short, "busy", colours.busy, colours.calm];
  const shade: ExpressionSpecification = ["interpolate", ["linear"], ["get", "pressure"], 0, 0.05, 0.6, 0.16, 1.5, 0.42];
  return [
    {
      id: "zones",
      type: "fill",
      source: "zones",
      paint: {
        "fill-color": ["case", ["get", "active"], level, colours.soft],
        "fill-opacity": ["case", ["get", "active"], shade, 0.04],
      },
    },
    {
      id: "zone-borders",
      type: "line",
      source: "zones",
      paint: {
        "line-color": ["case", isSelected, colours.accent, colours.line],
        "line-width": ["case", isSelected, 2.5, 1],
      },
    },
  ];
}

function sketchLayers(colours: Colours): readonly LayerSpecification[] {
  const mark: ExpressionSpecification = ["get", "mark"];
  const colour: ExpressionSpecification = ["match", mark, "was", colours.soft, "overlap", colours.warn, "fault", colours.bad, colours.accent];
  const isArea: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  const isDashed: ExpressionSpecification = ["match", mark, ["was", "overlap"], true, false];
  return [
    {
      id: "sketch-fill",
      type: "fill",
      source: "sketch",
      filter: isArea,
      paint: { "fill-color": colour, "fill-opacity": ["match", mark, "was", 0.06, "overlap", 0.1, 0.16] },
    },
    {
      id: "sketch-dashed",
      type: "line",
      source: "sketch",
      filter: isDashed,
      paint: { "line-color": colour, "line-width": 2, "line-dasharray": [3, 2] },
    },
    {
      id: "sketch-lines",
      type: "line",
      source: "sketch",
      filter: ["!", isDashed],
      layout: { "line-join": "round" },
      paint: { "line-color": colour, "line-width": ["match", mark, "fault", 4, 2.5] },
    },
    {
      id: "sketch-places",
      type: "circle",
      source: "sketch",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": ["match", mark, "fault", 8, 4],
        "circle-color": ["match", mark, "fault", "transparent", colours.accent],
        "circle-stroke-color": colour,
        "circle-stroke-width": 2.5,
      },
    },
  ];
}

function routeLayers(colours: Colours): readonly LayerSpecification[] {
  return [
    {
      id: "route",
      type: "line",
      source: "route",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": colours.accent, "line-width": 3, "line-dasharray": [1, 1.8] },
    },
    {
      id: "route-stops",
      type: "circle",
      source: "route",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 9,
        "circle-color": "transparent",
        "circle-stroke-color": colours.accent,
        "circle-stroke-width": 2,
      },
    },
  ];
}

function providerLayers(colours: Colours): readonly LayerSpecification[] {
  const work: ExpressionSpecification = [
    "match",
    ["get", "state"],
    "idle",
    colours.ok,
    "reserved",
    colours.violet,
    ["busy", "full"],
    colours.accent,
    colours.line,
  ];
  const link: ExpressionSpecification = ["match", ["get", "link"], "stale", colours.warn, "lost", colours.bad, colours.halo];
  return [
    {
      id: "providers",
      type: "circle",
      source: "providers",
      layout: { "circle-sort-key": ["match", ["get", "state"], "off", 0, 1] },
      paint: {
        "circle-radius": ["case", isSelected, 9, ["==", ["get", "state"], "off"], 4, 6],
        "circle-color": work,
        "circle-stroke-color": ["case", isSelected, colours.text, link],
        "circle-stroke-width": ["case", ["in", ["get", "link"], ["literal", ["stale", "lost"]]], 3, 1.5],
      },
    },
    {
      id: "providers-full",
      type: "circle",
      source: "providers",
      filter: ["==", ["get", "state"], "full"],
      paint: { "circle-radius": 2.2, "circle-color": colours.halo },
    },
  ];
}

/** Bookings are diamonds, so that they are told from providers without colour. */
function bookingLayer(colours: Colours): LayerSpecification {
  return {
    id: "bookings",
    type: "symbol",
    source: "bookings",
    layout: {
      "icon-image": "diamond",
      "icon-size": ["case", isSelected, 0.78, 0.52],
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
    },
    paint: {
      "icon-color": [
        "match",
        ["get", "state"],
        "searching",
        colours.warn,
        "awaiting_approval",
        colours.bad,
        "scheduled",
        colours.soft,
        "assigned",
        colours.violet,
        colours.accent,
      ],
      "icon-halo-color": ["case", isSelected, colours.text, colours.halo],
      "icon-halo-width": 2,
    },
  };
}
