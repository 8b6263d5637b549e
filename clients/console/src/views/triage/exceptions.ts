/** Exceptions: what waits for an operator and what goes wrong, the most pressing first. */
import type { Booking, Disruption, FleetSnapshot, Triage } from "@muster/sdk";

export type ExceptionSeverity = "critical" | "warning" | "info";

interface Base {
  readonly key: string;
  readonly severity: ExceptionSeverity;
  readonly title: string;
  readonly bookingId: string | null;
  /** By when somebody has to decide; null where nobody has to. */
  readonly deadlineAt: Date | null;
}

export interface WaitingItem extends Base {
  readonly kind: "triage";
  readonly triage: Triage;
  /** What it is about, where that is trouble with a job. */
  readonly disruption: Disruption | null;
}
export interface TroubleItem extends Base {
  readonly kind: "disruption";
  readonly disruption: Disruption;
}
export interface LateItem extends Base {
  readonly kind: "late";
  readonly booking: Booking;
  readonly lateByS: number;
}
export interface LostItem extends Base {
  readonly kind: "lost";
  readonly providerId: string;
  readonly link: string;
}
export type ExceptionItem = WaitingItem | TroubleItem | LateItem | LostItem;

const RANK: Readonly<Record<ExceptionSeverity, number>> = { critical: 0, warning: 1, info: 2 };

const TITLES: Readonly<Record<Triage["kind"], string>> = {
  approval: "Approve an assignment",
  search_failing: "Nobody has taken it",
  disruption: "Choose a recovery",
};

export function exceptionsOf(
  triage: readonly Triage[],
  disruptions: readonly Disruption[],
  bookings: readonly Booking[],
  fleet: readonly FleetSnapshot[],
): readonly ExceptionItem[] {
  const waiting = triage.map((item) => waitingOf(item, disruptions));
  const asked = new Set(triage.map((item) => item.disruption_id));
  const trouble = disruptions.filter((one) => !asked.has(one.disruption_id)).map(troubleOf);
  const named = new Set([...waiting, ...trouble].map((item) => item.bookingId));
  const late = bookings.filter((one) => !named.has(one.booking_id)).flatMap(lateOf);
  return [...waiting, ...trouble, ...late, ...fleet.flatMap(lostOf)].sort(byPressure);
}

/** What somebody has to decide first, then by severity, then by deadline. */
export function byPressure(one: ExceptionItem, other: ExceptionItem): number {
  const asks = Number(other.kind === "triage") - Number(one.kind === "triage");
  const bySeverity = RANK[one.severity] - RANK[other.severity];
  const byDeadline = (one.deadlineAt?.getTime() ?? Infinity) - (other.deadlineAt?.getTime() ?? Infinity);
  return asks || bySeverity || byDeadline || one.key.localeCompare(other.key);
}

function waitingOf(triage: Triage, disruptions: readonly Disruption[]): WaitingItem {
  return {
    kind: "triage",
    key: triage.triage_id,
    severity: triage.severity,
    title: TITLES[triage.kind],
    bookingId: triage.booking_id,
    deadlineAt: triage.deadline_at,
    triage,
    disruption: disruptions.find((one) => one.disruption_id === triage.disruption_id) ?? null,
  };
}

function troubleOf(disruption: Disruption): TroubleItem {
  return {
    kind: "disruption",
    key: disruption.disruption_id,
    severity: disruption.severity,
    title: disruption.kind.replaceAll("_", " "),
    bookingId: disruption.booking_id,
    deadlineAt: null,
    disruption,
  };
}

function lateOf(booking: Booking): readonly LateItem[] {
  const expected = booking.assignment?.eta_end?.p50_at ?? booking.assignment?.predicted_end_at;
  const lateByS = expected ? (expected.getTime() - booking.terms.promise.window.end_at.getTime()) / 1000 : 0;
  if (lateByS <= 0) return [];
  const severity = lateByS > 600 ? "critical" : "warning";
  const title = "Will miss its promise";
  return [{ kind: "late", key: `late.${booking.booking_id}`, severity, title, bookingId: booking.booking_id, deadlineAt: null, booking, lateByS }];
}

function lostOf(snapshot: FleetSnapshot): readonly LostItem[] {
  const silent = snapshot.providers.filter((one) => one.duty === "online" && one.work !== "idle" && one.link !== "fresh");
  return silent.map((one) => ({
    kind: "lost",
    key: `link.${one.provider_id}`,
    severity: one.link === "lost" ? "warning" : "info",
    title: `Position ${one.link}`,
    bookingId: null,
    deadlineAt: null,
    providerId: one.provider_id,
    link: one.link,
  }));
}
