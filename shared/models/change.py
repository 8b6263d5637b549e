"""What a decision writes: versioned snapshots in, one atomic set of writes and messages out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.models.base import Document
from shared.units import Instant

D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Versioned(Generic[D]):
    """A document as it was read. ``token`` is opaque: it makes a later write fail if the document changed since."""

    path: str
    value: D
    token: Any


@dataclass(frozen=True)
class Write:
    """One document write. ``document`` None deletes. ``token`` None with ``must_be_new`` False writes blindly."""

    path: str
    document: Document | None
    token: Any = None
    must_be_new: bool = False


def create(path: str, document: Document) -> Write:
    """Write a document that must not exist yet."""
    return Write(path, document, must_be_new=True)


def replace(snapshot: Versioned[D], document: D) -> Write:
    """Write a document that must be as it was read."""
    return Write(snapshot.path, document, token=snapshot.token)


def put(path: str, document: Document) -> Write:
    """Write a document whatever is there: only for values that nothing decides on."""
    return Write(path, document)


def erase(snapshot: Versioned[D]) -> Write:
    """Delete a document that must be as it was read."""
    return Write(snapshot.path, None, token=snapshot.token)


def remove(path: str) -> Write:
    """Delete a document whatever is there; deleting an absent one is no error."""
    return Write(path, None)


class Publish(Document):
    """A message for a Pub/Sub topic; ``key`` names it for deduplication across redeliveries."""

    topic: str
    key: str
    payload: dict[str, Any]


class Schedule(Document):
    """A task for a queue, at ``due_at`` business time. ``name`` is deterministic, so a duplicate is no second task."""

    queue: str
    name: str
    payload: dict[str, Any]
    due_at: Instant


Message = Publish | Schedule


@dataclass(frozen=True)
class Decision:
    """All that one decision changes: committed atomically with a precondition on each document, then published."""

    writes: tuple[Write, ...]
    messages: tuple[Message, ...] = ()
    result: Mapping[str, Any] | None = None
    seen: tuple[Document, ...] = ()
    """What somebody was shown that is not open to them: audited though nothing is written."""


class CommitRecord(Document):
    """``commits/{key}``: written in the effect's own commit. It is the do-once mark (inbox) and the outbox row in one.

    ``key`` is ``callable:{uid}:{op_id}`` for commands, else ``{consumer}:{message key}``; ``reference:{booking id}`` marks a partner's
    own reference that was placed by a quote.
    """

    key: str
    request_hash: str
    result: dict[str, Any]
    messages: tuple[Publish | Schedule, ...] = ()
    pending: bool
    """Whether ``messages`` still have to be sent."""
    committed_at: Instant
    """Real time."""
    expires_at: Instant
    """Retention end, a TTL field: at least seven days, longer than any retry."""
