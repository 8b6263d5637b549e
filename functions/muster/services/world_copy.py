"""A copy of the world to try a change on: what is done on it is seen by later reads, and reaches the store only when carried over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from muster.ports.backend import Backend
from muster.ports.store import Store
from shared.models.base import Document
from shared.models.change import Decision, Message, Versioned, Write
from shared.models.plan import Batch
from shared.models.zone import Zone

D = TypeVar("D", bound=Document)


class WorldCopy:
    """Real decisions run on it one after the other, and come out as one commit with the preconditions of the first reads.

    Queries other than ``zones_by_cells`` see the store as it is: no decision of an override looks for its own effect by query.
    """

    def __init__(self, backend: Backend) -> None:
        """Begin with the world as it is."""
        self._store = backend.store
        self._changed: dict[str, Write] = {}
        self._messages: list[Message] = []
        self.read: dict[str, Versioned[Any]] = {}
        """What was read from the store, by path, as it was."""
        self.backend = replace(backend, store=cast("Store", self))

    def as_it_was(self) -> "WorldCopy":
        """Give another copy of the same moment, with nothing changed on it."""
        other = WorldCopy(replace(self.backend, store=self._store))
        other.read |= self.read
        return other

    def __getattr__(self, name: str) -> Any:
        """Give the store's queries."""
        return getattr(self._store, name)

    def get(self, path: str, kind: type[D]) -> Versioned[D] | None:
        """Read one document, as changed on this copy."""
        return self.get_each({path: kind}).get(path)

    def get_many(self, paths: Sequence[str], kind: type[D]) -> dict[str, Versioned[D]]:
        """Read several documents."""
        return self.get_each(dict.fromkeys(paths, kind))

    def get_each(self, wanted: Mapping[str, type[Document]]) -> dict[str, Versioned[Any]]:
        """Read documents of several kinds; what was read before is not read again."""
        unread = {path: kind for path, kind in wanted.items() if path not in self._changed and path not in self.read}
        self.read |= self._store.get_each(unread) if unread else {}
        return {path: found for path in wanted if (found := self._now(path)) is not None}

    def zones_by_cells(self, cells: Sequence[str]) -> list[Zone]:
        """Find zones, those changed on this copy as they are on it."""
        changed = {one.document.zone_id: one.document for one in self.writes if isinstance(one.document, Zone)}
        return [changed.get(zone.zone_id, zone) for zone in self._store.zones_by_cells(cells)]

    def batches_of(self, booking_id: str, limit: int) -> list[Versioned[Batch]]:
        """Find the batches of a booking, as they are on this copy; they count as read."""
        found = self._store.batches_of(booking_id, limit)
        self.read = {one.path: one for one in found} | self.read
        return [known for one in found if (known := self._now(one.path)) is not None]

    def commit(self, writes: Sequence[Write]) -> None:
        """Write on the copy."""
        for write in writes:
            first = self._changed.get(write.path)
            if first is None:
                self._changed[write.path] = write
            elif first.must_be_new and write.document is None:
                del self._changed[write.path]
            else:
                self._changed[write.path] = replace(first, document=write.document)

    def apply(self, decision: Decision) -> None:
        """Let a decision come true on the copy."""
        self.commit(decision.writes)
        self._messages += decision.messages

    @property
    def writes(self) -> tuple[Write, ...]:
        """All that was changed, a document once."""
        return tuple(self._changed.values())

    @property
    def messages(self) -> tuple[Message, ...]:
        """All that is to be sent when it is carried over."""
        return tuple(self._messages)

    def changed(self, kind: type[D]) -> dict[str, D]:
        """Documents of one kind that were changed or made, by path, as they are on the copy."""
        return {one.path: one.document for one in self.writes if isinstance(one.document, kind)}

    def were(self, kind: type[D]) -> list[D]:
        """Documents of one kind that were read, as they are in the store."""
        return [found.value for found in self.read.values() if isinstance(found.value, kind)]

    def _now(self, path: str) -> Versioned[Any] | None:
        write = self._changed.get(path)
        if write is None:
            return self.read.get(path)
        return Versioned(path, write.document, write.token) if write.document is not None else None
