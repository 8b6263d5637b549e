/** All that the console knows. Views are functions of it; the api module puts in what it hears. */
import type {
  Booking,
  CodedError,
  Disruption,
  FleetSnapshot,
  ServiceArea,
  Shaping,
  Suggestion,
  Triage,
  Zone,
  ZoneState,
} from "@muster/sdk";

import { createStore, usePart } from "./store";

export type Role = "operator" | "supervisor" | "admin";

/** Who is signed in. */
export interface Person {
  readonly uid: string;
  readonly name: string;
  readonly role: Role;
  /** Areas by claim; an administrator may see all. */
  readonly areas: readonly string[];
}

/** What is listened to of an area. */
export interface Feeds {
  readonly zones: Zone;
  readonly zoneStates: ZoneState;
  readonly fleet: FleetSnapshot;
  readonly bookings: Booking;
  readonly triage: Triage;
  readonly disruptions: Disruption;
  readonly suggestions: Suggestion;
  readonly shapings: Shaping;
}
export type FeedName = keyof Feeds;

/** A feed as it stands. */
export interface Feed<T> {
  readonly items: readonly T[];
  /** Whether the server has answered at least once. */
  readonly isLoaded: boolean;
  readonly fromCache: boolean;
  /** Why it ended, if it did. */
  readonly error: CodedError | null;
}
export type AreaFeeds = { readonly [Name in FeedName]: Feed<Feeds[Name]> };

export interface State {
  /** Undefined until Firebase Auth has answered. */
  readonly person: Person | null | undefined;
  /** Why the last session ended, if there is something to say. */
  readonly farewell: string | null;
  readonly areas: readonly ServiceArea[];
  readonly areaId: string | null;
  readonly feeds: AreaFeeds;
  /** What is selected on the map. */
  readonly selected: Selected | null;
}

export type Selected = { readonly kind: "booking" | "provider" | "zone"; readonly id: string };

const NOTHING: Feed<never> = { items: [], isLoaded: false, fromCache: true, error: null };
const NO_FEEDS: AreaFeeds = {
  zones: NOTHING,
  zoneStates: NOTHING,
  fleet: NOTHING,
  bookings: NOTHING,
  triage: NOTHING,
  disruptions: NOTHING,
  suggestions: NOTHING,
  shapings: NOTHING,
};
const SIGNED_OUT = { areas: [], areaId: null, feeds: NO_FEEDS, selected: null };

const store = createStore<State>({ person: undefined, farewell: null, ...SIGNED_OUT });

/** Reads a part of the state in a view. */
export function useConsole<T>(pick: (state: State) => T): T {
  return usePart(store, pick);
}

/** Reads one feed's items in a view. */
export function useFeed<Name extends FeedName>(name: Name): Feed<Feeds[Name]> {
  return useConsole((state) => state.feeds[name]);
}

export const readState = store.get;
export const followState = store.subscribe;

export function sawPerson(person: Person): void {
  const before = store.get().person;
  const same = before?.uid === person.uid && before.role === person.role && before.areas.join() === person.areas.join();
  if (!same) store.set({ ...SIGNED_OUT, person, farewell: null });
}

export function sawSignedOut(): void {
  store.set({ ...SIGNED_OUT, person: null });
}

/** Drops everything that was seen, and keeps only why. */
export function forget(reason: string | null): void {
  store.set({ ...SIGNED_OUT, person: null, farewell: reason });
}

export function sawAreas(areas: readonly ServiceArea[]): void {
  store.set({ areas });
}

export function chooseArea(areaId: string): void {
  if (store.get().areaId !== areaId) store.set({ areaId, feeds: NO_FEEDS, selected: null });
}

export function select(selected: Selected | null): void {
  store.set({ selected });
}

/** Takes what a listener tells; what comes late of an area that was left is dropped. */
export function sawFeed<Name extends FeedName>(
  areaId: string,
  name: Name,
  items: readonly Feeds[Name][],
  fromCache: boolean,
): void {
  const { areaId: current, feeds } = store.get();
  if (areaId !== current) return;
  const isLoaded = feeds[name].isLoaded || !fromCache;
  store.set({ feeds: { ...feeds, [name]: { items, isLoaded, fromCache, error: null } } });
}

export function sawFeedEnd(areaId: string, name: FeedName, error: CodedError): void {
  const { areaId: current, feeds } = store.get();
  if (areaId === current) store.set({ feeds: { ...feeds, [name]: { ...feeds[name], error } } });
}
