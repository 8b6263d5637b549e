"""Events: what happened to a booking, in the past tense. The timeline is made of these, and state is their fold.

They carry opaque ids and coarse cells, never exact points, names, phones or free text about people.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.booking import (
    ArrivalSource,
    BookingTerms,
    Preferences,
    Promise,
    Proof,
    Stop,
    UndeliverableAction,
)
from shared.models.place import Window
from shared.models.provider import VehicleType
from shared.units import AreaId, BookingId, DecisionId, Instant, Metres, Minor, OfferId, StopId, TriageId, Uid, ZoneId

SCHEMA_VERSION = 1


class BookingQuoted(Document):
    """A price was given; nothing is promised until it is placed."""

    type: Literal["booking.quoted"] = "booking.quoted"
    customer_id: Uid
    area_id: AreaId
    terms: BookingTerms
    expires_at: Instant


class BookingCreated(Document):
    """A booking was taken; ``terms`` is None when a quote already fixed them."""

    type: Literal["booking.created"] = "booking.created"
    customer_id: Uid
    area_id: AreaId
    terms: BookingTerms | None
    release_at: Instant | None
    """Set for a booking for later; None opens the search at once."""
    search_deadline_at: Instant | None


class QuoteExpired(Document):
    """A quote ran out."""

    type: Literal["booking.expired"] = "booking.expired"


class SearchOpened(Document):
    """A scheduled, released, reopened or re-amended booking looks for a provider."""

    type: Literal["search.opened"] = "search.opened"
    deadline_at: Instant
    cause: str


class SearchAlerted(Document):
    """An operator was alerted that the search is about to fail."""

    type: Literal["search.alerted"] = "search.alerted"
    triage_id: TriageId
    deadline_at: Instant
    """When the search ends unless somebody does something."""


class OfferLine(Document):
    """One offer of a wave."""

    offer_id: OfferId
    provider_id: Uid


class OffersMade(Document):
    """A wave of offers went out."""

    type: Literal["offers.made"] = "offers.made"
    decision_id: DecisionId | None
    wave: int
    offers: Annotated[tuple[OfferLine, ...], Field(min_length=1)]
    deadline_at: Instant


class OfferDeclined(Document):
    """A provider declined."""

    type: Literal["offer.declined"] = "offer.declined"
    offer_id: OfferId
    provider_id: Uid
    reason: str | None = None


class OffersExpired(Document):
    """A wave's deadline passed without an answer from these."""

    type: Literal["offers.expired"] = "offers.expired"
    offers: Annotated[tuple[OfferLine, ...], Field(min_length=1)]


class OffersWithdrawn(Document):
    """Offers that became void were taken back."""

    type: Literal["offers.withdrawn"] = "offers.withdrawn"
    offer_ids: tuple[OfferId, ...]
    cause: str


class BookingAssigned(Document):
    """Exactly one provider won, by accepting an offer or by an operator's hand."""

    type: Literal["booking.assigned"] = "booking.assigned"
    provider_id: Uid
    epoch: int
    offer_id: OfferId | None
    vehicle: VehicleType
    predicted_pickup_at: Instant
    predicted_end_at: Instant


class AssignmentReleased(Document):
    """The provider no longer has the booking; its epoch is over."""

    type: Literal["assignment.released"] = "assignment.released"
    provider_id: Uid
    epoch: int
    reason: str
    search_deadline_at: Instant


class ApprovalRequested(Document):
    """A decision waits for an operator."""

    type: Literal["approval.requested"] = "approval.requested"
    triage_id: TriageId
    decision_id: DecisionId
    candidates: tuple[Uid, ...]
    confidence: float
    deadline_at: Instant


class ApprovalResolved(Document):
    """The operator decided, or the deadline did."""

    type: Literal["approval.resolved"] = "approval.resolved"
    triage_id: TriageId
    outcome: Literal["approved", "rejected", "lapsed", "moot"]
    passed_over: tuple[Uid, ...] = ()
    """Candidates that the operator refused: not proposed again within the cool-down."""


class StopStarted(Document):
    """The provider set out for a stop; the first one starts the job."""

    type: Literal["stop.enroute"] = "stop.enroute"
    stop_id: StopId


class StopArrived(Document):
    """The provider is there."""

    type: Literal["stop.arrived"] = "stop.arrived"
    stop_id: StopId
    source: ArrivalSource
    override_reason: str | None = None


class StopServicing(Document):
    """Work at the stop began."""

    type: Literal["stop.servicing"] = "stop.servicing"
    stop_id: StopId


