/** What happened, in words. Events carry codes and ids; nothing of a person is in them. */
import type { EventData } from "@muster/sdk";

import { counted, duration, percent, shortId, words } from "../../components/format";

type Told = { readonly [Type in EventData["type"]]?: (data: Extract<EventData, { readonly type: Type }>) => string };

const TOLD: Told = {
  "booking.cancelled": (data) => `by ${data.by}: ${data.reason}`,
  "booking.failed": (data) => data.reason,
  "booking.reopened": (data) => data.reason,
  "booking.unfulfilled": ({ code, counts }) => (Object.keys(counts).length > 0 ? `${code} (${counted(counts)})` : code),
  "search.opened": (data) => words(data.cause),
  "offers.made": (data) => `wave ${data.wave} to ${data.offers.map((one) => shortId(one.provider_id)).join(", ")}`,
  "offers.expired": (data) => `no answer from ${data.offers.map((one) => shortId(one.provider_id)).join(", ")}`,
  "offers.withdrawn": (data) => words(data.cause),
  "offer.declined": (data) => `${shortId(data.provider_id)}${data.reason ? `: ${data.reason}` : ""}`,
  "booking.assigned": (data) => `${shortId(data.provider_id)}, epoch ${data.epoch}`,
  "assignment.released": (data) => `${shortId(data.provider_id)}: ${data.reason}`,
  "approval.requested": (data) => `${data.candidates.length} candidates, confidence ${percent(data.confidence)}`,
  "approval.resolved": (data) => words(data.outcome),
  "eta.revised": (data) => `${duration(data.shift_s)} ${data.shift_s > 0 ? "later" : "sooner"}, ${words(data.cause ?? data.reason).toLowerCase()}`,
  "recovery.escalated": (data) => `${words(data.kind)}; recommended: ${words(data.recommended).toLowerCase()}`,
  "hand_over.agreed": (data) => `${shortId(data.provider_id)} comes for the goods`,
  "hand_over.given": (data) => `${shortId(data.provider_id)} says they are given`,
  "hand_over.taken": (data) => `${shortId(data.from_provider_id)} to ${shortId(data.provider_id)}`,
  "hand_over.failed": (data) => `${shortId(data.provider_id)}: ${data.reason}`,
  "hand_over.ended": (data) => data.reason,
  "recovery.executed": (data) => `${words(data.action)} by ${data.by}, because of ${words(data.kind).toLowerCase()}`,
  "stop.arrived": (data) => `${data.stop_id}, ${words(data.source).toLowerCase()}${data.override_reason ? `: ${data.override_reason}` : ""}`,
  "stop.failed": (data) => `${data.stop_id}: ${data.reason}`,
  "stop.done": (data) => `${data.stop_id}${data.proofs.length > 0 ? `, proof: ${data.proofs.map((proof) => proof.kind).join(", ")}` : ""}`,
  "stop.enroute": (data) => data.stop_id,
  "stop.servicing": (data) => data.stop_id,
};

export function eventWords(data: EventData): string {
  const tell = TOLD[data.type] as ((event: EventData) => string) | undefined;
  return tell?.(data) ?? "";
}
