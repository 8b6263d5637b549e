"""What a completed booking costs, pinned: it may fall, and must not rise unnoticed."""

import pytest

from benchmarks.booking_cost import LARGE, SMALL, Cost, measure
from devtools.suite import Suite
from muster.adapters.firestore_client import connect
from muster.adapters.firestore_store import FirestoreStore
from muster.adapters.meter import Meter
from tests.fakes.memory_store import MemoryStore

BOOKINGS = 10


def cost_in_memory(fleet: int, *, adapted: bool = True) -> Cost:
    meter = Meter()
    return measure(MemoryStore(meter.count), meter, fleet, BOOKINGS, adapted=adapted)


@pytest.fixture(scope="module")
def among_few() -> Cost:
    return cost_in_memory(SMALL)


@pytest.fixture(scope="module")
def among_many() -> Cost:
    return cost_in_memory(LARGE)


def test_a_completed_booking_costs_no_more_than_it_did(among_few: Cost) -> None:
    assert among_few.reads <= 52
    assert among_few.writes <= 45
    assert among_few.invocations <= 16


def test_a_larger_idle_fleet_hardly_changes_what_a_booking_costs(among_few: Cost, among_many: Cost) -> None:
    assert among_many.reads <= 1.25 * among_few.reads
    assert among_many.writes <= 1.25 * among_few.writes
    assert among_many.invocations <= 1.25 * among_few.invocations


def test_before_the_first_look_at_an_area_the_cost_is_bounded() -> None:
    unadapted = cost_in_memory(LARGE, adapted=False)

    assert unadapted.reads <= 200


def test_what_is_counted_in_memory_is_what_firestore_bills(emulators: Suite, among_few: Cost) -> None:
    meter = Meter()
    store = FirestoreStore(connect(emulators.project_id), meter.count)

    billed = measure(store, meter, SMALL, BOOKINGS)

    assert billed.by_operation == pytest.approx(among_few.by_operation, abs=0.5)
    assert billed.by_function == among_few.by_function
