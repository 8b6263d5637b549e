"""An event as the timeline keeps it: who, when, because of what."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.messages.events.bookings import (
    BookingAmended,
    BookingCancelled,
    BookingCompleted,
    BookingCreated,
    BookingFailed,
    BookingQuoted,
    BookingReopened,
    BookingReturned,
    BookingUnfulfilled,
    QuoteExpired,
)
from shared.messages.events.hand_overs import (
    HandOverAgreed,
    HandOverEnded,
    HandOverFailed,
    HandOverGiven,
    HandOverSought,
    HandOverTaken,
)
from shared.messages.events.recovery import RecoveryEscalated, RecoveryExecuted
from shared.messages.events.search import (
    ApprovalRequested,
    ApprovalResolved,
    AssignmentReleased,
    BookingAssigned,
    EtaRevised,
    OfferDeclined,
    OffersExpired,
    OffersMade,
    OffersWithdrawn,
    SearchAlerted,
    SearchOpened,
)
from shared.messages.events.stops import (
    StopArrived,
    StopDone,
    StopFailed,
    StopServicing,
    StopStarted,
)
from shared.models.base import Document
from shared.units import AreaId, BookingId, Instant

SCHEMA_VERSION = 1


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
    | EtaRevised
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
    | BookingReopened
    | RecoveryEscalated
    | RecoveryExecuted
    | HandOverSought
    | HandOverAgreed
    | HandOverGiven
    | HandOverTaken
    | HandOverFailed
    | HandOverEnded,
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
