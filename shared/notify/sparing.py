"""How often one person hears of what may come again and again: a gap between two messages, and a number an hour.

What comes too soon is held back, not lost: when its time has come it is judged again, and by then it is often over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

GAP = timedelta(minutes=2)
AN_HOUR = 6
"""Messages in any hour."""
LOOK_BACK = timedelta(hours=1)
MOST_LOOKED_AT = 50


def wait_before(sent_at: Sequence[datetime], real_now: datetime) -> int:
    """Say how many seconds to hold the next message back.

    Args:
        sent_at: when messages of this pace went to the person in the last hour, the oldest first.
        real_now: server time.
    """
    if not sent_at:
        return 0
    free_at = sent_at[-1] + GAP
    if len(sent_at) >= AN_HOUR:
        free_at = max(free_at, sent_at[-AN_HOUR] + LOOK_BACK)
    return max(0, ceil((free_at - real_now).total_seconds()))
