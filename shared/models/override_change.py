"""What an operator may do by hand, and what each kind of it names."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.provider import RouteStop
from shared.models.zone import Closure
from shared.units import SAFE_ID, BookingId, Uid, ZoneId


class OverrideKind(StrEnum):
    """What an operator may do by hand."""

    ASSIGN = "assign"
    """Give a booking that nobody has to a provider."""
    REASSIGN = "reassign"
    """Give a booking that somebody has to somebody else."""
    UNASSIGN = "unassign"
    """Take a booking from its provider; it is searched for again."""
    BATCH = "batch"
    """Let one provider do several bookings together."""
    UNBATCH = "unbatch"
    RESEQUENCE = "resequence"
    """Do a provider's stops in another order."""
    CANCEL = "cancel"
    REOPEN = "reopen"
    CLOSE_ZONE = "close_zone"
    OPEN_ZONE = "open_zone"
    """Take a closure back."""
    PAUSE_PROVIDER = "pause_provider"
    """No new work for a provider until an operator ends it; what is held goes on."""
    RESUME_PROVIDER = "resume_provider"


class Giving(Document):
    """A booking goes to a provider."""

    kind: Literal[OverrideKind.ASSIGN, OverrideKind.REASSIGN]
    booking_id: Annotated[BookingId, SAFE_ID]
    provider_id: Annotated[Uid, SAFE_ID]


class OnBooking(Document):
    """Something happens to one booking."""

    kind: Literal[OverrideKind.UNASSIGN, OverrideKind.UNBATCH, OverrideKind.CANCEL, OverrideKind.REOPEN]
    booking_id: Annotated[BookingId, SAFE_ID]


class Batching(Document):
    """Bookings that one provider does together; those that somebody else has are taken from there."""

    kind: Literal[OverrideKind.BATCH] = OverrideKind.BATCH
    booking_ids: Annotated[tuple[Annotated[BookingId, SAFE_ID], ...], Field(min_length=2, max_length=8)]
    provider_id: Annotated[Uid, SAFE_ID]


class Resequencing(Document):
    """All stops of a provider, in the order wanted."""

    kind: Literal[OverrideKind.RESEQUENCE] = OverrideKind.RESEQUENCE
    provider_id: Annotated[Uid, SAFE_ID]
    route: Annotated[tuple[RouteStop, ...], Field(min_length=1, max_length=60)]


class OnZone(Document):
    """A closure of a zone is made or taken back."""

    kind: Literal[OverrideKind.CLOSE_ZONE, OverrideKind.OPEN_ZONE]
    zone_id: Annotated[ZoneId, SAFE_ID]
    closure: Closure


class OnProvider(Document):
    """A provider is paused or may go on."""

    kind: Literal[OverrideKind.PAUSE_PROVIDER, OverrideKind.RESUME_PROVIDER]
    provider_id: Annotated[Uid, SAFE_ID]
    may_return: bool = False
    """Of a pause: whether the provider may end it alone, as one of their own that it brings back."""


Change = Annotated[
    Giving | OnBooking | Batching | Resequencing | OnZone | OnProvider,
    Field(discriminator="kind"),
]
"""What is wanted, told apart by ``kind``."""
