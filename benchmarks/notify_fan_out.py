"""Telling ten thousand devices of one event, through the real functions, beside firebase-admin's bare multicast.

Both send to the same local FCM, the same text to as many tokens. The bare sender is a process of its own with the targets in memory;
Muster's is asked by one message on its topic, reads the devices page by page from Firestore, writes a delivery record a page, and
is warm. Latency is from the asking to a phone's arrival, throughput is over all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

import httpx
from firebase_admin import messaging

from benchmarks.figures import Table, misses_of, percentile
from benchmarks.person import TIMEOUT_S
from benchmarks.town import Town, open_town
from devtools import suite
from devtools.steps import say
from muster.adapters.fcm import CHUNK, FcmPush
from muster.adapters.firestore_codec import encode
from muster.adapters.pubsub_bus import PubSubBus
from shared import paths
from shared.messages.routing import NOTIFICATIONS
from shared.models.device import Device
from shared.models.place import LatLng
from simulator.business_clock import real_now

RECIPIENTS = 10_000
CENTRE = LatLng(lat=48.2082, lng=16.3738)
WANTED = {"time": 2.0}
POLL_S = 0.2
GIVE_UP_S = 120.0
WARM_UP = 2_000
_BATCH = 400


@dataclass(frozen=True)
class Spread:
    """Seconds from the asking to each arrival."""

    arrivals_s: list[float]

    @property
    def all_s(self) -> float:
        """Until the last."""
        return max(self.arrivals_s)


@dataclass(frozen=True)
class Scene:
    """What takes part."""

    town: Town
    http: httpx.Client
    bare: ProcessPoolExecutor
    booking_id: str
    """What the event is about."""


def run(recipients: int = RECIPIENTS) -> Table:
    """Start a suite, register the devices, and tell them once in each way, after a smaller warm-up."""
    with suite.run() as running, httpx.Client(timeout=TIMEOUT_S) as http, _bare_sender() as bare:
        town = open_town(running, http, "fanout", CENTRE, mode="manual")
        booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
        scene = Scene(town, http, bare, booking_id)
        _measure(scene, "warm", WARM_UP)
        return _table(*_measure(scene, "crowd", recipients), recipients)


def _measure(scene: Scene, crowd: str, size: int) -> tuple[Spread, Spread]:
    """Tell a new crowd once in each way."""
    say(f"Fan-out: registering {size} devices")
    _register(scene.town, crowd, size)
    host = scene.town.suite.host("fcm")
    bare = _timed(scene, size, lambda: scene.bare.submit(_bare, host, size))
    return bare, _timed(scene, size, lambda: _ask(scene, crowd))


def _register(town: Town, crowd: str, size: int) -> None:
    """Write the devices as ``register_device`` would: operators of an area of their own."""
    for start in range(0, size, _BATCH):
        batch = town.server.batch()
        for number in range(start, min(size, start + _BATCH)):
            name = f"{crowd}-{number:06d}"
            device = Device(
                installation_id=name,
                owner=f"owner-{name}",
                app="operator",
                target_kind="fid",
                target=f"fid-of-{name}",
                areas=(crowd,),
                refreshed_at=real_now(),
            )
            batch.set(town.server.document(paths.device(name)), encode(device))
        batch.commit()


def _ask(scene: Scene, area_id: str) -> None:
    booking_id = scene.booking_id
    page = {
        "event_id": f"{booking_id}.{area_id}",
        "kind": "approval",
        "area_id": area_id,
        "ids": {"booking_id": booking_id},
        "expires_at": (real_now() + timedelta(minutes=10)).isoformat(),
        "after": "",
    }
    PubSubBus(scene.town.suite.project_id).publish(NOTIFICATIONS, f"bench.{area_id}", {"page": page})


def _bare(host: str, size: int) -> None:
    """Send to ``size`` installations in chunks, with nothing around it."""
    service = FcmPush("demo-bare", host)._service  # noqa: SLF001 - the library's own sender, spoken to directly
    text = messaging.Notification(title="A decision waits for you", body="It goes out by itself at its deadline.")
    for start in range(0, size, CHUNK):
        chunk = range(start, min(size, start + CHUNK))
        service.send_each([messaging.Message(fid=f"bare-{number}", notification=text) for number in chunk])


@contextmanager
def _bare_sender() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


def _timed(scene: Scene, size: int, ask: Callable[[], Any]) -> Spread:
    """Ask, and wait until as many have arrived."""
    url = f"http://{scene.town.suite.host('fcm')}/local/arrivals"
    last: list[dict[str, Any]] = scene.http.get(url).json()["arrivals"]
    before = last[-1]["number"] if last else 0
    asked_s = time.monotonic()
    ask()
    found: list[float] = []
    while len(found) < size:
        if time.monotonic() - asked_s > GIVE_UP_S:
            raise TimeoutError(f"{len(found)} of {size} arrived within {GIVE_UP_S:.0f} s")
        time.sleep(POLL_S)
        fresh = scene.http.get(url, params={"after": before + len(found)}).json()["arrivals"]
        found += [arrival["at_s"] - asked_s for arrival in fresh]
    return Spread(found)


def _table(bare: Spread, ours: Spread, size: int) -> Table:
    rows = [
        (name, f"{one.all_s:.2f} s", f"{size / one.all_s:,.0f}", f"{percentile(one.arrivals_s, 0.95):.2f} s")
        for name, one in (("firebase-admin multicast", bare), ("Muster", ours))
    ]
    ratio = {"time": ours.all_s / bare.all_s}
    rows.append(("ratio", f"{ratio['time']:.2f}", "", ""))
    rows.append(("wanted at most", f"{WANTED['time']:g}", "", ""))
    return Table(
        f"Fan-out to {size:,} devices",
        ("", "until the last", "a second", "p95 latency"),
        rows,
        {"bare_s": bare.all_s, "muster_s": ours.all_s, "ratio": ratio, "devices": size},
        notes="One event, one local FCM for both; Muster reads the devices from Firestore and keeps a record a page of 500.",
        misses=misses_of(ratio, WANTED),
    )
