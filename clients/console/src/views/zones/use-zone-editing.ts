/** Editing one zone: which is open, what was changed, and what of it the map shows. */
import type { Zone } from "@muster/sdk";
import { useEffect, useMemo, useState } from "react";

import type { Editing } from "../../map/corners";
import { withCornerAfter, withCornerMoved, withoutCorner } from "../../map/drawing";
import { type ShapeFault, faultsOf } from "../../map/faults";
import { overlapped } from "../../map/overlaps";
import { NEW, type Route, go } from "../../state/route";
import { useFeed } from "../../state/state";
import { type ZoneEdit, editOf, newEdit, penned, withDraft, zoneOf } from "../../state/zone-edit";

/** Two shapes of a zone, drawn upon each other. */
export interface Compared {
  readonly was: Zone;
  readonly is: Zone;
}

export interface ZoneEditing {
  readonly edit: ZoneEdit | null;
  readonly change: (next: (edit: ZoneEdit) => ZoneEdit) => void;
  readonly compared: Compared | null;
  readonly compare: (compared: Compared | null) => void;
  readonly onMap: Editing | null;
  /** What the page sees by itself, at once; the backend's word is the one that counts. */
  readonly faults: readonly ShapeFault[];
  /** Zones in service that the shape lies upon. */
  readonly overlaps: readonly Zone[];
  /** What was saved last. */
  readonly saved: string | null;
  readonly close: (saved: string | null) => void;
}

export function useZoneEditing(route: Route): ZoneEditing {
  const { items, isLoaded } = useFeed("zones");
  const [edit, setEdit] = useState<ZoneEdit | null>(null);
  const [compared, compare] = useState<Compared | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  useEffect(() => {
    if (!isLoaded) return;
    compare(null);
    setEdit((before) => (before !== null && before.zoneId === route.id ? before : opened(route.id, items)));
  }, [route.id, isLoaded]);
  const change = (next: (edit: ZoneEdit) => ZoneEdit) => setEdit((before) => before && next(before));
  const isDrawing = edit !== null && compared === null;
  const onMap = useMemo(() => (isDrawing ? handlesOf(edit, change) : null), [edit, isDrawing]);
  const faults = useMemo(() => (edit === null || edit.pen !== null ? [] : faultsOf(edit.draft)), [edit?.draft, edit?.pen]);
  const overlaps = useMemo(() => (edit === null ? [] : overlapped(zoneOf(edit, route.areaId ?? ""), items)), [edit?.draft, items]);
  return {
    edit,
    change,
    faults,
    overlaps,
    compared,
    compare,
    onMap,
    saved,
    close: (told) => {
      setSaved(told);
      go({ ...route, id: null });
    },
  };
}

function opened(id: string | null, zones: readonly Zone[]): ZoneEdit | null {
  if (id === NEW) return newEdit(zones);
  const zone = zones.find((each) => each.zone_id === id);
  return zone === undefined ? null : editOf(zone);
}

function handlesOf(edit: ZoneEdit, change: ZoneEditing["change"]): Editing {
  return {
    draft: edit.draft,
    chosen: edit.chosen,
    onPen: edit.pen === null ? null : (place) => change((now) => penned(now, place)),
    onChoose: (chosen) => change((now) => ({ ...now, chosen })),
    onMove: (at, place) => change((now) => ({ ...withDraft(now, withCornerMoved(now.draft, at, place)), chosen: at })),
    onAdd: (at, place) =>
      change((now) => ({ ...withDraft(now, withCornerAfter(now.draft, at, place)), chosen: { ...at, corner: at.corner + 1 } })),
    onRemove: (at) =>
      change((now) => ({ ...withDraft(now, withoutCorner(now.draft, at)), chosen: { ...at, corner: Math.max(0, at.corner - 1) } })),
  };
}
