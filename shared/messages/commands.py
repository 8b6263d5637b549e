"""Commands: what clients may ask for, in the imperative. Each has an ``op_id`` and is done once.

Shapes only: a command that decodes is well formed, not yet allowed. The actor comes from the verified token.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.models.booking import (
    Fare,
    Preferences,
    PromiseType,
    Proof,
    ProofKind,
    Requirements,
    StopType,
    UndeliverableAction,
)
from shared.models.place import LatLng, Window
from shared.models.provider import Duty, TrackPoint, VehicleType
from shared.models.zone import Closure, DispatchSettings, Id, OpeningHours, Service, Tariff
from shared.units import Instant, Seconds

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Notes = Annotated[str, StringConstraints(max_length=500)]
OpId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{7,63}$")]
"""Chosen by the client, new for each intent; a UUID fits."""


class Command(BaseModel):
    """What every command has. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    op_id: OpId


class BookingCommand(Command):
    """A command on an existing booking; ``expected_version`` refuses it if the booking moved since it was read."""

    booking_id: Id
    expected_version: Annotated[int, Field(ge=1)] | None = None


# Customers


class StopRequest(BaseModel):
    """A stop as it is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal[StopType.PICKUP, StopType.SERVICE, StopType.DROPOFF]
    point: LatLng
    window: Window | None = None
    service_s: Annotated[Seconds, Field(le=28_800)] = 0
    proof_required: Annotated[tuple[ProofKind, ...], Field(max_length=4)] = ()
    pin: Annotated[str, Field(pattern=r"^[0-9]{4,8}$")] | None = None
    address: Annotated[str, StringConstraints(max_length=200)] | None = None

    @model_validator(mode="after")
    def _pin_goes_with_its_proof(self) -> Self:
        if (ProofKind.PIN in self.proof_required) != (self.pin is not None):
            message = "a pin goes with proof_required pin"
            raise ValueError(message)
        return self


class BookingRequest(Command):
    """What a quote and a booking have in common."""

    service: Service
    stops: Annotated[tuple[StopRequest, ...], Field(min_length=1, max_length=10)]
    promise_type: PromiseType = PromiseType.ASAP
    pickup_window: Window | None = None
    """For later: when the first stop shall begin. None means now."""
    deliver_by: Instant | None = None
    """The promised end, for ``promise_type`` deadline."""
    ready_at: Instant | None = None
    """When goods are expected to be ready at the first stop."""
    requirements: Requirements = Requirements()
    preferences: Preferences = Preferences()
    undeliverable_action: UndeliverableAction = UndeliverableAction.RETURN
    customer_id: Id | None = None
    """Only operators and partners book for somebody else."""
    contact_name: Annotated[str, StringConstraints(max_length=80)] | None = None
    contact_phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()-]{4,31}$")] | None = None
    notes: Notes | None = None
    external_id: Id | None = None
    """A partner's own reference: a second booking with the same one is the same booking."""

    @model_validator(mode="after")
    def _deadline_named(self) -> Self:
        if (self.promise_type is PromiseType.DEADLINE) != (self.deliver_by is not None):
            message = "deliver_by goes with promise_type deadline"
            raise ValueError(message)
        return self


class QuoteBooking(BookingRequest):
    """Ask for a price and a promise; it expires."""


class PlaceBooking(BookingRequest):
    """Book, now or for later."""


class PlaceQuoted(BookingCommand):
    """Book what was quoted, before the quote expires; ``fare`` is what the customer was shown and agreed to."""

    fare: Fare | None = None


class StopAmendment(BaseModel):
    """A change of one stop."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stop_id: Id
    point: LatLng | None = None
    window: Window | None = None
    address: Annotated[str, StringConstraints(max_length=200)] | None = None


class AmendBooking(BookingCommand):
    """Change address, window, notes or preferences; every stop is checked again."""

    stops: Annotated[tuple[StopAmendment, ...], Field(max_length=10)] = ()
    pickup_window: Window | None = None
    notes: Notes | None = None
    preferences: Preferences | None = None
    reason: Text | None = None


class CancelBooking(BookingCommand):
    """Call a booking off before something is on board."""

    reason: Text


class ReopenBooking(BookingCommand):
    """Let an ended booking go on, within the area's limit; operators only."""

    reason: Text


# Providers


class SetDuty(Command):
    """Come on duty, pause, or go off."""

    duty: Duty
    shift_ends_at: Instant | None = None
    provider_id: Id | None = None
    """Only operators set somebody else's."""


