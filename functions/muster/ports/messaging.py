"""Ways out: topics, timers, pushes, ids and the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from shared.models.push import Envelope, PushAnswer


class Bus(Protocol):
    """Pub/Sub."""

    def publish(self, topic: str, key: str, payload: dict[str, Any]) -> None:
        """Publish at least once; ``key`` travels as an attribute for deduplication.

        Raises:
            Unavailable: ``X908``.
        """


class Tasks(Protocol):
    """Cloud Tasks. A timer is a hint: the handler decides from stored deadlines."""

    def schedule(self, queue: str, name: str, payload: dict[str, Any], due_at: datetime) -> None:
        """Create the task ``name``, due at real time ``due_at``; one that exists already is no error.

        Raises:
            Unavailable: ``X908``.
        """


class Push(Protocol):
    """The push service."""

    def send(self, envelopes: Sequence[Envelope]) -> list[PushAnswer]:
        """Send each message to its device, once; one answer each, in order. It does not raise and does not try again."""


class Hooks(Protocol):
    """Calls to partners' servers."""

    def check(self, url: str) -> None:
        """Refuse an address that will never be called.

        Raises:
            Rejected: ``X921 BAD_WEBHOOK_URL``.
        """

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int | None:
        """Post once, following no redirect; gives the HTTP status, or None when no answer came.

        Raises:
            Rejected: ``X921 BAD_WEBHOOK_URL`` for an address that is not a public server's.
        """


class Ids(Protocol):
    """Fresh identifiers."""

    def new(self, prefix: str) -> str:
        """A new id such as ``bkg_01J...``, safe in a path."""

    def secret(self) -> str:
        """A new secret that nobody can guess."""


class Log(Protocol):
    """One JSON line a step."""

    def step(self, action: str, outcome: str, **fields: Any) -> None:
        """Write the line; never a coordinate, a token or personal data."""
