/** Where in the console one is: `#/<area>/<view>/<id>`. The address can be shared, and Back works. */
import { useSyncExternalStore } from "react";

export const VIEWS = ["map", "triage", "bookings", "supply", "providers", "zones", "playbook", "settings", "insight", "audit"] as const;
export type View = (typeof VIEWS)[number];

/** The id of what is not there yet: the backend takes none that begins so. */
export const NEW = "+";

export interface Route {
  readonly areaId: string | null;
  readonly view: View;
  /** What of the view, for example a booking's id. */
  readonly id: string | null;
}

export function parseRoute(hash: string): Route {
  const [areaId, view, ...rest] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  return {
    areaId: areaId || null,
    view: VIEWS.find((known) => known === view) ?? "map",
    id: rest.join("/") || null,
  };
}

export function hrefOf(route: Route): string {
  const parts = [route.areaId ?? "", route.view, ...(route.id === null ? [] : [route.id])];
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

export function go(route: Route): void {
  location.hash = hrefOf(route);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(onHashChange, () => location.hash));
}

function onHashChange(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
