"""A thousand bookings lose their providers at once: who hears of it, how often and how soon, through the real functions.

Each tenth customer has a second booking that is hit too, and every event is published twice, as Pub/Sub may deliver it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx

from benchmarks.figures import Table, misses_of
from benchmarks.person import TIMEOUT_S
from benchmarks.town import Town, open_town
from devtools import suite
from devtools.steps import say
from muster.adapters.firestore_codec import encode
from muster.adapters.firestore_store import FirestoreStore
from muster.adapters.pubsub_bus import PubSubBus
from shared import paths
from shared.messages.events import SYSTEM, AssignmentReleased, TimelineEvent
from shared.messages.routing import publications
from shared.models.booking import Booking
from shared.models.change import Publish
from shared.models.device import Device
from shared.models.place import LatLng
from simulator.business_clock import real_now

BOOKINGS = 1_000
SHARE = 10
"""Each so-manieth customer has two bookings."""
CENTRE = LatLng(lat=48.2082, lng=16.3738)
WANTED = {"most shown to one customer": 1.0}
IN_FLIGHT = 20
"""Events that are published before the next wait."""
QUIET_S = 5.0
"""At the end, for messages that should not be."""
GIVE_UP_S = 60.0
POLL_S = 0.1
_BATCH = 400


def run(bookings: int = BOOKINGS) -> Table:
    """Start a suite, store bookings and phones, publish their events, and count what arrives."""
    with suite.run() as running, httpx.Client(timeout=TIMEOUT_S) as http:
        town = open_town(running, http, "storm", CENTRE, mode="manual")
        placed = town.customer().call("place_booking", **town.order())["booking_id"]
        found = FirestoreStore(town.server).get(paths.booking(placed), Booking)
        if found is None:
            message = f"{placed} is not stored"
            raise LookupError(message)
        hit = [_like(found.value, number, bookings) for number in range(bookings)]
        say(f"Storm: storing {bookings} bookings and their customers' phones")
        _store(town, hit)
        return _table(*_blow(town, hit), hit)


def _like(model: Booking, number: int, of: int) -> Booking:
    customers = of - of // (SHARE + 1)
    ids = {"booking_id": f"storm-{number:05d}", "customer_id": f"storm-customer-{number % customers:05d}"}
    return model.model_copy(update=ids)


def _store(town: Town, hit: list[Booking]) -> None:
    documents: dict[str, Any] = {paths.booking(one.booking_id): one for one in hit}
    documents |= {paths.device(f"phone-{one.customer_id}"): _phone(one.customer_id) for one in hit}
    waiting = list(documents.items())
    for start in range(0, len(waiting), _BATCH):
        batch = town.server.batch()
        for path, document in waiting[start : start + _BATCH]:
            batch.set(town.server.document(path), encode(document))
        batch.commit()


def _phone(uid: str) -> Device:
    return Device(
        installation_id=f"phone-{uid}",
        owner=uid,
        app="customer",
        target_kind="fid",
        target=f"fid-of-{uid}",
        refreshed_at=real_now(),
    )


def _blow(town: Town, hit: list[Booking]) -> tuple[list[dict[str, Any]], float]:
    """Publish every event twice, the second time one batch later, and wait for all who are to hear.

    Batches, because the functions emulator starts a process for each request that finds all others busy.
    """
    bus = PubSubBus(town.suite.project_id)
    sent = [publications([_released(one)])[0] for one in hit]
    told: set[str] = set()
    _publish(bus, sent[:1])
    _heard(town, 1)
    began_s = time.monotonic()
    for start in range(0, len(hit) + IN_FLIGHT, IN_FLIGHT):
        told |= {one.customer_id for one in hit[start : start + IN_FLIGHT]}
        _publish(bus, [*sent[start : start + IN_FLIGHT], *sent[max(0, start - IN_FLIGHT) : start]])
        _heard(town, len(told))
    time.sleep(QUIET_S)
    return _heard(town, len(told)), began_s


def _publish(bus: PubSubBus, messages: Sequence[Publish]) -> None:
    for message in messages:
        bus.publish(message.topic, message.key, message.payload)


def _heard(town: Town, customers: int) -> list[dict[str, Any]]:
    """What arrived about the storm, once so many have heard of it."""
    url = f"http://{town.suite.host('fcm')}/local/arrivals"
    give_up_s = time.monotonic() + GIVE_UP_S
    while True:
        arrivals = town.http.get(url, params={"after": 0}).json()["arrivals"]
        found = [one for one in arrivals if one["message"]["data"]["kind"] == "searching_again"]
        if len({one["target"] for one in found}) >= customers:
            return found
        if time.monotonic() > give_up_s:
            message = f"{len(found)} arrived, {customers} customers were to hear within {GIVE_UP_S:.0f} s"
            raise TimeoutError(message)
        time.sleep(POLL_S)


def _released(booking: Booking) -> TimelineEvent:
    now = real_now()
    data = AssignmentReleased(
        provider_id="storm-provider", epoch=1, reason="bridge closed", search_deadline_at=now + timedelta(minutes=30)
    )
    return TimelineEvent(
        event_id=f"{booking.booking_id}.99",
        seq=99,
        booking_id=booking.booking_id,
        area_id=booking.area_id,
        type=data.type,
        data=data,
        actor=SYSTEM,
        occurred_at=now,
        recorded_at=now,
        causation_id="storm",
        correlation_id=booking.booking_id,
    )


def _table(arrivals: list[dict[str, Any]], began_s: float, hit: list[Booking]) -> Table:
    customers = len({one.customer_id for one in hit})
    shown = Counter(target for target, _ in {(one["target"], one["message"]["data"]["nid"]) for one in arrivals})
    after_s = [one["at_s"] - began_s for one in arrivals]
    most = {"most shown to one customer": float(max(shown.values(), default=0))}
    copies = len(arrivals) - sum(shown.values())
    rows = [
        ("bookings hit, events published", f"{len(hit):,}, {2 * len(hit):,}"),
        ("customers; of them told", f"{customers:,}; {len(shown):,}"),
        ("most shown to one customer", f"{max(shown.values(), default=0)} (wanted 1)"),
        ("second copies, dropped by the phones", f"{copies}"),
        (f"until the last heard, {IN_FLIGHT} events in flight", f"{max(after_s):.1f} s"),
    ]
    return Table(
        f"A storm over {len(hit):,} bookings",
        ("", "measured"),
        rows,
        {**most, "customers": customers, "told": len(shown), "copies": copies, "all_s": max(after_s)},
        notes="Two cores carry the emulators, the functions, the local FCM and this sender.",
        misses=misses_of(most, WANTED) + (() if len(shown) == customers else ("somebody was not told",)),
    )
