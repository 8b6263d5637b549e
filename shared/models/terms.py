"""What is agreed with the customer: stops, promise, price, and what a provider must bring."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.place import Window
from shared.models.provider import VehicleType
from shared.models.stop import Stop
from shared.models.zone import Service
from shared.units import Id, Instant, Metres, Minor


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
    """All of them; the rarest is best named first, for a search looks for that one besides the service."""
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
