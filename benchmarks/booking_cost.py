"""What a completed booking costs: documents read and written, and functions started.

The real services run inside this process, each message and timer handed on by hand, so that every step is seen. One offer
a booking; both people have a phone that is told; positions, and the polling of timers that the emulator makes, are apart.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.backends import Outside, backend_on
from benchmarks.figures import Table, misses_of
from benchmarks.fleet import CITY_RADIUS_M, idle_fleet, offset
from benchmarks.town import SERVICE, square
from devtools import suite
from devtools.steps import say
from muster.adapters.firestore_client import connect
from muster.adapters.firestore_store import FirestoreStore
from muster.adapters.meter import Meter
from muster.ports.store import Store
from muster.services.by_name import use_case
from muster.services.dispatch_window import dispatch_window
from muster.services.expire_offers import expire_offers
from muster.services.notify_people import notify_people
from muster.services.progress_workflow import progress_workflow
from muster.services.record_facts import record_facts
from muster.services.snapshot_areas import snapshot_areas
from shared import paths
from shared.messages.events import Actor, ActorKind, OfferLine, OffersMade, TimelineEvent
from shared.models.base import Document
from shared.models.booking import BookingState
from shared.models.change import put
from shared.models.device import Device
from shared.models.place import LatLng
from shared.units import InstallationId, Uid

AREA, CENTRE = "costs", LatLng(lat=48.2082, lng=16.3738)
SMALL, LARGE = 50, 1000
BOOKINGS = 20
WANTED = {"reads": 60.0, "writes": 45.0, "invocations": 30.0}
WANTED_GROWTH = 1.25
AT_ONCE = 400
UNRIDDEN = "measured without riding"
ADMIN = Actor(kind=ActorKind.ADMIN, id="admin")
CUSTOMER = Actor(kind=ActorKind.CUSTOMER, id="costs-customer")


@dataclass(frozen=True)
class Cost:
    """Means of a booking."""

    reads: float
    writes: float
    """Deletions among them."""
    invocations: float
    by_operation: Mapping[str, float] = field(default_factory=dict)
    by_function: Mapping[str, float] = field(default_factory=dict)


class City:
    """A backend on a store, with a fleet; drives bookings from their placing to their end."""

    def __init__(self, store: Store, fleet: int, seed: int = 1) -> None:
        """Set area, zone, fleet and phones up."""
        self.outside = Outside()
        self.backend = backend_on(store, self.outside)
        self.started: Counter[str] = Counter()
        self._asked: list[OfferLine] = []
        self._rng = random.Random(seed)
        self._ops = itertools.count(1)
        centre = CENTRE.model_dump()
        named = {"area_id": AREA, "name": "Costs"}
        self._do(ADMIN, "put_service_area", **named, timezone="Europe/Vienna", centre=centre)
        self._do(ADMIN, "put_zone", zone_id="costs", **named, geometry=square(CENTRE), services=[SERVICE])
        documents = list(self._documents(fleet))
        for start in range(0, len(documents), AT_ONCE):
            store.commit([put(path, document) for path, document in documents[start : start + AT_ONCE]])

    def adapt(self) -> None:
        """Look at the area as the minutely schedule does."""
        snapshot_areas(self.backend)

    def complete_one(self) -> None:
        """Let a customer book somewhere in the city, and the provider who is asked do the job.

        Raises:
            RuntimeError: it did not come to that.
        """
        booking_id = self._call(CUSTOMER, "place_booking", **self._order())["booking_id"]
        self._run_timers()
        (asked,) = self._asked
        self._asked.clear()
        provider = Actor(kind=ActorKind.PROVIDER, id=asked.provider_id, areas=(AREA,))
        self._call(provider, "ack_offer", offer_id=asked.offer_id)
        self._call(provider, "accept_offer", offer_id=asked.offer_id)
        state = self._work_off(provider, {"booking_id": booking_id, "epoch": 1})
        self._run_timers()
        if state != BookingState.COMPLETED:
            raise RuntimeError(f"{booking_id} is {state}")

    def _work_off(self, provider: Actor, job: Mapping[str, Any]) -> str:
        self._call(provider, "start_stop", **job, stop_id="s1")
        self._call(provider, "arrive_at_stop", **job, stop_id="s1", override_reason=UNRIDDEN)
        self._call(provider, "complete_stop", **job, stop_id="s1")
        self._call(provider, "arrive_at_stop", **job, stop_id="s2", override_reason=UNRIDDEN)
        return str(self._call(provider, "complete_stop", **job, stop_id="s2")["state"])

    def _call(self, actor: Actor, name: str, /, **fields: Any) -> dict[str, Any]:
        """Call a callable, and let the pipelines handle what it published."""
        self.started[name] += 1
        result = self._do(actor, name, **fields)
        self._deliver()
        return result

    def _do(self, actor: Actor, name: str, /, **fields: Any) -> dict[str, Any]:
        sent = {"op_id": f"cost-{next(self._ops):08d}", **fields}
        result: dict[str, Any] = use_case(name).run(self.backend, actor, sent)
        return result

    def _run_timers(self) -> None:
        while self.outside.scheduled:
            queue, payload = self.outside.scheduled.pop(0)
            self.started[queue] += 1
            if queue == "dispatchwindow":
                dispatch_window(self.backend, payload["area_id"])
            else:
                expire_offers(self.backend, payload["booking_id"], payload["offer_ids"])
            self._deliver()
            if queue == "dispatchwindow":
                return  # what was offered runs out later, and is looked at then

    def _deliver(self) -> None:
        while self.outside.published:
            topic, key, payload = self.outside.published.pop(0)
            self.started[topic] += 1
            if topic == "workflow":
                progress_workflow(self.backend, key, payload)
                continue
            events = [TimelineEvent.model_validate(entry) for entry in payload["events"]]
            self._asked += [
                line for event in events if isinstance(event.data, OffersMade) for line in event.data.offers
            ]
            if topic == "notifications":
                notify_people(self.backend, events)
            else:
                record_facts(self.backend, events[0].booking_id)

    def _order(self) -> dict[str, Any]:
        pickup = self._somewhere()
        dropoff = offset(pickup, north_m=self._rng.uniform(-2000, 2000), east_m=self._rng.uniform(-2000, 2000))
        stops = [{"type": "pickup", "point": pickup.model_dump()}, {"type": "dropoff", "point": dropoff.model_dump()}]
        return {"service": SERVICE, "stops": stops, "contact_name": "Grace", "contact_phone": "+43 1 2345678"}

    def _somewhere(self) -> LatLng:
        radius_m = 0.8 * CITY_RADIUS_M * math.sqrt(self._rng.random())
        angle = self._rng.uniform(0, math.tau)
        return offset(CENTRE, north_m=radius_m * math.cos(angle), east_m=radius_m * math.sin(angle))

    def _documents(self, fleet: int) -> Iterator[tuple[str, Document]]:
        now = self.backend.clock.real_now()
        yield from idle_fleet(fleet, CENTRE, AREA, now, SERVICE)
        owners = [("customer", CUSTOMER.id), *(("provider", f"idle-{number:04d}") for number in range(fleet))]
        for app, owner in owners:
            installation = InstallationId(f"phone-{owner}")
            phone = {"installation_id": installation, "owner": Uid(owner), "app": app, "target_kind": "token"}
            yield (
                paths.device(installation),
                Device.model_validate({**phone, "target": f"token-{owner}", "refreshed_at": now}),
            )


def measure(store: Store, meter: Meter, fleet: int, bookings: int = BOOKINGS, *, adapted: bool = True) -> Cost:
    """Complete bookings one after another on ``store``, which counts on ``meter``, and give the means.

    One more is completed first and not counted: once a minute an instance reads what an area has learned, and keeps it.

    Args:
        store: empty.
        meter: what the store counts on.
        fleet: idle providers in the city.
        bookings: how many.
        adapted: whether the minutely look at the area was taken, as it is but in an area's first minute.
    """
    city = City(store, fleet)
    if adapted:
        city.adapt()
    city.complete_one()
    city.started.clear()
    meter.reset()
    for _ in range(bookings):
        city.complete_one()
    return Cost(
        reads=meter.total("reads") / bookings,
        writes=(meter.total("writes") + meter.total("deletes")) / bookings,
        invocations=city.started.total() / bookings,
        by_operation={f"{kind}: {name}": n / bookings for (kind, name), n in sorted(meter.by_operation().items())},
        by_function={name: n / bookings for name, n in sorted(city.started.items())},
    )


def run(bookings: int = BOOKINGS) -> Table:
    """Start an emulator for each size of fleet, and measure."""
    small, large = (_measured_alone(fleet, bookings) for fleet in (SMALL, LARGE))
    return _table(small, large)


def _measured_alone(fleet: int, bookings: int) -> Cost:
    with suite.run(only=("firestore",)) as running:
        say(f"Booking cost: {bookings} bookings among {fleet} idle providers")
        meter = Meter()
        return measure(FirestoreStore(connect(running.project_id), meter.count), meter, fleet, bookings)


def _table(small: Cost, large: Cost) -> Table:
    sizes = {SMALL: small, LARGE: large}
    growth = {name: getattr(large, name) / getattr(small, name) for name in WANTED}
    rows = [
        (name, f"{getattr(small, name):.1f}", f"{getattr(large, name):.1f}", f"{growth[name]:.2f}", f"{limit:g}")
        for name, limit in WANTED.items()
    ]
    operations = sorted({*small.by_operation, *large.by_operation})
    parts = [
        (name, f"{small.by_operation.get(name, 0):.1f}", f"{large.by_operation.get(name, 0):.1f}", "", "")
        for name in operations
    ]
    misses = [miss for cost in sizes.values() for miss in misses_of({n: getattr(cost, n) for n in WANTED}, WANTED)]
    misses += misses_of(growth, dict.fromkeys(growth, WANTED_GROWTH))
    numbers = {
        str(size): {**{n: getattr(cost, n) for n in WANTED}, **cost.by_operation} for size, cost in sizes.items()
    }
    columns = ("a completed booking", f"{SMALL} idle", f"{LARGE} idle", "growth", "wanted at most")
    return Table("Booking cost", columns, [*rows, *parts], {**numbers, "growth": growth}, misses=tuple(misses))
