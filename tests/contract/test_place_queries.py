"""What the queries of areas, zones, positions and providers find, in which order, and how many."""

from typing import Any

import pytest

from muster.ports.store import Store
from shared import paths
from shared.models.base import Document
from shared.models.facts import ZoneState
from shared.models.provider import Duty
from shared.models.supply import SupplyLevel
from tests.builders import NOW, a_position, a_provider, a_zone, an_area, later
from tests.contract.keeping import keep


def test_all_areas_are_listed(store: Store) -> None:
    keep(store, {paths.service_area(name): an_area(area_id=name) for name in ("paris", "berlin")})

    assert store.area_ids() == ["berlin", "paris"]


def test_zones_are_found_by_any_of_their_cells(store: Store) -> None:
    keep(
        store,
        {
            paths.zone("a"): a_zone(zone_id="a", cells=("u33d", "u336")),
            paths.zone("b"): a_zone(zone_id="b", cells=("u336",)),
            paths.zone("c"): a_zone(zone_id="c", cells=("u33e",)),
            paths.zone("closed"): a_zone(zone_id="closed", cells=("u33d",), active=False),
        },
    )

    assert [zone.zone_id for zone in store.zones_by_cells(["u33d", "u336"])] == ["a", "b"]
    assert store.zones_by_cells(["u33d"]) == [a_zone(zone_id="a", cells=("u33d", "u336"))]
    assert store.zones_by_cells([]) == []


def test_a_zone_look_up_by_more_than_thirty_cells_is_a_fault_of_the_caller(store: Store) -> None:
    with pytest.raises(ValueError, match="at most 30"):
        store.zones_by_cells([f"u33{digit}" for digit in "0123456789bcdefghjkmnpqrstuvwxy"])


def test_zones_of_an_area_are_its_active_ones(store: Store) -> None:
    keep(
        store,
        {
            paths.zone("a"): a_zone(zone_id="a"),
            paths.zone("b"): a_zone(zone_id="b"),
            paths.zone("closed"): a_zone(zone_id="closed", active=False),
            paths.zone("far"): a_zone(zone_id="far", area_id="paris"),
        },
    )

    assert [zone.zone_id for zone in store.zones_of_area("berlin")] == ["a", "b"]
    assert [zone.zone_id for zone in store.zones_of_area("berlin", limit=1)] == ["a"]


def test_zones_changed_since_an_instant_come_in_order_of_change(store: Store) -> None:
    keep(
        store,
        {
            paths.zone("old"): a_zone(zone_id="old", changed_at=later(-1)),
            paths.zone("second"): a_zone(zone_id="second", changed_at=later(20)),
            paths.zone("first"): a_zone(zone_id="first", changed_at=later(0)),
            paths.zone("never"): a_zone(zone_id="never"),
        },
    )

    assert [zone.zone_id for zone in store.zones_changed(later(0), 10)] == ["first", "second"]


def test_zones_are_found_by_being_short(store: Store) -> None:
    rows = {
        paths.zone_state(level): ZoneState(zone_id=level, area_id="berlin", level=level, computed_at=NOW)
        for level in SupplyLevel
    }
    keep(store, rows)

    assert [state.zone_id for state in store.zones_short(10)] == ["short"]


def test_positions_are_found_by_geohash_range_area_and_duty(store: Store) -> None:
    def at(uid: str, geohash: str, **changes: Any) -> tuple[str, Document]:
        return paths.position(uid), a_position(provider_id=uid, geohash=geohash, **changes)

    keep(
        store,
        dict(
            [
                at("last", "u33dzzz"),
                at("first", "u33d000"),
                at("below", "u33czzz"),
                at("end", "u33e"),
                at("far", "u33d111", area_id="paris"),
                at("off", "u33d111", matchable=False),
                at("other", "u33d111", marks=("repair",)),
            ]
        ),
    )

    def found(limit: int, *ranges: tuple[str, str]) -> list[str]:
        return [each.provider_id for each in store.positions_in(ranges, "berlin", "courier", limit)]

    assert found(10, ("u33d", "u33e")) == ["first", "last"]
    assert found(1, ("u33d", "u33e")) == ["first"]
    assert found(10, ("u33e", "u33f"), ("u33c", "u33d")) == ["below", "end"]
    assert found(10) == []


def test_positions_of_an_area_are_the_matchable_ones(store: Store) -> None:
    keep(
        store,
        {
            paths.position("a"): a_position(provider_id="a"),
            paths.position("b"): a_position(provider_id="b", matchable=False),
            paths.position("c"): a_position(provider_id="c", area_id=None),
        },
    )

    assert [each.provider_id for each in store.positions_of_area("berlin", 10)] == ["a"]


def test_providers_of_an_area_are_those_not_offline(store: Store) -> None:
    duties = {"a": Duty.ONLINE, "b": Duty.PAUSED, "c": Duty.OFFLINE}
    keep(store, {paths.provider(uid): a_provider(provider_id=uid, duty=duty) for uid, duty in duties.items()})
    keep(store, {paths.provider("far"): a_provider(provider_id="far", area_id="paris")})

    assert [each.provider_id for each in store.providers_of_area("berlin", 10)] == ["a", "b"]
    assert [each.provider_id for each in store.providers_of_area("berlin", 1)] == ["a"]
