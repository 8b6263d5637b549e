import type { Zone } from "@muster/sdk";
import { Suspense, lazy, useMemo, useState } from "react";

import { words } from "../../components/format";
import { Badge, Panel } from "../../components/parts";
import { frameOf, shapeOf } from "../../map/geometry";
import { sceneOf } from "../../map/scene";
import type { Route } from "../../state/route";
import { useFeed } from "../../state/state";
import { ZoneForm } from "./ZoneForm";

const MapCanvas = lazy(() => import("../../map/MapCanvas"));

/** An area's zones, those out of service too: seen on the map, changed by form; the backend judges every shape. */
export default function ZonesView({ route }: { readonly route: Route }) {
  const feed = useFeed("zones");
  const [chosenId, choose] = useState<string | null>(route.id);
  const [draft, setDraft] = useState<Zone | null>(null);
  const chosen = feed.items.find((zone) => zone.zone_id === chosenId) ?? null;
  const shown = draft ?? chosen;
  const scene = useMemo(() => {
    const others = feed.items.filter((zone) => zone.zone_id !== shown?.zone_id);
    return sceneOf({
      zones: shown ? [...others, shown] : others,
      zoneStates: [],
      fleet: [],
      bookings: [],
      planned: null,
      selected: shown && { kind: "zone", id: shown.zone_id },
    });
  }, [feed.items, shown]);
  const frame = useMemo(
    () => frameOf((chosen ? [chosen] : feed.items).flatMap((zone) => shapeOf(zone.geometry) ?? [])),
    [feed.items, chosen],
  );
  const pick = (id: string | null) => {
    choose(id);
    setDraft(null);
  };

  return (
    <div className="area-view">
      <h1 className="unseen">Zones</h1>
      <div className="map-box">
        <Suspense fallback={<div className="map-canvas" aria-busy="true" />}>
          {feed.isLoaded && <MapCanvas scene={scene} frame={frame} onChoose={(found) => pick(found?.id ?? null)} />}
        </Suspense>
      </div>
      <div className="area-side">
        {chosen && <ZoneForm key={`${chosen.zone_id}.${chosen.version}`} zone={chosen} onPreview={setDraft} onClose={() => pick(null)} />}
        <Panel title="Zones">
          <ul>
            {[...feed.items].sort(byName).map((zone) => (
              <li key={zone.zone_id} className="zone-item">
                <button className="link-button" type="button" aria-pressed={zone.zone_id === chosenId} onClick={() => pick(zone.zone_id)}>
                  {zone.name}
                </button>
                <span className="soft">{zone.services.map(words).join(", ")}</span>
                <Badge tone={zone.active ? "ok" : "plain"}>{zone.active ? `Version ${zone.version}` : "Out of service"}</Badge>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </div>
  );
}

function byName(a: Zone, b: Zone): number {
  return a.name.localeCompare(b.name);
}
