"""When a message that did not get through is tried again: our own schedule, since a function never sleeps.

Source: https://firebase.google.com/docs/cloud-messaging/scale-fcm (wait at least 10 s, double, add jitter, drop after an hour).
"""

from datetime import datetime, timedelta

from shared.units import spread_of

_FIRST_S = 10.0
_LONGEST_S = 600.0
_DROP_AFTER = timedelta(minutes=60)
_JITTER = 0.5


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
    wait_s = min(_LONGEST_S, _FIRST_S * 2 ** (attempts - 1)) * (1 + _JITTER * spread_of(f"{key}.{attempts}"))
    due = real_now + timedelta(seconds=max(wait_s, not_before_s))
    return due if due < drop else None
