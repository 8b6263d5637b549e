"""A thousand phones, each with its own ID token, write their position every five seconds under the security rules.

Each phone is a real client of the Firestore emulator: its write carries its own token and asks for the server's time, and the
rules judge it. First at the pace of phones, then as fast as they are stored, to find the ceiling of the machine.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import grpc
import httpx
from google.cloud.firestore import GeoPoint
from google.cloud.firestore_v1.types import CommitRequest

from benchmarks.figures import Table, in_ms, percentile
from benchmarks.fleet import offset
from benchmarks.processors import started_cpu_s
from devtools import suite
from devtools.steps import say
from devtools.suite import Suite
from muster.adapters.firestore_values import fill_map
from shared import paths
from shared.geo.cells import encode
from shared.models.place import LatLng
from simulator.auth import Account, AuthEmulator, Session

PHONES, EVERY_S, MINUTE_S = 1000, 5.0, 60.0
CEILING_S, CONNECTIONS, AT_ONCE = 15.0, 8, 32
WANTED_SHARE = 0.99
"""Of the writes offered, that many have to be stored within the five seconds before the next."""
MISSED = "missed"
COMMIT = "/google.firestore.v1.Firestore/Commit"
REQUEST = CommitRequest.pb()
CENTRE = LatLng(lat=48.2082, lng=16.3738)


@dataclass
class Tally:
    """What came of writes: seconds each took from when it was due, and what was not stored."""

    took_s: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)


class Phones:
    """Signed-in phones; they share connections as they would share a network."""

    def __init__(self, running: Suite, sessions: Sequence[Session], channels: Sequence[grpc.aio.Channel]) -> None:
        """Hold them."""
        self._root = f"projects/{running.project_id}/databases/(default)"
        self._commits = itertools.cycle(
            channel.unary_unary(COMMIT, request_serializer=REQUEST.SerializeToString, response_deserializer=bytes)
            for channel in channels
        )
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.sessions = sessions

    async def write(self, session: Session, tally: Tally, due_s: float) -> None:
        """Write one position, as far away as chance has it; one that waited until the next is due is left out, as phones do."""
        async with self._gate:
            if time.perf_counter() - due_s > EVERY_S:
                tally.failed[MISSED] += 1
                return
            as_user = (("authorization", f"Bearer {session.id_token}"), ("google-cloud-resource-prefix", self._root))
            try:
                await next(self._commits)(self._request(session.uid), metadata=as_user, timeout=60)
                tally.took_s.append(time.perf_counter() - due_s)
            except grpc.aio.AioRpcError as trouble:
                tally.failed[trouble.code().name] += 1

    def _request(self, uid: str) -> Any:
        point = offset(CENTRE, north_m=random.uniform(-4000, 4000), east_m=random.uniform(-4000, 4000))
        fields = {
            "provider_id": uid,
            "point": GeoPoint(point.lat, point.lng),
            "geohash": encode(point, 9),
            "accuracy_m": 8.5,
            "speed_mps": 4.2,
            "source": "gps",
            "device_time": datetime.now(UTC),
        }
        request = REQUEST(database=self._root)
        write = request.writes.add()
        write.update.name = f"{self._root}/documents/{paths.position(uid)}"
        fill_map(write.update.fields, fields)
        write.update_mask.field_paths.extend(fields)
        write.update_transforms.add(field_path="server_time", set_to_server_value="REQUEST_TIME")
        return request


async def paced(phones: Phones, seconds: float) -> Tally:
    """Let each phone write every five seconds, their first writes spread evenly."""
    tally, start = Tally(), time.perf_counter() + 1
    rounds = round(seconds / EVERY_S)

    async def live(number: int, session: Session) -> None:
        first_s = start + EVERY_S * number / len(phones.sessions)
        for turn in range(rounds):
            due_s = first_s + turn * EVERY_S
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            await phones.write(session, tally, due_s)

    await asyncio.gather(*(live(number, session) for number, session in enumerate(phones.sessions)))
    return tally


async def flat_out(phones: Phones, seconds: float) -> Tally:
    """Let writes follow one another; a phone's turn comes again after all others', so the rules' pace holds."""
    tally, end, turn = Tally(), time.perf_counter() + seconds, iter(range(10**9))

    async def lane() -> None:
        while (now := time.perf_counter()) < end:
            await phones.write(phones.sessions[next(turn) % len(phones.sessions)], tally, now)

    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))
    return tally


