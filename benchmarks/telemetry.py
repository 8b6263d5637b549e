"""A thousand phones, each with its own ID token, write their position every five seconds under the security rules.

Each phone is a real client of the Firestore emulator: its write carries its own token and asks for the server's time, and the
rules judge it. First at the pace of phones, then as fast as a number of connections can, to find the ceiling of the machine.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from benchmarks.figures import Table, in_ms, percentile
from benchmarks.fleet import offset
from devtools import suite
from devtools.steps import say
from devtools.suite import Suite
from shared import paths
from shared.geo.cells import encode
from shared.models.place import LatLng
from simulator.auth import Account, AuthEmulator, Session

PHONES, EVERY_S, MINUTE_S = 1000, 5.0, 60.0
CEILING_S, CONNECTIONS = 10.0, 16
WANTED_SHARE = 0.99
"""Of the writes offered, that many have to be stored within the five seconds before the next."""
MISSED = "missed"
CENTRE = LatLng(lat=48.2082, lng=16.3738)


@dataclass
class Tally:
    """What came of writes: seconds each took from when it was due, and what was not stored."""

    took_s: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)

    def note(self, answer: httpx.Response, took_s: float) -> None:
        """Add one answer."""
        if answer.status_code == httpx.codes.OK:
            self.took_s.append(took_s)
        else:
            self.failed[str(answer.status_code)] += 1


class Phones:
    """Signed-in phones and their connections."""

    def __init__(self, running: Suite, sessions: Sequence[Session], http: httpx.AsyncClient) -> None:
        """Hold them."""
        root = f"projects/{running.project_id}/databases/(default)/documents"
        self._url = f"http://{running.host('firestore')}/v1/{root}:commit"
        self._root, self._http = root, http
        self._gate = asyncio.Semaphore(CONNECTIONS)
        self.sessions = sessions

    async def write(self, session: Session, tally: Tally, due_s: float) -> None:
        """Write one position, as far away as chance has it; one that waited until the next is due is left out, as phones do."""
        headers = {"Authorization": f"Bearer {session.id_token}"}
        async with self._gate:
            if time.perf_counter() - due_s > EVERY_S:
                tally.failed[MISSED] += 1
                return
            body = {"writes": [self._position(session.uid)]}
            try:
                tally.note(await self._http.post(self._url, json=body, headers=headers), time.perf_counter() - due_s)
            except httpx.HTTPError as trouble:
                tally.failed[type(trouble).__name__] += 1

    def _position(self, uid: str) -> dict[str, Any]:
        point = offset(CENTRE, north_m=random.uniform(-4000, 4000), east_m=random.uniform(-4000, 4000))
        fields = {
            "provider_id": {"stringValue": uid},
            "point": {"geoPointValue": {"latitude": point.lat, "longitude": point.lng}},
            "geohash": {"stringValue": encode(point, 9)},
            "accuracy_m": {"doubleValue": 8.5},
            "speed_mps": {"doubleValue": 4.2},
            "source": {"stringValue": "gps"},
            "device_time": {"timestampValue": datetime.now(UTC).isoformat()},
        }
        return {
            "update": {"name": f"{self._root}/{paths.position(uid)}", "fields": fields},
            "updateMask": {"fieldPaths": list(fields)},
            "updateTransforms": [{"fieldPath": "server_time", "setToServerValue": "REQUEST_TIME"}],
        }


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
    """Let connections write one after another; a phone's turn comes again after all others', so the rules' pace holds."""
    tally, end, turn = Tally(), time.perf_counter() + seconds, iter(range(10**9))

    async def connection() -> None:
        while (now := time.perf_counter()) < end:
            await phones.write(phones.sessions[next(turn) % len(phones.sessions)], tally, now)

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return tally


async def _measure(running: Suite, phones: int, seconds: float) -> tuple[Tally, Tally, float]:
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx.AsyncClient(limits=limits, timeout=60) as http:
        auth = AuthEmulator(running.host("auth"), running.project_id, http)
        sessions = await auth.sign_in_all([Account(f"phone-{number:04d}", "provider") for number in range(phones)])
        fleet = Phones(running, sessions, http)
        await _warm(fleet.write, sessions)
        await asyncio.sleep(3)
        began_s = time.process_time()
        at_pace = await paced(fleet, seconds)
        own_share = (time.process_time() - began_s) / seconds
        await asyncio.sleep(3)
        return at_pace, await flat_out(fleet, CEILING_S), own_share


async def _warm(write: Callable[[Session, Tally, float], Awaitable[None]], sessions: Sequence[Session]) -> None:
    """Write every position once: the documents are there then, and the emulator's code is compiled."""
    for start in range(0, len(sessions), CONNECTIONS):
        now = time.perf_counter()
        await asyncio.gather(*(write(one, Tally(), now) for one in sessions[start : start + CONNECTIONS]))


def run(phones: int = PHONES, seconds: float = MINUTE_S) -> Table:
    """Start the emulators, sign the phones in, and measure."""
    with suite.run(only=("firestore", "auth")) as running:
        say(f"Telemetry: {phones} phones under the rules")
        at_pace, ceiling, own_share = asyncio.run(_measure(running, phones, seconds))
    return table_of(at_pace, ceiling, phones, seconds, own_share)


def table_of(at_pace: Tally, ceiling: Tally, phones: int, seconds: float, own_share: float) -> Table:
    """Write the figures up."""
    offered = phones * round(seconds / EVERY_S)
    in_time = sum(took_s <= EVERY_S for took_s in at_pace.took_s)
    rates = {"offered": offered / seconds, "stored": len(at_pace.took_s) / seconds, "in time": in_time / seconds}
    most = len(ceiling.took_s) / CEILING_S
    rows = [
        *((f"writes a second, {name}", f"{rate:.0f}") for name, rate in rates.items()),
        *((f"time to stored, p{q}", in_ms(percentile(at_pace.took_s or [0.0], q / 100))) for q in (50, 95, 99)),
        ("refused or failed", f"{at_pace.failed.total()}"),
        ("processor of the phones themselves", f"{own_share:.0%} of one core"),
        (f"ceiling: writes a second on {CONNECTIONS} connections", f"{most:.0f}"),
        ("refused or failed there", f"{ceiling.failed.total()}"),
        ("load of the machine over the last minute", f"{os.getloadavg()[0]:.1f}"),
    ]
    share = in_time / offered
    misses = () if share >= WANTED_SHARE else (f"{share:.1%} of the writes in time, wanted {WANTED_SHARE:.0%}",)
    numbers = {**rates, "ceiling": most, "in_time_share": share, "failed": dict(at_pace.failed + ceiling.failed)}
    title = f"Telemetry of {phones} phones, one position every {EVERY_S:g} s, under the rules"
    return Table(title, ("figure", "value"), rows, numbers, misses=misses)
