"""What operators may ask for to have their own way: look first, then do it, then take it back."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from shared.messages.commands.base import Command
from shared.models.override_change import Change
from shared.models.override_reason import ReasonCode
from shared.units import Id, Instant

Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=280)]


class PreviewOverride(Command):
    """See what an override would mean; nothing but the preview is stored."""

    change: Change


class CommitOverride(Command):
    """Do what was previewed, if the world still is as it was in what matters."""

    override_id: Id
    reason_code: ReasonCode
    note: Note | None = None

    @model_validator(mode="after")
    def _other_is_explained(self) -> Self:
        if self.reason_code is ReasonCode.OTHER and self.note is None:
            message = "reason_code other needs a note"
            raise ValueError(message)
        return self


class UndoOverride(Command):
    """Take an override back, soon enough and while its effect can be."""

    override_id: Id


class ListAlternatives(Command):
    """See who else could do a booking now, and what it would mean; reads only."""

    booking_id: Id
    most: Annotated[int, Field(ge=1, le=10)] = 5


class OverrideReport(Command):
    """See what came of an area's overrides in [since, until); ``propose`` keeps what they say about the score, for a supervisor."""

    area_id: Id
    since: Instant
    until: Instant
    propose: bool = False

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.until <= self.since:
            message = "until comes after since"
            raise ValueError(message)
        return self
