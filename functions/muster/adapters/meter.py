"""Counts what is billed: documents read, written and deleted, by operation. Budgets and the demo's report rest on it."""

from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from threading import Lock
from typing import Literal, Protocol

Billed = Literal["reads", "writes", "deletes"]


class Count(Protocol):
    """Told of each billed operation that succeeded."""

    def __call__(self, billed: Billed, operation: str, documents: int) -> None:
        """Add ``documents`` to what ``operation`` (such as ``get bookings``) has cost."""


def uncounted(billed: Billed, operation: str, documents: int) -> None:
    """Count nothing."""


def collection_of(path: str) -> str:
    """Name a document's collection without any id: ``bookings/events`` for a step of some booking."""
    return "/".join(path.split("/")[::2])


class Meter:
    """A ``Count`` with two views: totals by operation of this process, and what the running request has cost so far."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._lock = Lock()
        self._totals: Counter[tuple[Billed, str]] = Counter()
        self._request: ContextVar[Counter[str] | None] = ContextVar("muster_metered_request", default=None)

    def count(self, billed: Billed, operation: str, documents: int) -> None:
        """Add to the totals and to the running request."""
        with self._lock:
            self._totals[billed, operation] += documents
        self._running()[billed] += documents

    def take(self) -> Mapping[str, int]:
        """Give what was counted in this context since the last ``take``, so that the sum over all log lines is right."""
        running = self._running()
        taken = {billed: documents for billed, documents in running.items() if documents}
        running.clear()
        return taken

    def total(self, billed: Billed) -> int:
        """How many documents this process was billed for."""
        with self._lock:
            return sum(documents for (kind, _), documents in self._totals.items() if kind == billed)

    def by_operation(self) -> dict[tuple[Billed, str], int]:
        """The totals, taken apart."""
        with self._lock:
            return dict(self._totals)

    def reset(self) -> None:
        """Start at nothing again."""
        with self._lock:
            self._totals.clear()
        self._running().clear()

    def _running(self) -> Counter[str]:
        running = self._request.get()
        if running is None:
            running = Counter()
            self._request.set(running)
        return running
