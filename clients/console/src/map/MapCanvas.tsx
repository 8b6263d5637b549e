/** The map itself: loaded after the first view, fed with the scene, told of nothing else. */
import { Map as MapLibre, type MapMouseEvent, Marker, NavigationControl, type GeoJSONSource, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef } from "react";

import type { Selected } from "../state/state";
import { useTheme } from "../theme/theme";
import { mapColours } from "./colours";
import { type Editing, useCorners } from "./corners";
import { diamond } from "./diamond";
import type { Frame } from "./geometry";
import { CHOOSABLE, SOURCES, layersOf, sourceOf, styleOf } from "./layers";
import type { Scene } from "./scene";
import "maplibre-gl/dist/maplibre-gl.css";

setWorkerUrl(workerUrl);

/** A style with tiles, by configuration; without one the map is drawn from data alone. */
const BASE_STYLE: string | undefined = import.meta.env["VITE_MUSTER_MAP_STYLE"];
const PADDING_PX = 36;

interface MapProps {
  readonly scene: Scene;
  /** What to move the view to, when it changes. */
  readonly frame: Frame | null;
  readonly onChoose: (chosen: Selected | null) => void;
  /** The shape whose corners can be moved, if one is edited. */
  readonly editing?: Editing | null;
}

export default function MapCanvas({ scene, frame, onChoose, editing = null }: MapProps) {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibre | null>(null);
  const drawn = useRef<Partial<Scene>>({});
  const waits = useRef(false);
  const latest = useRef({ scene, onChoose, editing });
  latest.current = { scene, onChoose, editing };
  const theme = useTheme();

  useEffect(() => {
    const made = makeMap(box.current as HTMLDivElement, latest.current.scene, frame);
    made.on("click", (event) => {
      const { editing: edited, onChoose: choose } = latest.current;
      if (edited === null) choose(chosenAt(made, event));
      else edited.onPen?.([event.lngLat.lng, event.lngLat.lat]);
    });
    made.on("style.load", () => dress(made, latest.current.scene));
    map.current = made;
    return () => {
      map.current = null;
      made.remove();
    };
  }, []);

  useEffect(() => {
    if (map.current?.getSource("zones")) map.current.setStyle(BASE_STYLE ?? styleOf(latest.current.scene, mapColours()));
  }, [theme]);

  useEffect(() => {
    if (waits.current) return;
    waits.current = true;
    afterPaint(() => {
      waits.current = false;
      if (map.current !== null) drawn.current = show(map.current, latest.current.scene, drawn.current);
    });
  }, [scene]);

  useEffect(() => {
    if (map.current !== null && frame !== null) map.current.fitBounds([...frame], { padding: PADDING_PX, maxZoom: 15.5, duration: 350 });
  }, [frame?.join()]);

  useZoneNames(map, scene);
  useCorners(map, editing);
  return <div ref={box} className="map-canvas" />;
}

function makeMap(container: HTMLElement, scene: Scene, frame: Frame | null): MapLibre {
  const map = new MapLibre({
    container,
    style: BASE_STYLE ?? styleOf(scene, mapColours()),
    ...(frame === null ? {} : { bounds: [...frame] }),
    fitBoundsOptions: { padding: PADDING_PX },
    attributionControl: BASE_STYLE === undefined ? false : {},
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return map;
}

/** Puts on the ground what belongs to the console: the diamond, and our layers where the ground is another's. */
function dress(map: MapLibre, scene: Scene): void {
  if (!map.hasImage("diamond")) map.addImage("diamond", diamond(), { sdf: true });
  if (BASE_STYLE !== undefined && !map.getSource("zones")) {
    for (const name of SOURCES) map.addSource(name, sourceOf(scene, name));
    for (const layer of layersOf(mapColours())) map.addLayer(layer);
  }
  show(map, scene, {});
}

/** Lets the page show first what it has to say: the map's frames take the graphics card much longer. */
function afterPaint(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then));
}

/** Gives the map what has changed since `drawn`: each source costs a trip to its worker and back. */
function show(map: MapLibre, scene: Scene, drawn: Partial<Scene>): Scene {
  for (const name of SOURCES) if (scene[name] !== drawn[name]) map.getSource<GeoJSONSource>(name)?.setData(scene[name]);
  return scene;
}

function chosenAt(map: MapLibre, event: MapMouseEvent): Selected | null {
  const near: [[number, number], [number, number]] = [
    [event.point.x - 5, event.point.y - 5],
    [event.point.x + 5, event.point.y + 5],
  ];
  const found = map.queryRenderedFeatures(near, { layers: [...CHOOSABLE] });
  const best = CHOOSABLE.map((layer) => found.find((each) => each.layer.id === layer)).find((each) => each !== undefined);
  if (best === undefined) return null;
  return { kind: best.properties["kind"] as Selected["kind"], id: String(best.properties["id"]) };
}

/** Zones' names are text of the page, so they need no font from a server. */
function useZoneNames(map: React.RefObject<MapLibre | null>, scene: Scene): void {
  const names = scene.zones.features.map((zone) => String(zone.properties?.["name"])).join("\n");
  useEffect(() => {
    const shown = map.current;
    if (shown === null) return undefined;
    const markers = scene.zones.features.flatMap((zone) => {
      const { name, label } = zone.properties ?? {};
      if (!Array.isArray(label)) return [];
      const element = document.createElement("span");
      element.className = "zone-name";
      element.textContent = String(name);
      return new Marker({ element }).setLngLat([Number(label[0]), Number(label[1])]).addTo(shown);
    });
    return () => markers.forEach((marker) => marker.remove());
  }, [names]);
}
