"""When a message that did not get through is tried again: our own schedule, since a function never sleeps.

Source: https://firebase.google.com/docs/cloud-messaging/scale-fcm (wait at least 10 s, double, add jitter, drop after an hour).
"""

from datetime import datetime, timedelta

from shared.backoff import wait_before

_FIRST = timedelta(seconds=10)
_LONGEST = timedelta(minutes=10)
_DROP_AFTER = timedelta(minutes=60)


def drop_at(made_at: datetime, ttl_s: float) -> datetime:
    """When trying ends: when the message has lost its meaning, and after an hour at the latest."""
    return made_at + min(_DROP_AFTER, timedelta(seconds=ttl_s))


def next_try(key: str, attempts: int, real_now: datetime, not_before_s: float, drop: datetime) -> datetime | None:
    """Say when to try again, or None when that would be too late.

    Args:
        key: spreads retries of many deliveries over time, always the same way for one of them.
        attempts: tries so far, at least 1.
        real_now: server time.
        not_before_s: what the push service asked for.
        drop: when trying ends.
    """
    due = real_now + max(wait_before(key, attempts, _FIRST, _LONGEST), timedelta(seconds=not_before_s))
    return due if due < drop else None
