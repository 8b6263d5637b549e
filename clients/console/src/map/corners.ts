/** Corners on the map: each is a button that is dragged, or moved by the arrow keys; between two is a handle for a new one. */
import { type Map as MapLibre, Marker } from "maplibre-gl";
import { type RefObject, useEffect, useRef } from "react";
import type { Position } from "geojson";

import { type CornerAt, type Draft, MOST_HANDLES, type NamedRing, cornerCount, ringName, ringsOf } from "./draft";
import { midway } from "./drawing";

export interface Editing {
  readonly draft: Draft;
  readonly chosen: CornerAt | null;
  /** Takes a click on the map while a ring is drawn; null when none is. */
  readonly onPen: ((place: Position) => void) | null;
  readonly onChoose: (at: CornerAt) => void;
  readonly onMove: (at: CornerAt, place: Position) => void;
  readonly onAdd: (after: CornerAt, place: Position) => void;
  readonly onRemove: (at: CornerAt) => void;
}

const STEP_PX = 8;
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Handle {
  readonly key: string;
  readonly kind: "corner" | "between";
  readonly at: CornerAt;
  readonly place: Position;
  readonly label: string;
}

/** Shows the corners of what is edited; nothing while a ring is drawn. */
export function useCorners(map: RefObject<MapLibre | null>, editing: Editing | null): void {
  const latest = useRef(editing);
  latest.current = editing;
  const shown = useRef(new Map<string, Marker>());
  useEffect(() => {
    const canvas = map.current;
    if (canvas === null) return;
    const handles = editing === null || editing.onPen !== null ? [] : handlesOf(editing.draft);
    const wanted = new Set(handles.map(({ key }) => key));
    for (const [key, marker] of shown.current) if (!wanted.has(key)) shown.current.delete(key) && marker.remove();
    for (const handle of handles) place(canvas, shown.current, handle, latest);
    for (const handle of handles) press(shown.current.get(handle.key), isChosen(handle, editing?.chosen ?? null));
  }, [editing]);
  useEffect(
    () => () => {
      shown.current.forEach((marker) => marker.remove());
      shown.current.clear();
    },
    [],
  );
}

function handlesOf(draft: Draft): readonly Handle[] {
  if (draft.kind === "circle") {
    const { lng, lat } = draft.centre;
    return [{ key: "centre", kind: "corner", at: { part: 0, ring: 0, corner: 0 }, place: [lng, lat], label: "Centre" }];
  }
  return cornerCount(draft) > MOST_HANDLES ? [] : ringsOf(draft).flatMap((ring) => ringHandles(draft, ring));
}

function ringHandles(draft: Draft, { part, ring, corners }: NamedRing): readonly Handle[] {
  const name = ringName(draft, { part, ring });
  return corners.flatMap((place, corner): readonly Handle[] => {
    const at = { part, ring, corner };
    const key = `${part}.${ring}.${corner}`;
    return [
      { key, kind: "corner", at, place, label: `${name}, corner ${corner + 1}` },
      { key: `${key}+`, kind: "between", at, place: midway(corners, corner), label: `${name}, new corner after ${corner + 1}` },
    ];
  });
}

function place(map: MapLibre, shown: Map<string, Marker>, handle: Handle, latest: RefObject<Editing | null>): void {
  const known = shown.get(handle.key);
  if (known !== undefined) {
    known.setLngLat(lngLat(handle.place));
    return;
  }
  const element = document.createElement("button");
  element.type = "button";
  element.className = `handle handle-${handle.kind}`;
  element.title = handle.label;
  element.setAttribute("aria-label", handle.label);
  if (handle.kind === "between") element.tabIndex = -1;
  const marker = new Marker({ element, draggable: true }).setLngLat(lngLat(handle.place)).addTo(map);
  shown.set(handle.key, marker);
  listen(map, marker, handle, latest);
}

function listen(map: MapLibre, marker: Marker, { kind, at }: Handle, latest: RefObject<Editing | null>): void {
  const here = (): Position => [marker.getLngLat().lng, marker.getLngLat().lat];
  const element = marker.getElement();
  if (kind === "between") {
    marker.on("dragend", () => latest.current?.onAdd(at, here()));
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      latest.current?.onAdd(at, here());
    });
    return;
  }
  marker.on("drag", () => latest.current?.onMove(at, here()));
  element.addEventListener("click", (event) => event.stopPropagation());
  element.addEventListener("focus", () => latest.current?.onChoose(at));
  element.addEventListener("keydown", (event) => {
    if (!pressed(event, at, moved(map, here(), event), latest.current)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Does what a key on a corner means; tells whether it meant anything. */
function pressed(event: KeyboardEvent, at: CornerAt, to: Position | null, editing: Editing | null): boolean {
  if (to !== null) editing?.onMove(at, to);
  else if (event.key === "Delete" || event.key === "Backspace") editing?.onRemove(at);
  else if (event.key === "+" || event.key === "Insert") addAfter(editing, at);
  else return false;
  return true;
}

function addAfter(editing: Editing | null, at: CornerAt): void {
  const ring = editing && ringsOf(editing.draft).find((each) => each.part === at.part && each.ring === at.ring);
  if (ring) editing.onAdd(at, midway(ring.corners, at.corner));
}

/** Where an arrow key leads from a place: a step on the screen, one pixel with Shift. */
function moved(map: MapLibre, from: Position, event: KeyboardEvent): Position | null {
  const step = STEPS[event.key];
  if (step === undefined) return null;
  const pixels = event.shiftKey ? 1 : STEP_PX;
  const { x, y } = map.project(lngLat(from));
  const to = map.unproject([x + step[0] * pixels, y + step[1] * pixels]);
  return [to.lng, to.lat];
}

function press(marker: Marker | undefined, isChosenOne: boolean): void {
  const element = marker?.getElement();
  if (element === undefined) return;
  element.classList.toggle("is-chosen", isChosenOne);
  const focused = document.activeElement;
  if (isChosenOne && focused instanceof HTMLElement && focused !== element && focused.classList.contains("handle")) element.focus();
}

function isChosen({ kind, at }: Handle, chosen: CornerAt | null): boolean {
  return kind === "corner" && chosen?.part === at.part && chosen.ring === at.ring && chosen.corner === at.corner;
}

function lngLat(at: Position): [number, number] {
  return [at[0] ?? 0, at[1] ?? 0];
}
