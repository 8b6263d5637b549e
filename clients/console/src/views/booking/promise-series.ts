/** How the belief about a booking's end moved, beside what was promised. */
import type { Booking, BookingEta, EtaWindow, TimelineEvent } from "@muster/sdk";

export interface Belief {
  readonly at: Date;
  readonly end: EtaWindow;
  /** Whether the customer was told. */
  readonly told: boolean;
  readonly why: string;
}

/** Every belief that is on record, oldest first: told at assignment, revised to the customer, and read in between. */
export function beliefs(booking: Booking, eta: BookingEta | null, events: readonly TimelineEvent[]): readonly Belief[] {
  const told = events.flatMap(toldBy);
  const readings = (eta?.readings ?? []).map((one) => ({ at: one.at, end: one.end, told: one.told, why: one.reason }));
  const known = new Map<number, Belief>();
  for (const belief of [...readings, ...told]) known.set(belief.at.getTime(), belief);
  const sorted = [...known.values()].sort((one, other) => one.at.getTime() - other.at.getTime());
  return sorted.length > 0 ? sorted : fromAssignment(booking);
}

function toldBy(event: TimelineEvent): readonly Belief[] {
  const { data, occurred_at: at } = event;
  if (data.type === "booking.assigned" && data.eta_end !== null) return [{ at, end: data.eta_end, told: true, why: "assigned" }];
  if (data.type === "eta.revised") return [{ at, end: data.end, told: true, why: data.cause ?? data.reason }];
  return [];
}

function fromAssignment({ assignment }: Booking): readonly Belief[] {
  const end = assignment?.eta_end ?? null;
  return assignment === null || end === null ? [] : [{ at: assignment.assigned_at, end, told: true, why: "assigned" }];
}
