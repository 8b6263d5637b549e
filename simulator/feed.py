"""A listener as an event loop sees it: the newest state of a query or document, and a wait for the next change."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, TypeVar

from google.cloud.firestore import DocumentReference, DocumentSnapshot, GeoPoint, Query

from shared.models.base import Document
from simulator.user_firestore import Listener, listen

D = TypeVar("D", bound=Document)


class ListenerRefused(Exception):
    """The rules, or the server, ended a listener that a client needs."""


class Feed:
    """Keeps what a listener last heard; old states are skipped when several come at once."""

    def __init__(self, target: Query | DocumentReference) -> None:
        """Start listening; call on the event loop's thread."""
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._refusal: str | None = None
        self._docs: dict[str, Mapping[str, Any]] | None = None
        self._decoded: dict[str, Any] = {}
        self._name = name_of(target)
        self._listener: Listener = listen(target, self._on_heard, self._on_refused)

    @property
    def is_live(self) -> bool:
        """Whether the first state has come."""
        return self._docs is not None

    def all(self, kind: type[D]) -> dict[str, D]:
        """Give the documents heard last, by id.

        Raises:
            ListenerRefused: the listener ended.
        """
        if self._refusal is not None:
            raise ListenerRefused(f"{self._name}: {self._refusal}")
        for name, data in (self._docs or {}).items():
            if name not in self._decoded:
                self._decoded[name] = decoded(kind, data)
        return dict(self._decoded)

    def one(self, kind: type[D]) -> D | None:
        """Give the document heard last, or None when it is not there."""
        return next(iter(self.all(kind).values()), None)

    async def change(self, within_s: float | None = None) -> bool:
        """Wait for the next state; False when none came within so many real seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), within_s)
        was_changed = self._changed.is_set()
        self._changed.clear()
        return was_changed

    async def close(self) -> None:
        """Stop listening."""
        await asyncio.to_thread(self._listener.close)

    def _on_heard(self, docs: list[DocumentSnapshot[Any]]) -> None:
        held: dict[str, Mapping[str, Any]] = {doc.id: doc.to_dict() or {} for doc in docs if doc.exists}
        self._tell(held, None)

    def _on_refused(self, reason: str) -> None:
        self._tell(None, reason)

    def _tell(self, docs: dict[str, Mapping[str, Any]] | None, refusal: str | None) -> None:
        def take() -> None:
            if docs is not None:
                known, before = self._decoded, self._docs or {}
                self._decoded = {name: known[name] for name in docs if name in known and docs[name] == before[name]}
                self._docs = docs
            self._refusal = refusal
            self._changed.set()

        with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody listens any more
            self._loop.call_soon_threadsafe(take)


def name_of(target: Query | DocumentReference) -> str:
    """Name a listener's target for a message."""
    if isinstance(target, DocumentReference):
        return str(target.path)
    return str(target._parent.id)  # noqa: SLF001 - a query does not tell its collection otherwise


def decoded(kind: type[D], data: Mapping[str, Any]) -> D:
    """Read a document as the backend writes it."""
    return kind.model_validate({name: _plain(value) for name, value in data.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, GeoPoint):
        return {"lat": value.latitude, "lng": value.longitude}
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
