"""What telemetry costs: documents read and written for each position of an idle phone and each report of a working one.

A working phone rides a whole job, a report every seven business seconds, through the real service on the emulator. The clock is
moved by hand, so the ride takes as long as its commits. An idle phone writes one document under rules that read no other.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.backends import Outside, backend_on
from benchmarks.figures import Table
from benchmarks.fleet import idle_fleet, offset
from benchmarks.town import SERVICE, square
from devtools import suite
from devtools.steps import say
from muster.adapters.firestore_client import connect
from muster.adapters.firestore_store import FirestoreStore
from muster.adapters.meter import Meter
from muster.adapters.system_clock import SystemClock
from muster.ports.store import Store
from muster.services.by_name import use_case
from shared import paths
from shared.messages.events import Actor, ActorKind
from shared.models.change import put
from shared.models.place import LatLng
from shared.models.provider import Provider

AREA, CENTRE = "tracks", LatLng(lat=48.2082, lng=16.3738)
EVERY_S = 7
RIDE_M = 3000.0
RIDE_MPS = 3.5
REPORTS = 120
ADMIN = Actor(kind=ActorKind.ADMIN, id="admin")
CUSTOMER = Actor(kind=ActorKind.CUSTOMER, id="tracks-customer")
RIDER = Actor(kind=ActorKind.PROVIDER, id="idle-0000", areas=(AREA,))
WANTED_READS, WANTED_WRITES = 4.5, 3.5


class Ride:
    """One provider with one job, who rides to its pickup."""

    def __init__(self, store: Store) -> None:
        """Set the area up, place the booking, give it to the provider, and set out."""
        self._now = datetime.now(UTC)  # stands still until it is moved
        clock = SystemClock(machine=lambda: self._now)
        self._backend = replace(backend_on(store, Outside()), clock=clock)
        self._ops = itertools.count(1)
        named = {"area_id": AREA, "name": "Tracks"}
        self._do(ADMIN, "put_service_area", **named, timezone="Europe/Vienna", centre=CENTRE.model_dump())
        self._do(ADMIN, "put_zone", zone_id="tracks", **named, geometry=square(CENTRE), services=[SERVICE])
        fleet = idle_fleet(1, CENTRE, AREA, self._now, SERVICE)
        store.commit([put(path, document) for path, document in fleet])
        there = offset(CENTRE, north_m=1500)
        stops = [{"type": "pickup", "point": CENTRE.model_dump()}, {"type": "dropoff", "point": there.model_dump()}]
        booking_id = self._do(CUSTOMER, "place_booking", service=SERVICE, stops=stops)["booking_id"]
        self._do(ADMIN, "assign_booking", booking_id=booking_id, provider_id=RIDER.id, reason="measured")
        self._do(RIDER, "start_stop", booking_id=booking_id, epoch=1, stop_id="s1")
        self._now += timedelta(seconds=120)

    def report(self, number: int) -> None:
        """Report where the provider is after so many reports."""
        point = offset(CENTRE, north_m=max(0.0, RIDE_M - RIDE_MPS * EVERY_S * number))
        at = self._now.isoformat()
        self._do(RIDER, "report_track", points=[{"point": point.model_dump(), "accuracy_m": 8, "device_time": at}])
        self._now += timedelta(seconds=EVERY_S)

    def _do(self, actor: Actor, name: str, /, **fields: Any) -> dict[str, Any]:
        sent = {"op_id": f"track-{next(self._ops):08d}", **fields}
        result: dict[str, Any] = use_case(name).run(self._backend, actor, sent)
        return result


def measure(store: Store, meter: Meter, reports: int = REPORTS) -> dict[str, float]:
    """Ride, and give what a report costs on the mean."""
    ride = Ride(store)
    meter.reset()
    for number in range(reports):
        ride.report(number)
    held = store.get(paths.provider(RIDER.id), Provider)
    if held is None or not held.value.active_bookings:
        message = "the provider lost the job on the way"
        raise RuntimeError(message)
    whole = {"reads": meter.total("reads") - 1, "writes": meter.total("writes") + meter.total("deletes")}
    parts = {f"{kind}: {name}": n for (kind, name), n in sorted(meter.by_operation().items())}
    return {name: count / reports for name, count in {**whole, **parts}.items()}


def run(reports: int = REPORTS) -> Table:
    """Start an emulator and measure."""
    with suite.run(only=("firestore",)) as running:
        say(f"Cost of telemetry: a ride of {reports} reports")
        meter = Meter()
        working = measure(FirestoreStore(connect(running.project_id), meter.count), meter, reports)
    return table_of(working)


def table_of(working: dict[str, float]) -> Table:
    """Write the figures up."""
    rows = [
        ("documents read", "0", f"{working['reads']:.2f}"),
        ("documents written", "1", f"{working['writes']:.2f}"),
        ("functions started", "0", "1"),
        *((name, "", f"{count:.2f}") for name, count in working.items() if ": " in name),
    ]
    limits = {"reads": WANTED_READS, "writes": WANTED_WRITES}
    misses = tuple(
        f"{name} of a report: {working[name]:.2f}, wanted at most {limit:g}"
        for name, limit in limits.items()
        if working[name] > limit
    )
    columns = ("a position", "of an idle phone", "of a phone on a job")
    notes = (
        f"One job held; a report every {EVERY_S} s; arrival, look-ups and samples of speed shared out over the ride."
    )
    return Table("Cost of telemetry", columns, rows, {"working": working}, notes=notes, misses=misses)
