/** Listening to an area: a handful of listeners, whatever the size of its fleet. */
import type { CodedError, Freshness } from "@muster/sdk";

import { type FeedName, type Feeds, sawAreas, sawFeed, sawFeedEnd } from "../state/state";
import { backend } from "./client";

type Start<T> = (
  areaId: string,
  next: (items: readonly T[], freshness: Freshness) => void,
  end: (error: CodedError) => void,
) => () => void;

/** Listens to all that the console shows of an area, until the returned function is called. */
export function watchArea(areaId: string): () => void {
  const { listeners } = backend();
  const starts: { readonly [Name in FeedName]: Start<Feeds[Name]> } = {
    zones: listeners.listenAllZones,
    zoneStates: listeners.listenZoneStates,
    fleet: listeners.listenFleet,
    bookings: listeners.listenOpenBookings,
    triage: listeners.listenTriage,
    disruptions: listeners.listenDisruptions,
    suggestions: listeners.listenSuggestions,
    shapings: listeners.listenShapings,
  };
  const stops = (Object.keys(starts) as FeedName[]).map((name) => watchFeed(name, starts[name] as Start<Feeds[FeedName]>, areaId));
  return () => stops.forEach((stop) => stop());
}

function watchFeed<Name extends FeedName>(name: Name, start: Start<Feeds[Name]>, areaId: string): () => void {
  return start(
    areaId,
    (items, { fromCache }) => sawFeed(areaId, name, items, fromCache),
    (error) => sawFeedEnd(areaId, name, error),
  );
}

/** Listens to the service areas themselves. */
export function watchAreas(): () => void {
  return backend().listeners.listenServiceAreas(sawAreas);
}
