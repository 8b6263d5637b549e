"""People who use the backend one step after another: signed in, calling callables, listening under the rules."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from google.cloud.firestore import SERVER_TIMESTAMP, Client, DocumentReference, DocumentSnapshot, GeoPoint, Query

from devtools.suite import Suite
from shared import paths
from shared.geo.cells import encode
from shared.models.place import LatLng
from simulator.auth import Account, AuthEmulator
from simulator.backend_client import Refused
from simulator.user_firestore import Listener, listen, user_client

TIMEOUT_S = 60.0
Docs = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Person:
    """Somebody signed in on the suite."""

    uid: str
    id_token: str
    suite: Suite
    http: httpx.Client

    def call(self, name: str, /, **fields: Any) -> dict[str, Any]:
        """Call ``name``; the ``op_id`` is new unless given.

        Raises:
            Refused: the backend said no.
        """
        answer = self.post(name, {"data": {"op_id": uuid4().hex, **fields}})
        body = answer.json()
        if "error" not in body:
            return dict(body.get("result") or {})
        error = body["error"]
        raise Refused(name, str(error.get("status")), dict(error.get("details") or {}), str(error.get("message")))

    def post(self, name: str, body: Any) -> httpx.Response:
        """Post ``body`` as JSON to a callable, and give whatever comes back."""
        headers = {"Authorization": f"Bearer {self.id_token}"}
        return self.http.post(self.suite.callable_url(name), json=body, headers=headers)

    def client(self) -> Client:
        """Make a Firestore client that is under the rules."""
        return user_client(self.suite.project_id, self.id_token)

    def stand_at(self, point: LatLng, ago_s: float = 0.0) -> None:
        """Write the own position, as a phone does that measured it so long ago."""
        fields = {
            "provider_id": self.uid,
            "point": GeoPoint(point.lat, point.lng),
            "geohash": encode(point, 9),
            "accuracy_m": 8.0,
            "heading_deg": None,
            "speed_mps": 0.0,
            "source": "gps",
            "device_time": datetime.now(UTC) - timedelta(seconds=ago_s),
            "server_time": SERVER_TIMESTAMP,
        }
        self.client().document(paths.position(self.uid)).set(fields, merge=True)


class Heard:
    """What a listener hears: the documents of its target, and when each was first there (wall clock, seconds)."""

    def __init__(self, target: Query | DocumentReference) -> None:
        """Start to listen."""
        self._changed = threading.Condition()
        self._docs: Docs | None = None
        self._refusal: str | None = None
        self.first_s: dict[str, float] = {}
        self._listener: Listener = listen(target, self._hear, self._refuse)

    def until(self, holds: Callable[[Docs], bool], within_s: float = TIMEOUT_S) -> Docs:
        """Wait until the documents, by id, are as ``holds`` wants them, and give them.

        Raises:
            TimeoutError: they were not in time, or the listener was refused.
        """
        with self._changed:
            came = self._changed.wait_for(
                lambda: self._refusal or (self._docs is not None and holds(self._docs)), within_s
            )
            if not came or self._refusal or self._docs is None:
                raise TimeoutError(self._refusal or f"not heard within {within_s:.0f} s; last heard: {self._docs}")
            return self._docs

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _hear(self, snapshots: list[DocumentSnapshot[Any]]) -> None:
        at_s = time.time()
        held = {snapshot.id: snapshot.to_dict() or {} for snapshot in snapshots if snapshot.exists}
        with self._changed:
            self._docs = held
            for name in held:
                self.first_s.setdefault(name, at_s)
            self._changed.notify_all()

    def _refuse(self, reason: str) -> None:
        with self._changed:
            self._refusal = reason
            self._changed.notify_all()


def sign_in(suite: Suite, accounts: Sequence[Account], http: httpx.Client) -> dict[str, Person]:
    """Make the accounts and sign them in; people by uid."""

    async def sessions() -> dict[str, Person]:
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as auth_http:
            auth = AuthEmulator(suite.host("auth"), suite.project_id, auth_http)
            signed_in = await auth.sign_in_all(accounts)
        return {session.uid: Person(session.uid, session.id_token, suite, http) for session in signed_in}

    with ThreadPoolExecutor(1) as aside:  # whoever calls may be inside an event loop already
        return aside.submit(asyncio.run, sessions()).result()
