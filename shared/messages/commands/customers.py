"""What customers, and those who book for them, may ask for."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.messages.commands.base import BookingCommand, Command, Notes, Text
from shared.models.place import LatLng, Window
from shared.models.stop import ProofKind, StopType
from shared.models.terms import Fare, Preferences, PromiseType, Requirements, UndeliverableAction
from shared.models.zone import Service
from shared.units import Id, Instant, Seconds


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
