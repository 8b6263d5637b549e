"""What staff ask for on behalf of partners."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from shared.messages.commands.base import Command
from shared.messages.routing import PUBLIC_EVENTS
from shared.units import Id


def _public(event: str) -> str:
    if event not in PUBLIC_EVENTS:
        message = f"partners may hear of {', '.join(sorted(PUBLIC_EVENTS))}"
        raise ValueError(message)
    return event


class PutWebhook(Command):
    """Subscribe a partner to events of an area, or change the subscription; ``new_secret`` keeps the last one valid beside it."""

    webhook_id: Id
    area_id: Id
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=500)]
    events: Annotated[tuple[Annotated[str, AfterValidator(_public)], ...], Field(min_length=1, max_length=50)]
    active: bool = True
    new_secret: bool = False
    expected_version: Annotated[int, Field(ge=1)] | None = None


class TryWebhook(Command):
    """Call a partner's address once with a test event."""

    webhook_id: Id


class ReplayWebhook(Command):
    """Send a partner the events of a booking again."""

    webhook_id: Id
    booking_id: Id
