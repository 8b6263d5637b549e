"""Waiting longer after each failure, with a spread that follows from a key: many that failed together are not tried again together."""

import hashlib
from datetime import timedelta

_JITTER = 0.5
_MANY = 2**32
_DOUBLINGS = 32
"""More would leave what a time span can hold, and any ``longest`` was reached before."""


def wait_before(key: str, attempts: int, first: timedelta, longest: timedelta) -> timedelta:
    """Say how long to wait after so many attempts, at least one: doubling from ``first``, and up to a half more by ``key``."""
    wait = min(longest, first * (1 << min(attempts - 1, _DOUBLINGS)))
    return wait * (1 + _JITTER * _spread_of(f"{key}.{attempts}"))


def _spread_of(key: str) -> float:
    """A number in [0, 1) that looks random and is always the same for one key: the core knows no chance."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / _MANY
