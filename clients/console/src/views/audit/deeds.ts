/** What people did by hand, as one list. */
import type { Override, Shaping } from "@muster/sdk";

export interface Deed {
  readonly key: string;
  readonly at: Date;
  readonly who: string;
  readonly what: string;
  readonly bookingId: string | null;
  /** What it was about where that is no booking. */
  readonly about: string | null;
  readonly why: string;
  readonly outcome: string;
  /** Against the engine's way, where that is known. */
  readonly saved_s: number | null;
}

/** The last first. */
export function deedsOf(overrides: readonly Override[], shapings: readonly Shaping[]): readonly Deed[] {
  return [...overrides.map(byOverride), ...shapings.map(byShaping)].sort((one, other) => other.at.getTime() - one.at.getTime());
}

export function matches(deed: Deed, sought: string): boolean {
  const said = [deed.who, deed.what, deed.bookingId ?? "", deed.about ?? "", deed.why];
  return said.join(" ").toLowerCase().includes(sought.trim().toLowerCase());
}

function byOverride(override: Override): Deed {
  const { change } = override;
  const [outcome] = override.outcomes;
  return {
    key: override.override_id,
    at: override.committed_at ?? override.previewed_at,
    who: override.committed_by ?? override.previewed_by,
    what: override.kind,
    bookingId: "booking_id" in change ? change.booking_id : null,
    about: "zone_id" in change ? change.zone_id : "provider_id" in change ? change.provider_id : null,
    why: [override.reason_code?.replaceAll("_", " "), override.note].filter(Boolean).join(": "),
    outcome: outcome?.outcome ?? "not known yet",
    saved_s: outcome?.saved_s ?? null,
  };
}

function byShaping(shaping: Shaping): Deed {
  return {
    key: shaping.shaping_id,
    at: shaping.set_at,
    who: shaping.set_by,
    what: shaping.kind,
    bookingId: null,
    about: shaping.zone_id,
    why: shaping.reason,
    outcome: shaping.ended_by === null ? "runs its course" : `ended by ${shaping.ended_by}`,
    saved_s: null,
  };
}
