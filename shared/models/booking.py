"""Bookings: the document that is claimed, so only lifecycle moves touch it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.customer_view import CustomerView
from shared.models.eta import EtaCause, EtaWindow
from shared.models.place import LatLng
from shared.models.provider import VehicleType
from shared.models.stop import MADE_ON_THE_WAY, Stop, StopState, StopType
from shared.models.terms import BookingTerms
from shared.units import (
    AreaId,
    BookingId,
    DisruptionId,
    Instant,
    Minor,
    OfferId,
    Seconds,
    StopId,
    TriageId,
    Uid,
)


class BookingState(StrEnum):
    """Where a booking stands. Being created is an event, not a resting place: a new booking is scheduled or searching."""

    QUOTED = "quoted"
    SCHEDULED = "scheduled"
    SEARCHING = "searching"
    AWAITING_APPROVAL = "awaiting_approval"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    EXPIRED = "expired"
    UNFULFILLED = "unfulfilled"
    CANCELLED = "cancelled"
    FAILED = "failed"
    RETURNED = "returned"


ENDED_STATES = frozenset(
    {
        BookingState.COMPLETED,
        BookingState.EXPIRED,
        BookingState.UNFULFILLED,
        BookingState.CANCELLED,
        BookingState.FAILED,
        BookingState.RETURNED,
    }
)
OPEN_STATES = frozenset(set(BookingState) - ENDED_STATES - {BookingState.QUOTED})
"""States in which a booking still demands work."""


class Assignment(Document):
    """Who has the booking now; past ones are in the timeline."""

    provider_id: Uid
    epoch: Annotated[int, Field(ge=1)]
    offer_id: OfferId | None
    vehicle: VehicleType
    assigned_at: Instant
    predicted_pickup_at: Instant
    predicted_end_at: Instant
    eta_pickup: EtaWindow | None = None
    """When work at the first stop begins; its p50 is ``predicted_pickup_at``."""
    eta_end: EtaWindow | None = None
    """When the last stop is done, as the customer was told last; its p50 is ``predicted_end_at``."""
    first_end: EtaWindow | None = None
    """``eta_end`` as it stood at assignment."""
    revisions: Annotated[int, Field(ge=0)] = 0
    """How often the customer was told another time since."""
    revised_at: Instant | None = None
    """When last."""
    shift_s: int = 0
    """By how much later than told before that was; negative is sooner."""
    cause: EtaCause | None = None
    """Why it is later than told at first; None when it is not."""
    nearby_s: Seconds = 180
    """How near in time counts as nearby to the customer, by the area's settings."""

    @property
    def first_end_at(self) -> Instant:
        """When the end was predicted for at assignment."""
        return self.first_end.p50_at if self.first_end else self.predicted_end_at


class Search(Document):
    """The hunt for a provider: what was tried, who is asked now, who declined and when."""

    opened_at: Instant
    deadline_at: Instant
    attempts: Annotated[int, Field(ge=0)] = 0
    wave: Annotated[int, Field(ge=0)] = 0
    open_offers: dict[OfferId, Uid] = Field(default_factory=dict)
    declined_at: dict[Uid, Instant] = Field(default_factory=dict)
    """Who declined, let an offer run out or gave the job back, and when: not asked again within the cool-down."""
    triage_id: TriageId | None = None
    alerted: bool = False


class HandOver(Document):
    """Goods on board that are to go to another provider. Up to the receiver's own word the assignment, and with it they, stay."""

    disruption_id: DisruptionId
    """Why the holder can not go on."""
    stop_id: StopId
    """Of the meeting."""
    meeting: Stop | None
    """The holder's last good place, while somebody is asked; one of the booking's stops once somebody has agreed."""
    receiver_id: Uid | None = None
    """Who comes for them; None while somebody is asked."""
    offer_id: OfferId | None = None
    vehicle: VehicleType | None = None
    """The receiver's."""
    meet_by: Instant | None = None
    """When the meeting is given up."""
    given_at: Instant | None = None
    """When the holder confirmed; the receiver's word is what counts."""

    @property
    def is_sought(self) -> bool:
        """Whether nobody has agreed to come."""
        return self.receiver_id is None


