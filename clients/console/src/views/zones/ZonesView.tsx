/** An area's zones, those out of service too: seen, drawn and edited on the map or as numbers; the backend judges every shape. */
import type { Zone } from "@muster/sdk";
import { Suspense, lazy, useMemo } from "react";

import { Badge, Empty, Note, Panel } from "../../components/parts";
import { words } from "../../components/format";
import { useMay } from "../../components/use-may";
import { draftOf, geometryOf } from "../../map/draft";
import { frameOf, shapeOf } from "../../map/geometry";
import { type Scene, sceneOf } from "../../map/scene";
import { sketchOf } from "../../map/sketch";
import { NEW, type Route, go, hrefOf } from "../../state/route";
import { useFeed } from "../../state/state";
import { type ZoneEditing, useZoneEditing } from "./use-zone-editing";
import { ZoneEditor } from "./ZoneEditor";

const MapCanvas = lazy(() => import("../../map/MapCanvas"));

export default function ZonesView({ route }: { readonly route: Route }) {
  const { items, isLoaded } = useFeed("zones");
  const editing = useZoneEditing(route);
  const scene = useZonesScene(items, editing);
  const base = editing.edit?.base ?? null;
  const frame = useMemo(() => frameOf((base ? [base] : items).flatMap((zone) => shapeOf(zone.geometry) ?? [])), [base, items]);
  return (
    <div className="area-view">
      <h1 className="unseen">Zones</h1>
      <div className="map-box">
        <Suspense fallback={<div className="map-canvas" aria-busy="true" />}>
          {isLoaded && (
            <MapCanvas
              scene={scene}
              frame={frame}
              editing={editing.onMap}
              onChoose={(found) => found && go({ ...route, id: found.id })}
            />
          )}
        </Suspense>
      </div>
      <div className="area-side">
        {editing.edit === null && <ZoneList route={route} zones={items} saved={editing.saved} />}
        {editing.edit !== null && <ZoneEditor route={route} editing={editing} frame={frame} />}
      </div>
    </div>
  );
}

/** The zones around, and over them what is edited or compared. */
function useZonesScene(zones: readonly Zone[], { edit, compared, faults, overlaps }: ZoneEditing): Scene {
  return useMemo(() => {
    const others = zones.filter((zone) => zone.zone_id !== edit?.zoneId);
    const around = sceneOf({ zones: others, zoneStates: [], fleet: [], bookings: [], planned: null, selected: null });
    if (edit === null) return around;
    if (compared !== null) {
      const [was, is] = [compared.was, compared.is].map((zone) => shapeOf(zone.geometry));
      return { ...around, sketch: sketchOf({ was: was ?? null, is: is ?? null }) };
    }
    const sketch = sketchOf({
      was: edit.base && shapeOf(geometryOf(draftOf(edit.base.geometry))),
      is: shapeOf(geometryOf(edit.draft)),
      overlaps: overlaps.map((zone) => shapeOf(zone.geometry)),
      pen: edit.pen?.ring ?? [],
      faults,
    });
    return { ...around, sketch };
  }, [zones, edit, compared, faults, overlaps]);
}

interface ZoneListProps {
  readonly route: Route;
  readonly zones: readonly Zone[];
  readonly saved: string | null;
}

function ZoneList({ route, zones, saved }: ZoneListProps) {
  const mayPut = useMay("putZone");
  const add = mayPut && (
    <a className="button primary" href={hrefOf({ ...route, id: NEW })}>
      New zone
    </a>
  );
  return (
    <>
      {saved !== null && <Note tone="ok">{saved}</Note>}
      <Panel title="Zones" aside={add}>
        {zones.length === 0 && <Empty title="No zones yet">Nothing is served before there is one.</Empty>}
        <ul>
          {[...zones].sort(byName).map((zone) => (
            <li key={zone.zone_id} className="zone-item">
              <a className="plain-link" href={hrefOf({ ...route, id: zone.zone_id })}>
                {zone.name}
              </a>
              <span className="soft">{zone.services.map(words).join(", ")}</span>
              <Badge tone={zone.active ? "ok" : "plain"}>{zone.active ? `Version ${zone.version}` : "Out of service"}</Badge>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function byName(a: Zone, b: Zone): number {
  return a.name.localeCompare(b.name);
}
