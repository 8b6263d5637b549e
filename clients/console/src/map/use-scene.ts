/** The scene of what is live, each source made anew only when something of it has changed. */
import { useMemo } from "react";

import { type Known, type Scene, bookingsOf, providersOf, routeOf, zonesOf } from "./scene";
import { NO_SKETCH } from "./sketch";

export function useScene(known: Known): Scene {
  const { zones, zoneStates, fleet, bookings, selected, planned } = known;
  const hasRoute = planned !== null || selected?.kind === "booking";
  return {
    zones: useMemo(() => zonesOf(known), [zones, zoneStates, selected]),
    sketch: NO_SKETCH,
    route: useMemo(() => routeOf(known), hasRoute ? [planned, selected, fleet, bookings] : [null, null, null, null]),
    providers: useMemo(() => providersOf(known), [fleet, selected]),
    bookings: useMemo(() => bookingsOf(known), [bookings, selected]),
  };
}
