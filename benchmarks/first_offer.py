"""How long from a booking's commit to the offer on the provider's own listener, beside a bare trigger.

Both are timed alike: from the commit time that Firestore gave the document that starts it to the moment at which the same
listener, of the same signed-in provider under the rules, hears the document that answers it. The bare trigger's document is
written by a server's client; the booking is placed by its customer. Samples alternate, the first ones are left out, and
each waits until the last one is wholly over, so no other booking waits.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from google.cloud.firestore import Client, FieldFilter

from benchmarks.figures import Table, in_ms, misses_of, percentile
from benchmarks.fleet import idle_fleet, offset
from benchmarks.person import TIMEOUT_S, Heard, Person, sign_in
from devtools import suite
from devtools.steps import say
from devtools.suite import Suite
from muster.adapters.firestore_codec import encode
from shared import paths
from shared.models.offer import OPEN_OFFER_STATES
from shared.models.place import LatLng
from simulator.auth import Account
from simulator.business_clock import real_now

AREA, SERVICE, SKILL = "bench", "courier", "measured"
CENTRE = LatLng(lat=48.2082, lng=16.3738)
SQUARE = '{"type":"Polygon","coordinates":[[[16.2,48.1],[16.55,48.1],[16.55,48.32],[16.2,48.32],[16.2,48.1]]]}'
BARE = Path(__file__).parent / "bare"
IDLE = 50
SAMPLES, WARM_UP = 60, 10
PAUSE_S = 0.15
WANTED = {"median": 2.5, "p95": 3.0}
DISPATCH = {"matching_window_hold_s": 0, "offer_ttl_s": 10, "decline_cooldown_s": 0}
"""No hold, as the figure wants it; offers that end soon, so that few timers are left waiting."""


@dataclass(frozen=True)
class Samples:
    """Seconds from commit to hearing, and for bookings from sending the command too."""

    bare_s: list[float]
    offer_s: list[float]
    from_sending_s: list[float]


@dataclass(frozen=True)
class Scene:
    """Who takes part."""

    admin: Client
    customer: Person
    provider: Person
    offers: Heard


def run(samples: int = SAMPLES) -> Table:
    """Start a suite with the bare trigger beside the functions, and measure."""
    with suite.run(beside={"bare": BARE}) as running, httpx.Client(timeout=TIMEOUT_S) as http:
        say(f"First offer: {samples} samples of each kind, after {WARM_UP} to warm up")
        with _scene(running, http) as scene:
            measured = _measure(scene, samples)
    return _table(measured)


@contextmanager
def _scene(running: Suite, http: httpx.Client) -> Iterator[Scene]:
    accounts = [
        Account("admin", "admin"),
        Account("customer", "customer"),
        Account("measured", "provider", (AREA,)),
    ]
    people = sign_in(running, accounts, http)
    admin, provider = Client(project=running.project_id), people["measured"]
    _open_area(people["admin"])
    _open_fleet(admin)
    _come_on_duty(people["admin"], provider)
    running_fn(running, "snapshot")
    own = FieldFilter("provider_id", "==", provider.uid)
    open_ones = FieldFilter("state", "in", [state.value for state in OPEN_OFFER_STATES])
    offers = Heard(provider.client().collection(paths.OFFERS).where(filter=own).where(filter=open_ones).limit(50))
    offers.until(lambda docs: not docs)
    try:
        yield Scene(admin, people["customer"], provider, offers)
    finally:
        offers.close()


def running_fn(running: Suite, name: str) -> None:
    """Run a scheduled function once."""
    from devtools.schedule_clock import fire

    fire(running, name)


def _open_area(admin: Person) -> None:
    centre = {"lat": CENTRE.lat, "lng": CENTRE.lng}
    admin.call(
        "put_service_area", area_id=AREA, name="Bench", timezone="Europe/Vienna", centre=centre, dispatch=DISPATCH
    )
    admin.call("put_zone", zone_id="bench-city", area_id=AREA, name="City", geometry=SQUARE, services=[SERVICE])


def _open_fleet(admin: Client) -> None:
    batch = admin.batch()
    for path, document in idle_fleet(IDLE, CENTRE, AREA, real_now(), SERVICE):
        batch.set(admin.document(path), encode(document))
    batch.commit()


def _come_on_duty(admin: Person, provider: Person) -> None:
    admin.call("put_provider", provider_id=provider.uid, area_id=AREA, name="Mona", services=[SERVICE], skills=[SKILL])
    provider.stand_at(CENTRE)
    provider.call("set_duty", duty="online")


def _measure(scene: Scene, samples: int) -> Samples:
    measured = Samples([], [], [])
    for number in range(WARM_UP + samples):
        bare_s = _bare(scene)
        offer_s, from_sending_s = _offer(scene)
        if number >= WARM_UP:
            measured.bare_s.append(bare_s)
            measured.offer_s.append(offer_s)
            measured.from_sending_s.append(from_sending_s)
        if number % 20 == 0:
            scene.provider.stand_at(CENTRE)
    return measured


def _bare(scene: Scene) -> float:
    name = f"bare-{uuid4().hex}"
    written = scene.admin.document(f"bare_requests/{name}").set({"provider_id": scene.provider.uid})
    scene.offers.until(lambda docs: name in docs)
    scene.admin.document(paths.offer(name)).delete()
    _wait_until_quiet(scene)
    return scene.offers.first_s[name] - written.update_time.timestamp()


def _offer(scene: Scene) -> tuple[float, float]:
    sent_s = time.time()
    booking_id = scene.customer.call("place_booking", **_order())["booking_id"]
    (name,) = scene.offers.until(lambda docs: len(docs) == 1)
    heard_s = scene.offers.first_s[name]
    created: Any = scene.admin.document(paths.booking(booking_id)).get().create_time
    scene.customer.call("cancel_booking", booking_id=booking_id, reason="measured")
    _wait_until_quiet(scene)
    return heard_s - created.timestamp(), heard_s - sent_s


def _order() -> dict[str, Any]:
    ends = (("pickup", CENTRE), ("dropoff", offset(CENTRE, north_m=1500)))
    stops = [{"type": kind, "point": {"lat": point.lat, "lng": point.lng}} for kind, point in ends]
    return {"service": SERVICE, "stops": stops, "requirements": {"skills": [SKILL]}}


def _wait_until_quiet(scene: Scene) -> None:
    scene.offers.until(lambda docs: not docs)
    time.sleep(PAUSE_S)  # what was started is over soon after; both kinds of sample pause alike


def _table(measured: Samples) -> Table:
    kinds = {
        "bare trigger": measured.bare_s,
        "booking to offer": measured.offer_s,
        "sending to offer": measured.from_sending_s,
    }
    shares = {"median": 0.5, "p95": 0.95}
    figures = {
        kind: {name: percentile(taken, share) for name, share in shares.items()} for kind, taken in kinds.items()
    }
    ratios = {name: figures["booking to offer"][name] / figures["bare trigger"][name] for name in shares}
    rows = [(kind, *(in_ms(at[name]) for name in shares)) for kind, at in figures.items()]
    rows.append(("ratio, booking to bare", *(f"{ratios[name]:.2f}" for name in shares)))
    rows.append(("wanted at most", *(f"{WANTED[name]:g}" for name in shares)))
    return Table(
        "First offer",
        ("", *shares),
        rows,
        {"seconds": figures, "ratio": ratios, "samples": len(measured.bare_s)},
        notes=f"{len(measured.bare_s)} samples of each kind, alternating; {IDLE} idle providers beside the one asked",
        misses=misses_of(ratios, WANTED),
    )
