"""What one instance remembers between requests: values that may be a little old. Losing them costs a read, nothing else."""

from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Values by key, each for ``keep`` of real time."""

    def __init__(self, keep: timedelta) -> None:
        self._keep = keep
        self._known: dict[str, tuple[datetime, T]] = {}

    def get(self, key: str, real_now: datetime) -> T | None:
        """Give the value, if it was put within the time."""
        put_at, value = self._known.get(key, (None, None))
        return value if put_at is not None and abs(real_now - put_at) < self._keep else None

    def put(self, key: str, value: T, real_now: datetime) -> T:
        """Remember a value, and give it back."""
        self._known[key] = (real_now, value)
        return value
