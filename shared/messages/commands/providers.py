"""What providers may ask for."""

from typing import Annotated

from pydantic import Field

from shared.messages.commands.base import BookingCommand, Command, Text
from shared.models.provider import Duty, TrackPoint
from shared.models.stop import Proof
from shared.units import Id, Instant


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


class AnswerSuggestion(Command):
    """Agree to move where more is asked for, or say no to it; nothing follows from a no."""

    suggestion_id: Id
    accept: bool


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
