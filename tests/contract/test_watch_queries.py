"""What the queries of the watch find: jobs that are overdue, what was noticed, zones under pressure, and a booking's signals."""

from typing import Any

from muster.ports.store import Store
from shared import paths
from shared.models.change import create
from shared.models.facts import ZoneState
from shared.models.signal import Signal
from shared.models.supply import SupplyLevel
from tests.builders import NOW, a_booking, later
from tests.scenes import a_disruption


def keep(store: Store, documents: dict[str, Any]) -> None:
    store.commit([create(path, document) for path, document in documents.items()])


def ids(found: list[Any]) -> list[str]:
    return [versioned.path.rsplit("/", 1)[-1] for versioned in found]


def test_jobs_that_should_have_moved_on_come_longest_overdue_first(store: Store) -> None:
    due = {"forgotten": 5, "b": 20, "a": 20, "first": 10, "soon": 31, "waiting": None}
    rows = {
        paths.booking(name): a_booking(booking_id=name, check_at=None if at is None else later(at))
        for name, at in due.items()
    }
    keep(store, rows)

    assert ids(store.bookings_to_check(later(6), later(30), 10)) == ["first", "a", "b"]
    assert ids(store.bookings_to_check(later(6), later(30), 1)) == ["first"]


def test_disruptions_that_are_open_are_found_and_those_of_a_provider(store: Store) -> None:
    states = {"a": "open", "b": "escalated", "c": "cleared", "d": "open"}
    rows = {
        paths.disruption(name): a_disruption(
            disruption_id=name, state=state, provider_id="provider-2" if name == "d" else "provider-1"
        )
        for name, state in states.items()
    }
    keep(store, rows)

    assert ids(store.disruptions_open(10)) == ["a", "b", "d"]
    assert ids(store.disruptions_of("provider-1", 10)) == ["a", "b"]


def test_zones_are_found_by_being_short(store: Store) -> None:
    rows = {
        paths.zone_state(level): ZoneState(zone_id=level, area_id="berlin", level=level, computed_at=NOW)
        for level in SupplyLevel
    }
    keep(store, rows)

    assert [state.zone_id for state in store.zones_short(10)] == ["short"]


def test_the_signals_of_a_booking_come_oldest_first(store: Store) -> None:
    def signal(name: str, at_s: float) -> Signal:
        at = later(at_s)
        return Signal(
            signal_id=name, booking_id="booking-1", area_id="berlin", type="disruption.opened", at=at, recorded_at=at
        )

    keep(
        store, {paths.signal("booking-1", name): signal(name, at_s) for name, at_s in {"z": 1, "y": 2, "x": 2}.items()}
    )
    keep(store, {paths.signal("booking-2", "w"): signal("w", 0)})

    assert [one.signal_id for one in store.signals("booking-1")] == ["z", "x", "y"]
