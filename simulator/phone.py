"""A provider's phone: knows where it is, and sends positions as the rules and the backend allow.

An idle phone writes its own position document under the rules; on a job it reports tracks by command. Sending is paced in
real time: never two within two seconds, and often enough that the link stays fresh.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from datetime import datetime

from google.api_core.exceptions import GoogleAPICallError, PermissionDenied
from google.cloud.firestore import SERVER_TIMESTAMP, Client, GeoPoint

from shared import paths
from shared.geo.cells import encode
from shared.messages.commands import ReportTrack
from shared.models.place import LatLng
from shared.models.provider import TrackPoint
from simulator.auth import Session
from simulator.backend_client import Refused, new_op_id
from simulator.business_clock import real_now
from simulator.travel import Trip, moved
from simulator.world import World

LEAST_APART_S = 2.3
"""The rules refuse writes within two real seconds of the last."""
IDLE_EVERY_S = 25.0
"""A link is stale after a minute without a position."""
MOVING_EVERY_S = 7.0
TICK_S = 0.5
GEOHASH_PRECISION = 9
NOISE_M = 6.0


class Phone:
    """Where the provider is, and what the backend has been told of it."""

    def __init__(self, world: World, session: Session, client: Client, home: LatLng, rng: random.Random) -> None:
        """Switch on at home."""
        self._world = world
        self._session = session
        self._client = client
        self._rng = rng
        self._sent_s = float("-inf")
        self.point = home

    async def write_position(self) -> None:
        """Write the own position document under the rules, keeping the pace."""
        await self._keep_pace()
        fields = {
            "provider_id": self._session.uid,
            "accuracy_m": self._accuracy_m(),
            "heading_deg": None,
            "speed_mps": 0.0,
            "source": "gps",
            "device_time": real_now(),
            "server_time": SERVER_TIMESTAMP,
            **self._whereabouts(),
        }
        document = self._client.document(paths.position(self._session.uid))
        try:
            await asyncio.to_thread(document.set, fields, merge=True)
        except PermissionDenied as refusal:
            self._world.diary.faults.append(f"position of {self._session.uid} refused: {refusal.message}")
        except GoogleAPICallError as trouble:
            self._world.note(f"a position was not sent: {trouble.message}")
        self._mark_sent()

    async def report(self, trip: Trip | None = None) -> None:
        """Report where the phone is by command, as a phone on a job does."""
        await self._keep_pace()
        point = TrackPoint(
            point=self._noisy(),
            accuracy_m=self._accuracy_m(),
            device_time=real_now(),
            heading_deg=trip.heading_deg if trip else None,
            speed_mps=trip.speed_mps if trip else 0.0,
        )
        try:
            await self._world.backend.call(
                "report_track", self._session, ReportTrack(op_id=new_op_id(), points=(point,))
            )
        except Refused as refusal:
            self._world.diary.faults.append(str(refusal))
        self._mark_sent()

    async def travel(self, trip: Trip, *, goes_on: Callable[[], bool]) -> bool:
        """Ride along ``trip`` to its end; False when ``goes_on`` says no meanwhile."""
        while goes_on():
            now = self._world.clock.now()
            self.point = trip.point_at(now)
            if trip.remaining_s(now) <= 0:
                return True
            if self._is_due(MOVING_EVERY_S):
                await self.report(trip)
            await asyncio.sleep(min(TICK_S, max(0.02, self._world.clock.real_s(trip.remaining_s(now)))))
        return False

    async def linger(self, until: datetime, *, goes_on: Callable[[], bool]) -> bool:
        """Stay until a business instant, keeping the link fresh; False when ``goes_on`` says no meanwhile."""
        while goes_on():
            left_s = self._world.clock.real_s((until - self._world.clock.now()).total_seconds())
            if left_s <= 0:
                return True
            await self.keep_fresh()
            await asyncio.sleep(min(TICK_S, left_s))
        return False

    async def keep_fresh(self) -> None:
        """Write the position when the last one grows old."""
        if self._is_due(IDLE_EVERY_S):
            await self.write_position()

    def _is_due(self, every_s: float) -> bool:
        return time.monotonic() - self._sent_s >= every_s

    async def _keep_pace(self) -> None:
        await asyncio.sleep(max(0.0, self._sent_s + LEAST_APART_S - time.monotonic()))
        self._mark_sent()

    def _mark_sent(self) -> None:
        """Remember the time; again when the answer is there, because the server's clock ticked at some time in between."""
        self._sent_s = time.monotonic()

    def _whereabouts(self) -> dict[str, object]:
        seen = self._noisy()
        return {"point": GeoPoint(seen.lat, seen.lng), "geohash": encode(seen, GEOHASH_PRECISION)}

    def _noisy(self) -> LatLng:
        return moved(self.point, east_m=self._rng.gauss(0, NOISE_M), north_m=self._rng.gauss(0, NOISE_M))

    def _accuracy_m(self) -> float:
        return round(self._rng.uniform(4, 18), 1)
