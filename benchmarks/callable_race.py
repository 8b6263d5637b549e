"""Twenty providers accept one broadcast booking at once, over the callable: the whole way a phone's answer takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx

from benchmarks.figures import Table
from benchmarks.person import TIMEOUT_S, Heard, Person
from benchmarks.town import Town, open_offers, open_town
from devtools import suite
from devtools.steps import say
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.booking.timeline import differences
from shared.models.booking import Booking
from shared.models.place import LatLng
from simulator.backend_client import Refused

RIVALS, ROUNDS = 20, 20
WON = "won"
WHY = frozenset({"D201", "D203"})
BROADCAST: dict[str, Any] = {
    "strategy": "broadcast",
    "broadcast_size": RIVALS,
    "candidates_enough": RIVALS,
    "max_attempts": 100,
    "offer_ttl_s": 120,
}


def race(town: Town, rounds: int, rivals: int = RIVALS) -> tuple[Counter[str], list[str]]:
    """Run rounds; gives what the rivals were told, and what was wrong.

    Args:
        town: set up with ``BROADCAST``.
        rounds: how many bookings.
        rivals: how many providers.
    """
    customer = town.customer()
    people = [town.provider(f"rival{number:02d}", north_m=10.0 * number) for number in range(rivals)]
    heard = {person.uid: open_offers(person) for person in people}
    told: Counter[str] = Counter()
    faults: list[str] = []
    with ThreadPoolExecutor(rivals) as pool:
        for _ in range(rounds):
            booking_id = str(customer.call("place_booking", **town.order())["booking_id"])
            offers, together = [_offer_to(heard[person.uid]) for person in people], Barrier(rivals)
            answers = list(pool.map(_answer, people, offers, [together] * rivals))
            told.update(answers)
            faults += _faults(town, booking_id, dict(zip(heard, answers, strict=True)))
            _finish(town, booking_id, people, heard)
    for listener in heard.values():
        listener.close()
    return told, faults


def run(rounds: int = ROUNDS) -> Table:
    """Start a suite and race."""
    with suite.run() as running, httpx.Client(timeout=TIMEOUT_S, limits=httpx.Limits(max_connections=RIVALS)) as http:
        say(f"Accept race over the callable: {rounds} rounds of {RIVALS}")
        town = open_town(running, http, "race", LatLng(lat=48.2082, lng=16.3738), **BROADCAST)
        told, faults = race(town, rounds)
    rows = [
        ("rounds", f"{rounds} of {RIVALS} rivals"),
        ("told", ", ".join(f"{count} {code}" for code, count in told.most_common())),
        ("faults", str(len(faults))),
    ]
    numbers = {"rounds": rounds, "told": dict(told), "faults": faults}
    return Table("Accept race over the callable", ("", ""), rows, numbers, misses=tuple(faults[:3]))


def _offer_to(heard: Heard) -> str:
    (offer_id,) = heard.until(lambda docs: len(docs) == 1)
    return offer_id


def _answer(person: Person, offer_id: str, together: Barrier) -> str:
    together.wait()
    try:
        person.call("accept_offer", offer_id=offer_id)
    except Refused as refused:
        return refused.code
    return WON


def _faults(town: Town, booking_id: str, answers: dict[str, str]) -> list[str]:
    store = FirestoreStore(town.server)
    stored = store.get(paths.booking(booking_id), Booking)
    winners = [uid for uid, answer in answers.items() if answer == WON]
    if stored is None or len(winners) != 1 or stored.value.provider_id != winners[0]:
        return [f"{booking_id}: told that they won: {winners}, stored: {stored and stored.value.provider_id}"]
    unclear = {uid: answer for uid, answer in answers.items() if answer not in {WON, *WHY}}
    folds = differences(stored.value, store.timeline(booking_id)) == {}
    return [f"{booking_id}: {unclear}"] * bool(unclear) + [f"{booking_id}: does not fold"] * (not folds)


def _finish(town: Town, booking_id: str, people: Sequence[Person], heard: dict[str, Heard]) -> None:
    """Let the booking go, and wait until everybody is free again."""
    town.admin.call("cancel_booking", booking_id=booking_id, reason="the race is over")
    for person in people:
        heard[person.uid].until(lambda docs: not docs)