class StopDone(Document):
    """The stop is finished; with ``next_stop_id`` the provider is on the way to the next one."""

    type: Literal["stop.done"] = "stop.done"
    stop_id: StopId
    proofs: tuple[Proof, ...] = ()
    next_stop_id: StopId | None = None


class StopFailed(Document):
    """The stop could not be done; ``return_stop`` says where the goods go."""

    type: Literal["stop.failed"] = "stop.failed"
    stop_id: StopId
    reason: str
    action: UndeliverableAction | None
    return_stop: Stop | None = None


class BookingCompleted(Document):
    """All stops are done."""

    type: Literal["booking.completed"] = "booking.completed"


class BookingFailed(Document):
    """The job ended without its purpose."""

    type: Literal["booking.failed"] = "booking.failed"
    reason: str


class BookingReturned(Document):
    """The goods are back where they came from."""

    type: Literal["booking.returned"] = "booking.returned"


class BookingCancelled(Document):
    """Called off before anything was on board."""

    type: Literal["booking.cancelled"] = "booking.cancelled"
    by: str
    reason: str
    fee_minor: Minor = 0
    provider_id: Uid | None = None
    """Who held the job and is let go."""


class BookingUnfulfilled(Document):
    """Nobody could be found; ``code`` and ``counts`` say why."""

    type: Literal["booking.unfulfilled"] = "booking.unfulfilled"
    code: str
    counts: dict[str, int] = Field(default_factory=dict)


class AmendedStop(Document):
    """A stop's new place or window; the exact point is not in the timeline."""

    stop_id: StopId
    cell: str
    zone_id: ZoneId
    zone_version: int
    window: Window | None


class BookingAmended(Document):
    """Address, window, notes or preferences changed."""

    type: Literal["booking.amended"] = "booking.amended"
    stops: tuple[AmendedStop, ...] = ()
    promise: Promise | None = None
    ready_at: Instant | None = None
    preferences: Preferences | None = None
    trip_m: Metres | None = None
    fare_minor: Minor | None = None
    release_at: Instant | None = None
    notes_changed: bool = False


class BookingReopened(Document):
    """An ended booking goes on, within the limit; history stays."""

    type: Literal["booking.reopened"] = "booking.reopened"
    reason: str
    search_deadline_at: Instant


EventData = Annotated[
    BookingQuoted
    | BookingCreated
    | QuoteExpired
    | SearchOpened
    | SearchAlerted
    | OffersMade
    | OfferDeclined
    | OffersExpired
    | OffersWithdrawn
    | BookingAssigned
    | AssignmentReleased
    | ApprovalRequested
    | ApprovalResolved
    | StopStarted
    | StopArrived
    | StopServicing
    | StopDone
    | StopFailed
    | BookingCompleted
    | BookingFailed
    | BookingReturned
    | BookingCancelled
    | BookingUnfulfilled
    | BookingAmended
    | BookingReopened,
    Field(discriminator="type"),
]


class ActorKind(StrEnum):
    """Who acts. Roles are custom claims; ``system`` is Muster itself."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    SYSTEM = "system"


class Actor(Document):
    """Who did it, taken from the verified token, never from the request."""

    kind: ActorKind
    id: str
    areas: tuple[str, ...] = ()

    @property
    def is_staff(self) -> bool:
        """Whether this is an operator of some rank."""
        return self.kind in {ActorKind.OPERATOR, ActorKind.SUPERVISOR, ActorKind.ADMIN}

    def may_operate(self, area_id: str) -> bool:
        """Whether this person supervises ``area_id``; administrators and the system supervise all."""
        if self.kind in {ActorKind.ADMIN, ActorKind.SYSTEM}:
            return True
        return self.is_staff and area_id in self.areas


SYSTEM = Actor(kind=ActorKind.SYSTEM, id="muster")


class TimelineEvent(Document):
    """``bookings/{booking_id}/events/{seq}``: one step, with a dense ``seq`` from 1.

    ``occurred_at`` is business time, ``recorded_at`` real server time. ``causation_id`` is the command's ``op_id`` or the
    message that caused it, ``correlation_id`` the booking.
    """

    event_id: str
    seq: Annotated[int, Field(ge=1)]
    type: str
    booking_id: BookingId
    area_id: AreaId
    actor: Actor
    occurred_at: Instant
    recorded_at: Instant
    causation_id: str
    correlation_id: str
    schema_version: int = SCHEMA_VERSION
    data: EventData
