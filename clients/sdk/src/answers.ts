/**
 * What commands are answered with. Most say which document they changed and to what: listen to that document for the rest.
 *
 * @packageDocumentation
 */
import type { DecisionExplanation, ImpactAnswer, OverrideAnswer, ScoreProposalAnswer } from "./generated/answers";
import type {
  BookingState,
  Duty,
  ExclusionReason,
  OfferState,
  OverrideKind,
  PromiseType,
  ReasonCode,
  ScoreTerm,
  ShapingKind,
} from "./generated/enums";
import type { ErrorCode } from "./generated/errors";
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

/** Somebody who could do a booking; `terms` are seconds of score and lower is better, as `score_s` is. */
export interface Alternative {
  readonly provider_id: string;
  readonly score_s: number;
  /** Chance that this provider would accept. */
  readonly acceptance: number;
  readonly terms: Readonly<Partial<Record<ScoreTerm, number>>>;
  /** Why it can not be given there now; null when it can. */
  readonly refused: ErrorCode | null;
  readonly impact: ImpactAnswer | null;
}

/** Overrides of one kind for one reason; means and shares are null where nothing is known yet. */
export interface OverrideRow {
  readonly kind: OverrideKind;
  readonly reason: ReasonCode;
  readonly committed: number;
  readonly undone: number;
  /** How many of those not undone are over, with an end forecast for the engine's way to compare with. */
  readonly known: number;
  readonly mean_predicted_saved_s: number | null;
  readonly mean_saved_s: number | null;
  readonly mean_error_s: number | null;
  readonly better_share: number | null;
  readonly better_from: number | null;
  readonly better_to: number | null;
  readonly right_sign_share: number | null;
  /** Whether there are as many as the area asks for before anything is concluded. */
  readonly enough: boolean;
}

/** One message to one person, to the operators' group, or to a partner, with what became of it. */
export interface MessageTold {
  readonly recorded_at: IsoInstant;
  readonly channel: "push" | "webhook";
  /** A kind of notification; `event` for a partner, who gets the event of the timeline itself. */
  readonly kind: string;
  readonly audience: "customer" | "provider" | "operators" | "partner" | "unknown";
  /** A person's id, or the partner's webhook; null for the group. */
  readonly recipient: string | null;
  /** The message's title in English; devices get it in their own language. */
  readonly title: string;
  /** How many devices stand how. */
  readonly states: Readonly<Record<string, number>>;
  readonly attempts: number;
  /** Why it went no further, in the terms of the service that refused it. */
  readonly code: string | null;
  /** When an app first said that it showed it. */
  readonly shown_at: IsoInstant | null;
  readonly retry_at: IsoInstant | null;
  /** Of the event in the timeline, for partners. */
  readonly seq: number | null;
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
  readonly endSessions: { readonly uid: string; readonly sessions_ended: boolean };
  readonly putZone: { readonly zone_id: string; readonly version: number };
  readonly putServiceArea: { readonly area_id: string; readonly version: number };
  /** `version` is the provider's `grants_version`. */
  readonly putProvider: { readonly provider_id: string; readonly area_id: string; readonly version: number };
  readonly putPlaybook: { readonly area_id: string; readonly version: number };
  /** `secret` is told once: when it is new. */
  readonly putWebhook: { readonly webhook_id: string; readonly version: number; readonly secret?: string };
  readonly previewOverride: OverrideAnswer;
  /** Past `undo_until` it can not be taken back; null when nothing can take it back. */
  readonly commitOverride: {
    readonly override_id: string;
    readonly override_state: "committed";
    readonly undo_until: IsoInstant | null;
  };
  /** `left_out` names the steps that could not be taken back: such a booking is searched for instead. */
  readonly undoOverride: {
    readonly override_id: string;
    readonly override_state: "undone";
    readonly left_out: readonly OverrideKind[];
  };
  readonly listAlternatives: {
    readonly booking_id: string;
    /** Who has the booking now; never among the candidates. */
    readonly provider_id: string | null;
    readonly candidates: readonly Alternative[];
    readonly excluded: Readonly<Partial<Record<ExclusionReason, number>>>;
  };
  readonly overrideReport: {
    readonly area_id: string;
    readonly overrides: number;
    readonly is_all: boolean;
    readonly least_sample: number;
    readonly rows: readonly OverrideRow[];
    readonly proposal: ScoreProposalAnswer | null;
    readonly is_kept: boolean;
  };
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
  readonly addNote: { readonly note_id: string };
  readonly listMessages: {
    readonly booking_id: string;
    /** False when there are more of a channel than are listed: then the latest are. */
    readonly is_all: boolean;
    /** The oldest first. */
    readonly messages: readonly MessageTold[];
  };
  readonly revealContact: {
    readonly booking_id: string;
    readonly name: string | null;
    readonly phone: string | null;
    readonly addresses: Readonly<Record<string, string>>;
    readonly notes: string | null;
  };
}
