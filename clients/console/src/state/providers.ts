/** Which providers a list shows, and what it says of each. Pure. */
import { type Booking, type FleetEntry, PROVIDERS_A_PAGE, type Provider } from "@muster/sdk";

/** What is looked for; an empty text is anything. Work and link are known of those on duty alone. */
export interface Wanted {
  readonly sought: string;
  readonly duty: string;
  readonly work: string;
  readonly link: string;
}
export const ANYBODY: Wanted = { sought: "", duty: "", work: "", link: "" };

export const LINKS = ["fresh", "stale", "lost"] as const;
export const WORKS = ["idle", "reserved", "busy", "full"] as const;
export type Work = (typeof WORKS)[number];

export interface ProviderRow {
  readonly provider: Provider;
  /** As the last snapshot saw the provider; undefined for one who was never seen. */
  readonly entry: FleetEntry | undefined;
  readonly held: readonly Booking[];
}

/** Whether the last snapshot has to say who is meant: a document knows no link, and no work. */
export function isByState({ work, link }: Wanted): boolean {
  return work !== "" || link !== "";
}

/** The ids that fit by what the last snapshot saw, in order; read without asking anybody. */
export function idsOf(fleet: readonly FleetEntry[], { sought, duty, work, link }: Wanted): readonly string[] {
  const fits = (entry: FleetEntry) =>
    isOr(duty, entry.duty) && isOr(work, entry.work) && isOr(link, entry.link) && entry.provider_id.includes(sought.trim());
  return fleet.filter(fits).map((entry) => entry.provider_id).sort();
}

/** Names begin with a capital letter; who searches need not. */
export function nameStart(sought: string): string {
  const text = sought.trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function pageOf<T>(all: readonly T[], page: number): readonly T[] {
  return all.slice(page * PROVIDERS_A_PAGE, (page + 1) * PROVIDERS_A_PAGE);
}

/** One row a provider, by name, with who saw them last and what they hold. */
export function rowsOf(
  providers: readonly Provider[],
  fleet: readonly FleetEntry[],
  bookings: readonly Booking[],
): readonly ProviderRow[] {
  const known = new Map(providers.map((provider) => [provider.provider_id, provider]));
  const entries = new Map(fleet.map((entry) => [entry.provider_id, entry]));
  const byName = (one: Provider, other: Provider) => one.name.localeCompare(other.name) || one.provider_id.localeCompare(other.provider_id);
  return [...known.values()].sort(byName).map((provider) => ({
    provider,
    entry: entries.get(provider.provider_id),
    held: bookings.filter((booking) => booking.assignment?.provider_id === provider.provider_id),
  }));
}

/** What a provider is doing, as the backend derives it. */
export function workOf({ load, capacity, open_offers }: Provider): Work {
  if (load >= capacity) return "full";
  if (load > 0) return "busy";
  return open_offers > 0 ? "reserved" : "idle";
}

/** Of the offers made, which share was accepted; null before the first. */
export function acceptanceOf({ offers_made, offers_accepted }: Provider): number | null {
  return offers_made === 0 ? null : offers_accepted / offers_made;
}

function isOr(wanted: string, is: string): boolean {
  return wanted === "" || wanted === is;
}
