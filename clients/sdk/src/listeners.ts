/**
 * Listeners: what changes on the server is told at once. Each asks only for what the security rules let its reader see.
 *
 * @packageDocumentation
 */
import {
  type Firestore,
  type QueryConstraint,
  type QuerySnapshot,
  collection,
  doc,
  documentId,
  endAt,
  limit,
  onSnapshot,
  orderBy,
  query,
  startAfter,
  startAt,
  where,
} from "firebase/firestore";

import { type CodedError, codedError } from "./coded-error";
import type * as documents from "./generated/documents";
import { type Duty, OPEN_BOOKING_STATES, OPEN_DISRUPTION_STATES, OPEN_OFFER_STATES } from "./generated/enums";
import type { TimelineEvent } from "./generated/events";
import * as paths from "./generated/paths";
import { type IdRange, type OnRange, listenInRanges } from "./ranges";
import { fromFirestore } from "./values";

/** How fresh what a listener tells is. */
export interface Freshness {
  /** It comes from this device: the connection is gone, or not made yet. */
  readonly fromCache: boolean;
}

/** Called with a document, or null when there is none. */
export type OnDocument<T> = (document: T | null, freshness: Freshness) => void;
/** Called with all that the query finds, whenever anything of it changes. */
export type OnList<T> = (documents: readonly T[], freshness: Freshness) => void;
/** Called once, when listening ends for good: signed out, not allowed (any more), or not there to be allowed. */
export type OnEnd = (error: CodedError) => void;
/** Which providers: names that begin so (all, for none), of a duty or any, from after the last one of the page before. */
export interface ProvidersPage {
  readonly startsWith: string;
  readonly duty: Duty | null;
  readonly after: { readonly name: string; readonly provider_id: string } | null;
}
/** Ends listening. */
export type StopListening = () => void;

/** Which hours: both ends are hours of UTC as `2026-03-02T12`, and are among them. */
export interface HourRange {
  readonly from: string;
  readonly upTo: string;
}

/** Which entries of the audit trail: the newest `most` before `before`, of one area, about one id if named. */
export interface AuditPage {
  /** Null for what belongs to no area, which administrators alone may read. */
  readonly areaId: string | null;
  /** The id of a booking, a person, a zone or whatever else was touched. */
  readonly about: string | null;
  /** The last entry of the page before. */
  readonly before: documents.AuditEntry | null;
  readonly most: number;
}

/** The most that a list gives, but for the open bookings and zones of an area; the rules refuse to list more at once. */
export const MOST_LISTED = 200;
/** The most bookings that the rules let staff list at once. */
export const MOST_WATCHED = 1000;

/** How many providers a page holds. */
export const PROVIDERS_A_PAGE = 30;
/** How many versions of a zone, a playbook or settings are given, the last first. */
export const MOST_VERSIONS = 50;

