/** A store: one frozen value, replaced whole, and those who want to know. */
import { useSyncExternalStore } from "react";

export interface Store<S> {
  readonly get: () => S;
  readonly set: (change: Partial<S>) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<S extends object>(initial: S): Store<S> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (change) => {
      current = { ...current, ...change };
      listeners.forEach((listener) => listener());
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Reads a part of a store; draws anew only when that part changes, so `pick` gives what is in it and makes nothing new. */
export function usePart<S, T>(store: Store<S>, pick: (state: S) => T): T {
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}
