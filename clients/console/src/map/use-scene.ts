/** The scene of what is live, each source made anew only when something of it has changed. */
import type { FeatureCollection } from "geojson";
import { useMemo, useRef } from "react";

import { type Known, type Scene, bookingsOf, looksSame, providersOf, routeOf, zonesOf } from "./scene";
import { NO_SKETCH } from "./sketch";

export function useScene(known: Known): Scene {
  const { zones, zoneStates, fleet, bookings, selected, planned } = known;
  const hasRoute = planned !== null || selected?.kind === "booking";
  return {
    zones: useMemo(() => zonesOf(known), [zones, zoneStates, selected]),
    sketch: NO_SKETCH,
    route: useMemo(() => routeOf(known), hasRoute ? [planned, selected, fleet, bookings] : [null, null, null, null]),
    providers: useMemo(() => providersOf(known), [fleet, selected]),
    bookings: useUnlessSame(() => bookingsOf(known), [bookings, selected]),
  };
}

/** Keeps what is drawn already while it looks the same: bookings change more often than their marks, and each drawing costs a frame. */
function useUnlessSame(make: () => FeatureCollection, of: readonly unknown[]): FeatureCollection {
  const drawn = useRef<FeatureCollection | null>(null);
  return useMemo(() => {
    const made = make();
    if (drawn.current === null || !looksSame(drawn.current, made)) drawn.current = made;
    return drawn.current;
  }, of);
}
