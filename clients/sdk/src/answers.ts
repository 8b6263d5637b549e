/**
 * What commands are answered with. Most say which document they changed and to what: listen to that document for the rest.
 *
 * @packageDocumentation
 */
import type { DecisionExplanation } from "./generated/answers";
import type { BookingState, Duty, OfferState, PromiseType, ShapingKind } from "./generated/enums";
import type { IsoInstant } from "./values";

/** A booking as a command left it; `version` is what the next command may expect. */
export interface BookingChanged {
  readonly booking_id: string;
  readonly state: BookingState;
  readonly version: number;
}

/** What a customer is offered; the promise is the window in which the last stop is to end. */
export interface BookingOffered extends BookingChanged {
  readonly fare_minor: number;
  readonly currency: string;
  readonly promise_type: PromiseType;
  readonly promise_start_at: IsoInstant;
  readonly promise_end_at: IsoInstant;
}

/** Answers whose shape is known; every other command is answered with an object of plain values. */
export interface Answers {
  readonly quoteBooking: BookingOffered & { readonly expires_at: IsoInstant };
  /** Only the booking, when its `external_id` was booked before. */
  readonly placeBooking: BookingChanged & Partial<BookingOffered>;
  readonly placeQuoted: BookingOffered;
  readonly cancelBooking: BookingChanged & { readonly fee_minor: number };
  readonly reopenBooking: BookingChanged;
  readonly acceptOffer: BookingChanged;
  readonly startStop: BookingChanged;
  readonly arriveAtStop: BookingChanged;
  readonly startService: BookingChanged;
  readonly completeStop: BookingChanged;
  readonly failStop: BookingChanged;
  readonly assignBooking: BookingChanged;
  readonly releaseAssignment: BookingChanged;
  readonly ackOffer: { readonly offer_id: string; readonly state: OfferState };
  /** `reason` says why it is another duty than the one asked for. */
  readonly setDuty: { readonly provider_id: string; readonly duty: Duty; readonly reason?: string };
  /** `arrived` is the stop that the track showed to be reached. */
  readonly reportTrack: { readonly kept: number; readonly suspect: number; readonly arrived: string | null };
  readonly shapeDemand: { readonly shaping_id: string; readonly area_id: string; readonly kind: ShapingKind };
  readonly endShaping: { readonly shaping_id: string; readonly kind: ShapingKind };
  readonly putZone: { readonly zone_id: string; readonly version: number };
  readonly putServiceArea: { readonly area_id: string; readonly version: number };
  readonly putPlaybook: { readonly area_id: string; readonly version: number };
  /** `secret` is told once: when it is new. */
  readonly putWebhook: { readonly webhook_id: string; readonly version: number; readonly secret?: string };
  readonly explainDecision: DecisionExplanation;
  /** `code` says whether deciding again gave the same. */
  readonly replayDecision: {
    readonly decision_id: string;
    readonly code: string;
    readonly input_digest: string;
    readonly output_digest: string;
    readonly replayed_digest: string;
    readonly engine_version: string;
    readonly replayed_engine_version: string;
    readonly settings_version: number;
  };
  readonly revealContact: {
    readonly booking_id: string;
    readonly name: string | null;
    readonly phone: string | null;
    readonly addresses: Readonly<Record<string, string>>;
    readonly notes: string | null;
  };
}