/** Makes the listeners of one Firestore. */
export function listenersOf(firestore: Firestore) {
  function one<T>(path: paths.DocumentPath<T>, next: OnDocument<T>, end?: OnEnd): StopListening {
    return onSnapshot(
      doc(firestore, path),
      { includeMetadataChanges: true },
      (found) => next(found.exists() ? (fromFirestore(found.data()) as T) : null, { fromCache: found.metadata.fromCache }),
      (fault) => end?.(codedError(fault)),
    );
  }

  function found<T>(
    path: string,
    constraints: readonly QueryConstraint[],
    next: OnRange<T>,
    end?: OnEnd,
    most: number = MOST_LISTED,
  ): StopListening {
    const converted = converting<T>();
    return onSnapshot(
      query(collection(firestore, path), ...constraints, limit(most)),
      { includeMetadataChanges: true },
      (snapshot) => next(converted(snapshot), snapshot.metadata.fromCache),
      (fault) => end?.(codedError(fault)),
    );
  }

  function all<T>(
    path: string,
    filters: readonly QueryConstraint[],
    next: OnList<T>,
    end?: OnEnd,
    most?: number,
  ): StopListening {
    return found<T>(path, filters, (documents, fromCache) => next([...documents.values()], { fromCache }), end, most);
  }

  /** Like `all`, without its limit; for lists that are bounded by nature, such as what is open. */
  function every<T>(
    path: string,
    filters: readonly QueryConstraint[],
    next: OnList<T>,
    end?: OnEnd,
    most: number = MOST_LISTED,
  ): StopListening {
    return listenInRanges<T, CodedError>(
      (range, heard, fail) => found(path, [...filters, ...within(range)], heard, fail, most),
      most,
      (documents, fromCache) => next(documents, { fromCache }),
      (error) => end?.(error),
    );
  }

  const { COLLECTIONS } = paths;
  const inArea = (areaId: string) => where("area_id", "==", areaId);
  const latestVersion = orderBy("version", "desc");
  return {
    /** Any document by its path, for what has no listener of its own. */
    listenDocument: one,

    // Everybody
    listenServiceAreas: (next: OnList<documents.ServiceArea>, end?: OnEnd) => all(COLLECTIONS.service_areas, [], next, end),
    listenServiceArea: (areaId: string, next: OnDocument<documents.ServiceArea>, end?: OnEnd) =>
      one(paths.serviceAreaPath(areaId), next, end),
    /** The zones in which an area serves now. */
    listenZones: (areaId: string, next: OnList<documents.Zone>, end?: OnEnd) =>
      every(COLLECTIONS.zones, [inArea(areaId), where("active", "==", true)], next, end),
    /** Every zone of an area, those put out of service too. */
    listenAllZones: (areaId: string, next: OnList<documents.Zone>, end?: OnEnd) =>
      every(COLLECTIONS.zones, [inArea(areaId)], next, end),
    listenDevices: (uid: string, next: OnList<documents.Device>, end?: OnEnd) =>
      all(COLLECTIONS.devices, [where("owner", "==", uid)], next, end),
    /** A booking, for its customer, its provider and the operators of its area. */
    listenBooking: (bookingId: string, next: OnDocument<documents.Booking>, end?: OnEnd) =>
      one(paths.bookingPath(bookingId), next, end),
    /** What the two people of a running job see of each other; null once it is over. */
    listenLive: (bookingId: string, epoch: number, next: OnDocument<documents.LiveAssignment>, end?: OnEnd) =>
      one(paths.livePath(bookingId, epoch), next, end),

    // Customers
    listenCustomerBookings: (customerId: string, next: OnList<documents.Booking>, end?: OnEnd) =>
      all(COLLECTIONS.bookings, [where("customer_id", "==", customerId)], next, end),
    listenCustomerJobs: (customerId: string, next: OnList<documents.LiveAssignment>, end?: OnEnd) =>
      all(COLLECTIONS.live, [where("customer_id", "==", customerId)], next, end),

    // Providers
    listenProvider: (providerId: string, next: OnDocument<documents.Provider>, end?: OnEnd) =>
      one(paths.providerPath(providerId), next, end),
    /** The offers that may still be answered: the only source of an accept button. */
    listenOffers: (providerId: string, next: OnList<documents.Offer>, end?: OnEnd) =>
      all(COLLECTIONS.offers, [where("provider_id", "==", providerId), where("state", "in", OPEN_OFFER_STATES)], next, end),
    listenProviderBookings: (providerId: string, next: OnList<documents.Booking>, end?: OnEnd) =>
      all(COLLECTIONS.bookings, [where("assignment.provider_id", "==", providerId)], next, end),
    /** Bookings whose goods the provider has agreed to come for. */
    listenProviderHandOvers: (providerId: string, next: OnList<documents.Booking>, end?: OnEnd) =>
      all(COLLECTIONS.bookings, [where("hand_over.receiver_id", "==", providerId)], next, end),
    listenProviderJobs: (providerId: string, next: OnList<documents.LiveAssignment>, end?: OnEnd) =>
      all(COLLECTIONS.live, [where("provider_id", "==", providerId)], next, end),
    /** Suggestions to move that wait for an answer. */
    listenProviderSuggestions: (providerId: string, next: OnList<documents.Suggestion>, end?: OnEnd) =>
      all(COLLECTIONS.suggestions, [where("provider_id", "==", providerId), where("state", "==", "open")], next, end),

    // Operators
    /** What the server knows of oneself as staff: another role, or `valid_after` past one's sign-in, ends the session. */
    listenOperator: (uid: string, next: OnDocument<documents.Operator>, end?: OnEnd) => one(paths.operatorPath(uid), next, end),
    /** All open bookings of an area: one query while they are fewer than `MOST_WATCHED`, else as many as it takes. */
    listenOpenBookings: (areaId: string, next: OnList<documents.Booking>, end?: OnEnd) =>
      every(COLLECTIONS.bookings, [inArea(areaId), where("state", "in", OPEN_BOOKING_STATES)], next, end, MOST_WATCHED),
    listenTriage: (areaId: string, next: OnList<documents.Triage>, end?: OnEnd) =>
      every(COLLECTIONS.triage, [inArea(areaId), where("state", "==", "open")], next, end),
    listenDisruptions: (areaId: string, next: OnList<documents.Disruption>, end?: OnEnd) =>
      all(COLLECTIONS.disruptions, [inArea(areaId), where("state", "in", OPEN_DISRUPTION_STATES)], next, end),
    /** What operators did by hand and did not take back. */
    listenOverrides: (areaId: string, next: OnList<documents.Override>, end?: OnEnd) =>
      all(COLLECTIONS.overrides, [inArea(areaId), where("state", "==", "committed")], next, end),
    listenOverride: (overrideId: string, next: OnDocument<documents.Override>, end?: OnEnd) =>
      one(paths.overridePath(overrideId), next, end),
    listenScoreProposals: (areaId: string, next: OnList<documents.ScoreProposal>, end?: OnEnd) =>
      all(COLLECTIONS.score_proposals, [inArea(areaId)], next, end),
    listenOpenOffers: (areaId: string, next: OnList<documents.Offer>, end?: OnEnd) =>
      all(COLLECTIONS.offers, [inArea(areaId), where("state", "in", OPEN_OFFER_STATES)], next, end),
    /** Where an area's providers are: slices of 200, so that a thousand are five documents. */
    listenFleet: (areaId: string, next: OnList<documents.FleetSnapshot>, end?: OnEnd) =>
      all(`${COLLECTIONS.fleet}/${areaId}/${COLLECTIONS.snapshots}`, [], next, end),
    listenZoneStates: (areaId: string, next: OnList<documents.ZoneState>, end?: OnEnd) =>
      every(COLLECTIONS.zone_state, [inArea(areaId)], next, end),
    listenProviders: (areaId: string, next: OnList<documents.Provider>, end?: OnEnd) =>
      all(COLLECTIONS.providers, [inArea(areaId)], next, end),
    /** A page of an area's providers by name: those whose names begin so, after the one that the page before ended with. */
    listenProvidersByName: (areaId: string, page: ProvidersPage, next: OnList<documents.Provider>, end?: OnEnd) =>
      all(COLLECTIONS.providers, [inArea(areaId), ...named(page)], next, end, PROVIDERS_A_PAGE),
    /** Some providers of an area by their ids, at most `PROVIDERS_A_PAGE`. */
    listenProvidersById: (areaId: string, ids: readonly string[], next: OnList<documents.Provider>, end?: OnEnd) =>
      all(COLLECTIONS.providers, [inArea(areaId), where("provider_id", "in", ids)], next, end),
    listenSuggestions: (areaId: string, next: OnList<documents.Suggestion>, end?: OnEnd) =>
      all(COLLECTIONS.suggestions, [inArea(areaId)], next, end),
    listenShapings: (areaId: string, next: OnList<documents.Shaping>, end?: OnEnd) =>
      all(COLLECTIONS.shapings, [inArea(areaId)], next, end),
    listenBatches: (areaId: string, next: OnList<documents.Batch>, end?: OnEnd) =>
      all(COLLECTIONS.batches, [inArea(areaId)], next, end),
    listenRefusals: (areaId: string, next: OnList<documents.Refusal>, end?: OnEnd) =>
      all(COLLECTIONS.refusals, [inArea(areaId)], next, end),
    listenDecisions: (areaId: string, next: OnList<documents.DecisionRecord>, end?: OnEnd) =>
      all(COLLECTIONS.decisions, [inArea(areaId)], next, end),
    /** An area's figures by hour, the oldest first: one document an hour. */
    listenHours: (areaId: string, { from, upTo }: HourRange, next: OnList<documents.HourMetrics>, end?: OnEnd) =>
      all(`${COLLECTIONS.metrics}/${areaId}/${COLLECTIONS.hours}`, [orderBy(documentId()), startAt(from), endAt(upTo)], next, end),
    listenAcceptance: (areaId: string, next: OnDocument<documents.AcceptanceModel>, end?: OnEnd) =>
      one(paths.acceptanceModelPath(areaId), next, end),
    /** What staff did, the newest first. */
    listenAudit: ({ areaId, about, before, most }: AuditPage, next: OnList<documents.AuditEntry>, end?: OnEnd) =>
      all(
        COLLECTIONS.audit,
        [
          where("area_id", "==", areaId),
          ...(about === null ? [] : [where("about", "array-contains", about)]),
          orderBy("at", "desc"),
          orderBy(documentId(), "desc"),
          ...(before === null ? [] : [startAfter(before.at, before.entry_id)]),
        ],
        next,
        end,
        most,
      ),
    /** What operators noted about a booking, in the order of their ids, which is that of time. */
    listenNotes: (bookingId: string, areaId: string, next: OnList<documents.BookingNote>, end?: OnEnd) =>
      all(`${paths.bookingPath(bookingId)}/${COLLECTIONS.notes}`, [inArea(areaId)], next, end),
    /** A booking's steps; their ids sort by `seq`, so they come in order. */
    listenTimeline: (bookingId: string, areaId: string, next: OnList<TimelineEvent>, end?: OnEnd) =>
      all(`${paths.bookingPath(bookingId)}/${COLLECTIONS.events}`, [inArea(areaId)], next, end),
    listenSignals: (bookingId: string, areaId: string, next: OnList<documents.Signal>, end?: OnEnd) =>
      all(`${paths.bookingPath(bookingId)}/${COLLECTIONS.signals}`, [inArea(areaId)], next, end),
    listenEta: (bookingId: string, next: OnDocument<documents.BookingEta>, end?: OnEnd) =>
      one(paths.etaPath(bookingId), next, end),
    listenDecision: (decisionId: string, next: OnDocument<documents.DecisionRecord>, end?: OnEnd) =>
      one(paths.decisionPath(decisionId), next, end),
    listenDisruption: (disruptionId: string, next: OnDocument<documents.Disruption>, end?: OnEnd) =>
      one(paths.disruptionPath(disruptionId), next, end),
    listenPlaybook: (areaId: string, next: OnDocument<documents.Playbook>, end?: OnEnd) =>
      one(paths.playbookPath(areaId), next, end),
    /** The last versions of an area's playbook, the newest first. */
    listenPlaybookVersions: (areaId: string, next: OnList<documents.PlaybookVersion>, end?: OnEnd) =>
      all(`${paths.playbookPath(areaId)}/${COLLECTIONS.versions}`, [latestVersion], next, end, MOST_VERSIONS),
    /** A zone's last versions, the newest first. */
    listenZoneVersions: (zoneId: string, areaId: string, next: OnList<documents.ZoneVersion>, end?: OnEnd) =>
      all(`${paths.zonePath(zoneId)}/${COLLECTIONS.versions}`, [inArea(areaId), latestVersion], next, end, MOST_VERSIONS),
    /** The last versions of an area's settings, the newest first. */
    listenSettingsVersions: (areaId: string, next: OnList<documents.SettingsVersion>, end?: OnEnd) =>
      all(`${paths.serviceAreaPath(areaId)}/${COLLECTIONS.settings}`, [latestVersion], next, end, MOST_VERSIONS),
    listenPlan: (areaId: string, next: OnDocument<documents.AreaPlan>, end?: OnEnd) => one(paths.planPath(areaId), next, end),
  };
}

