"""What is stored, read past the rules, and waiting for it."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from google.cloud.firestore import Client

from benchmarks.person import Person
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.booking.timeline import differences
from shared.models.booking import Booking

T = TypeVar("T")
WITHIN_S = 45.0
LOOK_EACH_S = 0.05
NO_WINDOW_S = 86_400
"""A hold under which nobody is asked while a test runs: windows end at whole multiples of it."""


def eventually(look: Callable[[], T], holds: Callable[[T], bool] = bool, within_s: float = WITHIN_S) -> T:
    """Look until what is seen is as ``holds`` wants it."""
    give_up_s = time.monotonic() + within_s
    while not holds(seen := look()):
        assert time.monotonic() < give_up_s, f"not within {within_s:.0f} s; last seen: {seen}"
        time.sleep(LOOK_EACH_S)
    return seen


def booking(server: Client, booking_id: str) -> Booking:
    """The stored booking, which must be what its timeline folds to."""
    store = FirestoreStore(server)
    stored = store.get(paths.booking(booking_id), Booking)
    assert stored is not None
    return stored.value


def folds(server: Client, booking_id: str) -> bool:
    """Whether the stored booking is what its timeline folds to."""
    return differences(booking(server, booking_id), FirestoreStore(server).timeline(booking_id)) == {}


def events(server: Client, booking_id: str) -> list[str]:
    """The types of a booking's events."""
    return [event.type for event in FirestoreStore(server).timeline(booking_id)]


def work_off(provider: Person, server: Client, booking_id: str) -> None:
    """Let the provider who holds a booking do all its stops."""
    stops = booking(server, booking_id).terms.stops
    epoch = booking(server, booking_id).assignment_epoch

    def press(name: str, stop_id: str, **fields: Any) -> None:
        provider.call(name, booking_id=booking_id, stop_id=stop_id, epoch=epoch, **fields)

    press("start_stop", stops[0].stop_id)
    for stop in stops:
        press("arrive_at_stop", stop.stop_id, override_reason="the test does not ride")
        press("complete_stop", stop.stop_id)