@dataclass(frozen=True)
class Measured:
    """What was measured; processor time in seconds a write stored flat out, of the phones and of the emulators."""

    at_pace: Tally
    ceiling: Tally
    own_s: float
    emulators_s: float


async def _measure(running: Suite, phones: int, seconds: float) -> Measured:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=60))
        auth = AuthEmulator(running.host("auth"), running.project_id, http)
        sessions = await auth.sign_in_all([Account(f"phone-{number:04d}", "provider") for number in range(phones)])
        host, own = running.host("firestore"), (("grpc.use_local_subchannel_pool", 1),)
        opened = [grpc.aio.insecure_channel(host, options=own) for _ in range(CONNECTIONS)]
        channels = [await stack.enter_async_context(channel) for channel in opened]
        fleet = Phones(running, sessions, channels)
        await _warm(fleet.write, sessions)
        await asyncio.sleep(3)
        at_pace = await paced(fleet, seconds)
        await asyncio.sleep(3)
        own_s, emulators_s = time.process_time(), started_cpu_s()
        ceiling = await flat_out(fleet, CEILING_S)
        stored = max(1, len(ceiling.took_s))
        spent_s = (time.process_time() - own_s) / stored, (started_cpu_s() - emulators_s) / stored
        return Measured(at_pace, ceiling, *spent_s)


async def _warm(write: Callable[[Session, Tally, float], Awaitable[None]], sessions: Sequence[Session]) -> None:
    """Write every position once: the documents are there then, and the emulator's code is compiled."""
    for start in range(0, len(sessions), AT_ONCE):
        now = time.perf_counter()
        await asyncio.gather(*(write(one, Tally(), now) for one in sessions[start : start + AT_ONCE]))


def run(phones: int = PHONES, seconds: float = MINUTE_S) -> Table:
    """Start the emulators, sign the phones in, and measure."""
    with suite.run(only=("firestore", "auth")) as running:
        say(f"Telemetry: {phones} phones under the rules")
        measured = asyncio.run(_measure(running, phones, seconds))
    return table_of(measured, phones, seconds)


def table_of(measured: Measured, phones: int, seconds: float) -> Table:
    """Write the figures up."""
    at_pace, ceiling = measured.at_pace, measured.ceiling
    offered = phones * round(seconds / EVERY_S)
    in_time = sum(took_s <= EVERY_S for took_s in at_pace.took_s)
    rates = {"offered": offered / seconds, "stored": len(at_pace.took_s) / seconds, "in time": in_time / seconds}
    most = len(ceiling.took_s) / CEILING_S
    rows = [
        *((f"writes a second, {name}", f"{rate:.0f}") for name, rate in rates.items()),
        *((f"time to stored, p{q}", in_ms(percentile(at_pace.took_s or [0.0], q / 100))) for q in (50, 95, 99)),
        ("refused or failed", f"{at_pace.failed.total()}"),
        (f"ceiling: writes a second, {AT_ONCE} at once", f"{most:.0f}"),
        ("refused or failed there", f"{ceiling.failed.total()}"),
        ("processor time of the emulators for a write there", in_ms(measured.emulators_s)),
        ("processor time of the phone for it", in_ms(measured.own_s)),
        ("load of the machine over the last minute", f"{os.getloadavg()[0]:.1f}"),
    ]
    share = in_time / offered
    misses = () if share >= WANTED_SHARE else (f"{share:.1%} of the writes in time, wanted {WANTED_SHARE:.0%}",)
    numbers = {
        **rates,
        "ceiling": most,
        "in_time_share": share,
        "emulators_s": measured.emulators_s,
        "own_s": measured.own_s,
        "failed": dict(at_pace.failed + ceiling.failed),
    }
    title = f"Telemetry of {phones} phones, one position every {EVERY_S:g} s, under the rules"
    return Table(title, ("figure", "value"), rows, numbers, misses=misses)
