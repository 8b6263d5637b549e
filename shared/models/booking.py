"""Bookings: the document that is claimed, so only lifecycle moves touch it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.eta import EtaCause, EtaWindow
from shared.models.place import LatLng, Window
from shared.models.provider import VehicleType
from shared.models.zone import Id, Service
from shared.units import (
    AreaId,
    BookingId,
    DisruptionId,
    Geohash,
    Instant,
    Metres,
    Minor,
    OfferId,
    Seconds,
    StopId,
    TriageId,
    Uid,
    ZoneId,
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


class StopType(StrEnum):
    """What is done at a stop."""

    PICKUP = "pickup"
    SERVICE = "service"
    DROPOFF = "dropoff"
    RETURN = "return"
    HAND_OVER = "hand_over"
    """Another provider meets the one who has the goods and takes them on."""


MADE_ON_THE_WAY = frozenset({StopType.RETURN, StopType.HAND_OVER})
"""Stops that nobody asked for: what happened made them."""


class StopState(StrEnum):
    """``pending -> enroute -> arrived -> servicing -> done | failed | skipped``; servicing may be left out."""

    PENDING = "pending"
    ENROUTE = "enroute"
    ARRIVED = "arrived"
    SERVICING = "servicing"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


FINISHED_STOP_STATES = frozenset({StopState.DONE, StopState.FAILED, StopState.SKIPPED})


class ArrivalSource(StrEnum):
    """How an arrival became known."""

    PRESSED = "pressed"
    GEOFENCE = "geofence"
    OPERATOR = "operator"


class ArrivalEvidence(Document):
    """What the provider's last believed position said about being at the stop: no place, only how far and how sure."""

    distance_m: Metres | None
    """None when the place of the stop is not known any more."""
    accuracy_m: Metres
    age_s: Seconds
    """Real seconds."""
    dwell_s: Seconds = 0
    """Business seconds inside the stop's circle before it counted."""


class ProofKind(StrEnum):
    """What can prove a hand-off."""

    PHOTO = "photo"
    SIGNATURE = "signature"
    BARCODE = "barcode"
    PIN = "pin"


class Proof(Document):
    """A given proof: a reference to a photo or signature, a barcode's text. A PIN is checked and never stored."""

    kind: ProofKind
    reference: Annotated[str, Field(max_length=512)] = ""


class Stop(Document):
    """One place of a booking. ``cell`` is its coarse place; ``point`` is exact and kept out of the timeline."""

    stop_id: StopId
    type: StopType
    sequence: Annotated[int, Field(ge=1)]
    cell: Geohash
    point: LatLng | None
    zone_id: ZoneId
    zone_version: int
    window: Window | None = None
    service_s: Seconds = 0
    proof_required: tuple[ProofKind, ...] = ()
    state: StopState = StopState.PENDING
    arrival_source: ArrivalSource | None = None
    enroute_at: Instant | None = None
    arrived_at: Instant | None = None
    finished_at: Instant | None = None
    proofs: tuple[Proof, ...] = ()
    failure_reason: str | None = None


class PromiseType(StrEnum):
    """What was promised to the customer."""

    ASAP = "asap"
    WINDOW = "window"
    DEADLINE = "deadline"


class Promise(Document):
    """The window told to the customer for the last stop; ``eta_window`` is what is believed now."""

    type: PromiseType
    window: Window
    widened_s: Annotated[int, Field(ge=0)] = 0
    """By how much demand shaping moved its end: known to the customer, and counted apart from a promise as ever."""


class Requirements(Document):
    """What a provider must bring."""

    demand: Annotated[int, Field(ge=1, le=100)] = 1
    skills: Annotated[tuple[Id, ...], Field(max_length=10)] = ()
    vehicles: tuple[VehicleType, ...] = ()
    """Empty means any."""


class Preferences(Document):
    """Signals of what the customer would like, kept with the booking for the decision and for learning."""

    preferred_provider: Id | None = None
    avoided_providers: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    contactless: bool = False
    quiet: bool = False
    priority: Annotated[str, Field(pattern=r"^(standard|fast|saver)$")] = "standard"


class UndeliverableAction(StrEnum):
    """What happens to goods that could not be handed over."""

    RETURN = "return"
    DISCARD = "discard"


class Fare(Document):
    """A price in minor units."""

    amount_minor: Minor
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class BookingTerms(Document):
    """What was agreed: everything about a booking that a request fixes and only an amendment changes."""

    service: Service
    stops: Annotated[tuple[Stop, ...], Field(min_length=1, max_length=20)]
    promise: Promise
    requirements: Requirements = Requirements()
    preferences: Preferences = Preferences()
    undeliverable_action: UndeliverableAction = UndeliverableAction.RETURN
    ready_at: Instant
    """When the first stop may be served at the earliest."""
    fare: Fare
    trip_m: Metres = 0
    external_id: Id | None = None


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


class CustomerState(StrEnum):
    """What a customer is told."""

    QUOTED = "quoted"
    CONFIRMED = "confirmed"
    PREPARING = "preparing"
    ASSIGNED = "assigned"
    PICKED_UP = "picked_up"
    NEARBY = "nearby"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    NOT_SERVED = "not_served"
    CANCELLED = "cancelled"
    FAILED = "failed"
    RETURNED = "returned"


class Confidence(StrEnum):
    """How sure a window is, coarsely: the chance of coming within five minutes of its middle."""

    HIGH = "high"
    """At least 80 %."""
    MEDIUM = "medium"
    """At least 50 %."""
    LOW = "low"


class CustomerView(Document):
    """The customer's wording, computed on the server by one pure function; clients only render it."""

    state: CustomerState
    cause: str | None = None
    eta_window: Window | None = None
    confidence: Confidence | None = None
    """Of ``eta_window``."""
    nearby_at: Instant | None = None
    """From this instant on a provider who is on the way to the customer counts as nearby: no write marks it."""
    told_at: Instant


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
        return next((stop for stop in self.terms.stops if stop.state not in FINISHED_STOP_STATES), None)

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


class Contacts(Document):
    """``contacts/{booking_id}``: personal data, for the server only; operators see it by ``reveal_contact``."""

    booking_id: BookingId
    customer_id: Uid
    name: Annotated[str, Field(max_length=80)] | None = None
    phone: Annotated[str, Field(max_length=32)] | None = None
    addresses: dict[StopId, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict)
    notes: Annotated[str, Field(max_length=500)] | None = None
    pins: dict[StopId, str] = Field(default_factory=dict)
    """Salted hash of the PIN by stop: never where a provider could read and guess it."""
    expires_at: Instant
    """Retention end, a TTL field."""