/** Gives the documents of a query's snapshots; one that did not change stays the very same object, so that views can tell. */
function converting<T>(): (snapshot: QuerySnapshot) => ReadonlyMap<string, T> {
  const known = new Map<string, T>();
  return (snapshot) => {
    for (const { type, doc: changed } of snapshot.docChanges()) {
      if (type === "removed") known.delete(changed.id);
      else known.set(changed.id, fromFirestore(changed.data()) as T);
    }
    return new Map(snapshot.docs.map(({ id }) => [id, known.get(id) as T]));
  };
}

function named({ startsWith, duty, after }: ProvidersPage): readonly QueryConstraint[] {
  const ofDuty = duty === null ? [] : [where("duty", "==", duty)];
  const from = after === null ? startAt(startsWith) : startAfter(after.name, after.provider_id);
  const to = startsWith === "" ? [] : [endAt(`${startsWith}\uf8ff`)];
  return [...ofDuty, orderBy("name"), orderBy(documentId()), from, ...to];
}

function within({ after, upTo }: IdRange): readonly QueryConstraint[] {
  return [orderBy(documentId()), ...(after === null ? [] : [startAfter(after)]), ...(upTo === null ? [] : [endAt(upTo)])];
}

/** Every listener by its name. */
export type Listeners = ReturnType<typeof listenersOf>;