class OfferCommand(Command):
    """A command on an offer."""

    offer_id: Id


class AcceptOffer(OfferCommand):
    """Take the job."""


class DeclineOffer(OfferCommand):
    """Do not take the job."""

    reason: Text | None = None


class AckOffer(OfferCommand):
    """The phone showed the offer: no state depends on it."""

    seen: bool = True


class StopCommand(BookingCommand):
    """A provider's (or operator's) move at a stop, fenced by the assignment's epoch."""

    stop_id: Id
    epoch: Annotated[int, Field(ge=1)]


class StartStop(StopCommand):
    """Set out for a stop."""


class ArriveAtStop(StopCommand):
    """Say that one is there; refused when far away, unless with a reason, which is audited."""

    override_reason: Text | None = None


class StartService(StopCommand):
    """Begin the work at a stop."""


class CompleteStop(StopCommand):
    """Finish a stop with its proofs."""

    proofs: Annotated[tuple[Proof, ...], Field(max_length=4)] = ()
    pin: Annotated[str, Field(pattern=r"^[0-9]{4,8}$")] | None = None


class FailStop(StopCommand):
    """Say that the stop can not be done, and why."""

    reason: Text


class ReleaseAssignment(BookingCommand):
    """Give the job back before pickup; a provider gives their own, an operator anybody's."""

    epoch: Annotated[int, Field(ge=1)]
    reason: Text


class ReportTrack(Command):
    """Positions of a working phone, oldest first."""

    points: Annotated[tuple[TrackPoint, ...], Field(min_length=1, max_length=100)]


# Operators


class PutServiceArea(Command):
    """Create or change an area's settings."""

    area_id: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    centre: LatLng
    dispatch: DispatchSettings = DispatchSettings()
    tariff: Tariff = Tariff()
    paused: bool = False
    expected_version: Annotated[int, Field(ge=1)] | None = None


class PutZone(Command):
    """Create or change a zone. ``geometry`` is a GeoJSON object, its text, or a circle; checked strictly."""

    zone_id: Id
    area_id: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    geometry: dict[str, object] | Annotated[str, StringConstraints(max_length=200_000)]
    priority: Annotated[int, Field(ge=0, le=1000)] = 0
    services: Annotated[tuple[Service, ...], Field(min_length=1, max_length=50)]
    hours: Annotated[tuple[OpeningHours, ...], Field(max_length=50)] = ()
    closures: Annotated[tuple[Closure, ...], Field(max_length=50)] = ()
    active: bool = True
    expected_version: Annotated[int, Field(ge=1)] | None = None


class CloseZone(Command):
    """Close a zone for a while; waiting bookings in it are checked again."""

    zone_id: Id
    closure: Closure


class PutProvider(Command):
    """Admit a provider to an area, or change what they may do."""

    provider_id: Id
    area_id: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    vehicle: VehicleType = VehicleType.BICYCLE
    services: Annotated[tuple[Service, ...], Field(min_length=1, max_length=50)]
    skills: Annotated[tuple[Id, ...], Field(max_length=50)] = ()
    capacity: Annotated[int, Field(ge=1, le=100)] = 1
    max_open_offers: Annotated[int, Field(ge=1, le=10)] = 1


class PutOperator(Command):
    """Write down who supervises which areas, and revoke older sessions; the claims themselves are set in Firebase Auth."""

    uid: Id
    role: Literal["operator", "supervisor", "admin"]
    areas: Annotated[tuple[Id, ...], Field(max_length=50)] = ()
    revoke_sessions: bool = False


class AssignBooking(BookingCommand):
    """Assign by hand: the operator's force, still one atomic commit."""

    provider_id: Id
    reason: Text


class DecideTriage(Command):
    """Answer an item that waits: approve its candidate (or another one named), or reject it."""

    triage_id: Id
    approve: bool
    provider_id: Id | None = None
    reason: Text


class RevealContact(Command):
    """See a customer's contact, with a reason, audited."""

    booking_id: Id
    reason: Text


# Everybody


class RegisterDevice(Command):
    """Register this installation for notifications; an installation belongs to the last who signed in on it."""

    installation_id: Id
    target_kind: Literal["token", "fid"]
    target: Annotated[str, StringConstraints(min_length=8, max_length=4096)]
    app: Literal["customer", "provider", "operator"]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"


class UnregisterDevice(Command):
    """Forget this installation, at sign-out."""

    installation_id: Id
