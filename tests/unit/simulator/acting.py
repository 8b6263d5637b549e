"""Stand-ins for what an agent of the simulator acts on: a backend that records, and documents that can be read."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any
from zoneinfo import ZoneInfo

from google.api_core.exceptions import PermissionDenied
from google.cloud.firestore import GeoPoint

from muster.adapters.firestore_codec import encode
from shared.messages.commands import Command
from shared.models.base import Document
from shared.models.provider import VehicleType
from simulator.auth import Session
from simulator.backend_client import Refused
from simulator.business_clock import BusinessClock, real_now
from simulator.travel import Roads
from simulator.world import World

PROVIDER = Session("provider-1", "token-1")
ROADS = Roads(speed_mps=dict.fromkeys(VehicleType, 300.0), detour=1.0, traffic=(1.0,) * 24)


class RecordingBackend:
    """Takes every call; refuses the calls it was told to, once each, in order."""

    def __init__(self, answers: dict[str, dict[str, Any]] | None = None) -> None:
        self.answers = answers or {}
        self.calls: list[tuple[str, Command]] = []
        self.refusals: list[tuple[str, str]] = []

    def refuse(self, name: str, label: str) -> None:
        """Refuse the next call of ``name``."""
        self.refusals.append((name, label))

    async def call(self, name: str, _person: Session, command: Command) -> dict[str, Any]:
        self.calls.append((name, command))
        if self.refusals and self.refusals[0][0] == name:
            _, label = self.refusals.pop(0)
            raise Refused(name, "ABORTED", {"code": label}, "refused for the test")
        return self.answers.get(name, {})

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls if name != "report_track"]

    def last(self, name: str) -> Any:
        return next(command for called, command in reversed(self.calls) if called == name)


class Documents:
    """Stands in for a user's Firestore client: documents by path, and what was written."""

    def __init__(self, **documents: Document) -> None:
        self.stored: dict[str, Any] = {path.replace("__", "/"): encode(value) for path, value in documents.items()}
        self.written: list[dict[str, Any]] = []
        self.is_closed_to_us = False

    def collection(self, _name: str) -> "Documents":
        return self

    def where(self, **_filter: Any) -> "Documents":
        return self

    def limit(self, _count: int) -> "Documents":
        return self

    def document(self, path: str) -> Any:
        store = self

        class Reference:
            def get(self) -> Any:
                if store.is_closed_to_us:
                    raise PermissionDenied("not yours any more")
                return Snapshot(store.stored.get(path))

            def set(self, fields: dict[str, Any], *, merge: bool) -> None:
                assert merge
                if store.is_closed_to_us:
                    raise PermissionDenied("too soon")
                store.written.append(fields)

        return Reference()


class Snapshot:
    def __init__(self, fields: dict[str, Any] | None) -> None:
        self._fields = fields

    @property
    def exists(self) -> bool:
        return self._fields is not None

    def to_dict(self) -> dict[str, Any] | None:
        return self._fields


class StillFeed:
    """Stands in for a listener: holds what it is given."""

    def __init__(self, _target: Any) -> None:
        self._held: dict[str, Any] = {}
        self._changed = asyncio.Event()

    def put(self, documents: dict[str, Any]) -> None:
        """Let the listener hear these documents."""
        self._held = documents
        self._changed.set()

    def all(self, _kind: type) -> dict[str, Any]:
        return dict(self._held)

    def one(self, _kind: type) -> Any:
        return next(iter(self._held.values()), None)

    async def change(self, within_s: float | None = None) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), within_s)
        self._changed.clear()
        return True

    async def close(self) -> None:
        return None


def a_world(backend: RecordingBackend, rate: float = 1000.0) -> World:
    """A world in which business time flies, starting at the fakes' noon."""
    from tests.builders import NOW

    client: Any = backend
    clock = BusinessClock(rate, real_now(), NOW)
    return World(clock, client, "demo-muster-test", ROADS, "berlin", ZoneInfo("UTC"))


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 10))


def point_of(fields: dict[str, Any]) -> GeoPoint:
    point: GeoPoint = fields["point"]
    return point
