"""When a call that a partner did not take is made again, and when a partner is given up."""

from datetime import datetime, timedelta
from http import HTTPStatus

from shared.backoff import wait_before

_FIRST = timedelta(seconds=15)
_LONGEST = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=24)
"""A call is tried for so long; a partner none of whose calls succeeded for so long is paused."""


def is_taken(status: int | None) -> bool:
    """Whether a partner has taken the call: any 2xx. A redirect is not followed, and so is no success."""
    return status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def is_gone(status: int | None) -> bool:
    """Whether a partner says that the address will never work again."""
    return status == HTTPStatus.GONE


def next_call(call_id: str, attempts: int, first_at: datetime, now: datetime) -> datetime | None:
    """Say when to call again after so many attempts, or None when a day has passed; real time."""
    due = now + wait_before(call_id, attempts, _FIRST, _LONGEST)
    return due if due < first_at + GIVEN_UP_AFTER else None