class Booking(Document):
    """``bookings/{booking_id}``: the stored state, equal to the fold of its timeline (exact points aside).

    ``version`` is the sequence number of the last event; ``assignment_epoch`` fences every later write by a provider.
    """

    booking_id: BookingId
    customer_id: Uid
    area_id: AreaId
    state: BookingState
    terms: BookingTerms
    assignment: Assignment | None = None
    assignment_epoch: Annotated[int, Field(ge=0)] = 0
    search: Search | None = None
    customer_view: CustomerView
    quote_expires_at: Instant | None = None
    waiting: bool = False
    """Searching with no offer open: the dispatcher's next window has to look at it. Derived, kept for the query."""
    check_at: Instant | None = None
    """When somebody has to look whether the job still goes as told. Derived, kept for the query; None while nobody has it."""
    release_at: Instant | None = None
    """When a scheduled booking starts its search."""
    created_at: Instant
    ended_at: Instant | None = None
    end_reason: str | None = None
    cancelled_by: str | None = None
    fee_minor: Minor = 0
    returning: bool = False
    """A hand-off failed and the goods are on their way back."""
    hand_over: HandOver | None = None
    """Set while somebody else is sought, or comes, for what is on board."""
    recovered_from: tuple[DisruptionId, ...] = ()
    """Disruptions about which something was done for this booking, the last one last; their outcome is told when it ends."""
    version: Annotated[int, Field(ge=1)]

    @property
    def provider_id(self) -> Uid | None:
        """The provider who has the booking now."""
        return self.assignment.provider_id if self.assignment else None

    @property
    def next_stop(self) -> Stop | None:
        """The first stop that is not finished."""
        return next((stop for stop in self.terms.stops if not stop.is_finished), None)

    @property
    def stops_to_do(self) -> tuple[Stop, ...]:
        """The stops that are left."""
        return tuple(stop for stop in self.terms.stops if not stop.is_finished)

    @property
    def on_board(self) -> bool:
        """Whether something was picked up that is not handed over or taken back yet."""
        done = {stop.type for stop in self.terms.stops if stop.state is StopState.DONE}
        if StopType.PICKUP not in done or StopType.RETURN in done:
            return False
        return any(s.type is StopType.DROPOFF and s.state is not StopState.DONE for s in self.terms.stops)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is expected to happen."""
        return self.state in ENDED_STATES

    @property
    def stops_asked_for(self) -> tuple[Stop, ...]:
        """The stops that a request named, and an amendment may change."""
        return tuple(stop for stop in self.terms.stops if stop.type not in MADE_ON_THE_WAY)

    @property
    def meeting(self) -> Stop | None:
        """The stop at which an agreed hand-over is to happen."""
        agreed = self.hand_over is not None and not self.hand_over.is_sought
        return self.stop(self.hand_over.stop_id) if agreed and self.hand_over else None

    @property
    def is_asking(self) -> bool:
        """Whether offers can be out: a provider is sought for the job, or a receiver for what is on board."""
        return self.state is BookingState.SEARCHING or (self.hand_over is not None and self.hand_over.is_sought)

    def with_points(self, points: Mapping[StopId, LatLng]) -> "Booking":
        """Put exact points on stops, which events do not carry."""
        stops = tuple(
            stop.model_copy(update={"point": points[stop.stop_id]}) if stop.stop_id in points else stop
            for stop in self.terms.stops
        )
        return self.model_copy(update={"terms": self.terms.model_copy(update={"stops": stops})})

    def opens_at(self, stop: Stop) -> Instant | None:
        """Before this nothing can be done at ``stop``: things are not ready, or its window has not begun."""
        known = [stop.window.start_at] if stop.window else []
        if stop.stop_id == self.terms.stops[0].stop_id:
            known.append(self.terms.ready_at)
        return max(known, default=None)

    def stop(self, stop_id: str) -> Stop | None:
        """Give the stop of that id, or None."""
        return next((stop for stop in self.terms.stops if stop.stop_id == stop_id), None)
