"""How often one person hears of what may come again and again: a gap between two messages, and a number an hour.

What comes too soon is held back, not lost: when its time has come it is judged again, and by then it is often over. Of several
words about one booking only the newest goes out. When much goes wrong at once, each customer hears of it once: another booking of theirs
that is hit within the gap is no second message, and neither is its recovery; the app shows all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from shared.models.push import Delivery
from shared.notify.kinds import KINDS, Pace
from shared.notify.writing import Matter

GAP = timedelta(minutes=2)
AN_HOUR = 6
"""Messages in any hour."""
LOOK_BACK = timedelta(hours=1)
MOST_LOOKED_AT = 50
ALARM_GAP = timedelta(minutes=1)
"""A group hears of one kind of trouble in its area once in so long, however many bookings it hits: its list shows all of them."""
_BAD_NEWS = frozenset({"delayed", "searching_again"})
_GOOD_NEWS = frozenset({"assigned_again", "on_time_again"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """What is to be done with a message now.

    Attributes:
        wait_s: seconds to hold it back.
        needless: why it is not sent at all; None when it is.
    """

    wait_s: int = 0
    needless: str | None = None


AT_ONCE = Pacing()
TOLD_BEFORE = Pacing(needless="TOLD_BEFORE")
"""For an event that comes again."""


def pacing_of(matter: Matter, lately: Sequence[Delivery], real_now: datetime) -> Pacing:
    """Say whether a message goes out now, later or not at all.

    Args:
        matter: what there is to say, about a booking.
        lately: what was made for its recipient within ``LOOK_BACK``.
        real_now: server time.
    """
    kind, booking_id = matter.kind, matter.ids["booking_id"]
    spared = [one for one in lately if KINDS[one.kind].pace is Pace.SPARING]
    if _is_told_of(matter, spared, matter.happened_at or real_now):
        return Pacing(needless="SAME_TROUBLE")
    if _is_good_news_alone(kind, booking_id, spared):
        return Pacing(needless="NOTHING_TO_TAKE_BACK")
    others = [one for one in spared if one.sent_at is not None or one.ids.get("booking_id") != booking_id]
    wait_s = wait_before([at for one in others if (at := planned_at(one)) is not None], real_now)
    return Pacing(wait_s=wait_s) if wait_s else AT_ONCE


def wait_before(planned: Sequence[datetime], real_now: datetime) -> int:
    """Say how many seconds to hold the next message back.

    Args:
        planned: when messages of this pace went to the person in the last hour, or are to go.
        real_now: server time.
    """
    if not planned:
        return 0
    ordered = sorted(planned)
    free_at = ordered[-1] + GAP
    if len(ordered) >= AN_HOUR:
        free_at = max(free_at, ordered[-AN_HOUR] + LOOK_BACK)
    return max(0, ceil((free_at - real_now).total_seconds()))


def planned_at(delivery: Delivery) -> datetime | None:
    """When a message went out or is to go; None for one that never will."""
    return delivery.sent_at or delivery.retry_at


def is_superseded(delivery: Delivery, lately: Sequence[Delivery]) -> bool:
    """Whether a later word about the same booking makes this one stale."""
    booking_id = delivery.ids.get("booking_id")
    if KINDS[delivery.kind].pace is not Pace.SPARING or booking_id is None:
        return False
    return any(
        KINDS[one.kind].pace is Pace.SPARING
        and one.ids.get("booking_id") == booking_id
        and (one.recorded_at, one.delivery_id) > (delivery.recorded_at, delivery.delivery_id)
        and planned_at(one) is not None
        for one in lately
    )


def news_of(kind: str, event_id: str, real_now: datetime) -> str:
    """Name what goes out at once: the same for all news of a sort within a gap.

    Events of two bookings are handled side by side, so both may find that nothing was told yet. Named alike, they are one record, and one
    message on the phone.
    """
    return f"{kind}.{int(real_now.timestamp() // GAP.total_seconds())}" if _sort_of(kind) else event_id


def alarm_of(area_id: str, real_now: datetime) -> str:
    """Name the minute in which a group is told: all that is told of one kind within it is one message."""
    return f"{area_id}.{int(real_now.timestamp() // ALARM_GAP.total_seconds())}"


def _is_told_of(matter: Matter, spared: Sequence[Delivery], happened_at: datetime) -> bool:
    """Whether news of the same sort that happened about then was told, or is to be, about another booking."""
    sort = _sort_of(matter.kind)
    return any(
        one.kind in sort
        and one.ids.get("booking_id") != matter.ids["booking_id"]
        and planned_at(one) is not None
        and abs((one.happened_at or one.recorded_at) - happened_at) < GAP
        for one in spared
    )


def _sort_of(kind: str) -> frozenset[str]:
    return next((kinds for kinds in (_BAD_NEWS, _GOOD_NEWS) if kind in kinds), frozenset())


def _is_good_news_alone(kind: str, booking_id: str, spared: Sequence[Delivery]) -> bool:
    """Whether a recovery would be told of what nobody was told of."""
    bad = [one for one in spared if one.kind in _BAD_NEWS and one.ids.get("booking_id") == booking_id]
    return kind == "on_time_again" and bool(bad) and all(one.sent_at is None for one in bad)
