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

from benchmarks.figures import Table, in_ms, misses_of, percentile
from benchmarks.fleet import idle_fleet
from benchmarks.person import TIMEOUT_S, Heard, Person
from benchmarks.town import SERVICE, Town, open_offers, open_town
from devtools import schedule_clock, suite
from devtools.steps import say
from devtools.suite import Suite
from muster.adapters.firestore_codec import encode
from shared import paths
from shared.models.place import LatLng
from simulator.business_clock import real_now

SKILL = "measured"
"""Only the provider who is listened to has it: the others are looked at, and left out."""
CENTRE = LatLng(lat=48.2082, lng=16.3738)
BARE = Path(__file__).parent / "bare"
IDLE = 50
SAMPLES, WARM_UP = 60, 10
POSITION_EACH = 20
PAUSE_S = 0.15
LOST_AFTER_S = 15.0
WANTED = {"median": 2.5, "p95": 3.0}


@dataclass(frozen=True)
class Samples:
    """Seconds from commit to hearing, and for bookings from sending the command too."""

    bare_s: list[float]
    offer_s: list[float]
    from_sending_s: list[float]


@dataclass(frozen=True)
class Scene:
    """Who takes part."""

    town: Town
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
    town = open_town(running, http, "bench", CENTRE, decline_cooldown_s=0)
    provider = town.provider("measured", skills=[SKILL])
    batch = town.server.batch()
    for path, document in idle_fleet(IDLE, CENTRE, town.area_id, real_now(), SERVICE):
        batch.set(town.server.document(path), encode(document))
    batch.commit()
    schedule_clock.fire(running, "snapshot")
    offers = open_offers(provider)
    offers.until(lambda docs: not docs)
    try:
        yield Scene(town, town.customer(), provider, offers)
    finally:
        offers.close()


def _measure(scene: Scene, samples: int) -> Samples:
    measured = Samples([], [], [])
    for number in range(WARM_UP + samples):
        if number % POSITION_EACH == 0:
            scene.provider.stand_at(CENTRE)
        pair = _bare(scene), *_offer(scene)
        if number >= WARM_UP:
            for kept, taken_s in zip((measured.bare_s, measured.offer_s, measured.from_sending_s), pair, strict=True):
                kept.append(taken_s)
    return measured


def _bare(scene: Scene) -> float:
    """Take one sample; the emulator delivers an event once, so one that gets lost on its way is asked for anew."""
    name = f"bare-{uuid4().hex}"
    written = scene.town.server.document(f"bare_requests/{name}").set({"provider_id": scene.provider.uid})
    try:
        scene.offers.until(lambda docs: name in docs, LOST_AFTER_S)
    except TimeoutError:
        say("A bare event was lost by the emulator; asking again")
        return _bare(scene)
    scene.town.server.document(paths.offer(name)).delete()
    _wait_until_quiet(scene)
    return scene.offers.first_s[name] - float(written.update_time.timestamp())


def _offer(scene: Scene) -> tuple[float, float]:
    sent_s = time.time()
    order = scene.town.order(requirements={"skills": [SKILL]})
    booking_id = scene.customer.call("place_booking", **order)["booking_id"]
    (name,) = scene.offers.until(lambda docs: len(docs) == 1)
    heard_s = scene.offers.first_s[name]
    created: Any = scene.town.server.document(paths.booking(booking_id)).get().create_time
    scene.customer.call("cancel_booking", booking_id=booking_id, reason="measured")
    _wait_until_quiet(scene)
    return heard_s - float(created.timestamp()), heard_s - sent_s


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
