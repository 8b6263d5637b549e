import type { Provider } from "@muster/sdk";
import { Suspense, lazy, useMemo } from "react";

import { backend } from "../../api/client";
import { useListen } from "../../components/use-listen";
import { frameOf, shapeOf } from "../../map/geometry";
import { useScene } from "../../map/use-scene";
import { fleetOf } from "../../state/derive";
import type { Route } from "../../state/route";
import { select, useConsole, useFeed } from "../../state/state";
import { ProviderByHand } from "../override/ProviderByHand";
import { ZoneByHand } from "../override/ZoneByHand";
import { Legend } from "./Legend";
import { QueueHealth } from "./QueueHealth";
import { SelectedCard } from "./SelectedCard";
import { ZoneTable } from "./ZoneTable";

const MapCanvas = lazy(() => import("../../map/MapCanvas"));

/** The area live: the map, key figures, and what is selected. */
export default function AreaView({ route }: { readonly route: Route }) {
  const selected = useConsole((state) => state.selected);
  const zone = useFeed("zones").items.find((each) => selected?.kind === "zone" && each.zone_id === selected.id);
  return (
    <div className="area-view">
      <h1 className="unseen">Area</h1>
      <div className="map-box">
        <AreaMap />
        <Legend />
      </div>
      <div className="area-side">
        {selected !== null && <SelectedCard selected={selected} route={route} />}
        {selected?.kind === "provider" && <ProviderByHand providerId={selected.id} />}
        {zone && <ZoneByHand zone={zone} />}
        <QueueHealth />
        <ZoneTable />
      </div>
    </div>
  );
}

function AreaMap() {
  const zones = useFeed("zones");
  const zoneStates = useFeed("zoneStates").items;
  const snapshots = useFeed("fleet").items;
  const bookings = useFeed("bookings").items;
  const selected = useConsole((state) => state.selected);
  const planned = usePlanned();
  const fleet = useMemo(() => fleetOf(snapshots), [snapshots]);
  const scene = useScene({ zones: zones.items, zoneStates, fleet, bookings, selected, planned });
  const frame = useMemo(() => {
    const wanted = zones.items.filter((zone) => selected?.kind !== "zone" || zone.zone_id === selected.id);
    return frameOf(wanted.flatMap((zone) => shapeOf(zone.geometry) ?? []));
  }, [zones.items, selected]);
  if (!zones.isLoaded) return <div className="map-canvas" aria-busy="true" />;
  return (
    <Suspense fallback={<div className="map-canvas" aria-busy="true" />}>
      <MapCanvas scene={scene} frame={frame} onChoose={select} />
    </Suspense>
  );
}

/** The provider whose plan is drawn: the only one that is listened to by itself. */
function usePlanned(): Provider | null {
  const selected = useConsole((state) => state.selected);
  const bookings = useFeed("bookings").items;
  const booking = bookings.find((each) => selected?.kind === "booking" && each.booking_id === selected.id);
  const providerId = selected?.kind === "provider" ? selected.id : (booking?.assignment?.provider_id ?? null);
  const heard = useListen<Provider | null>(providerId, (next, end) =>
    backend().listeners.listenProvider(providerId ?? "", next, end),
  );
  return heard.value ?? null;
}
