"""What everybody who has to do with a running job may report."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.messages.commands.base import BookingCommand
from shared.models.disruption import DisruptionKind
from shared.units import Id


class ReportProblem(BookingCommand):
    """Say what is wrong with a running job; a report of what is known already adds to it."""

    kind: DisruptionKind
    stop_id: Id | None = None
    """The stop that it is about; the next one unless given."""
    expected_delay_s: Annotated[int, Field(ge=0, le=14_400)] | None = None
    """How much longer it is said to take."""
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=280)] | None = None
