"""A slice of an order book as a scenario."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.geo.distance import haversine_m
from shared.geo.zones import parse_geometry
from shared.models.stop import StopType
from simulator.city import Ground
from simulator.instance import BadInstance, Instance, Spot, read_instance
from simulator.replay import Slice, couriers_in, on_the_map, orders_in, replay_scenario
from tests.unit.simulator.instances import an_instance

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LUNCH = Slice(from_min=720, minutes=30)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return read_instance(an_instance(tmp_path / "tiny"))


def test_a_slice_holds_the_orders_placed_in_it(instance: Instance) -> None:
    assert [order.name for order in orders_in(instance, LUNCH)] == ["o1", "o2"]


def test_a_slice_without_an_order_says_when_there_are_some(instance: Instance) -> None:
    with pytest.raises(BadInstance, match="run from 12:02 to 13:20"):
        orders_in(instance, Slice(from_min=60, minutes=10))


def test_couriers_of_the_slice_and_those_who_come_soon_after_play(instance: Instance) -> None:
    assert [courier.name for courier in couriers_in(instance, LUNCH)] == ["c1", "c3"]


def test_a_slice_without_a_courier_is_refused(instance: Instance) -> None:
    with pytest.raises(BadInstance, match="No courier"):
        couriers_in(instance, Slice(from_min=0, minutes=10))


def test_an_order_is_booked_at_its_minute_from_restaurant_to_customer(instance: Instance) -> None:
    first = next(replay_scenario(instance, LUNCH, start=START).bookings)

    assert first.at == START + timedelta(minutes=2)
    assert first.ready_at == START + timedelta(minutes=10)
    assert [stop.type for stop in first.stops] == [StopType.PICKUP, StopType.DROPOFF]
    assert [stop.service_s for stop in first.stops] == [240, 240]
    assert first.stops[0].point == on_the_map(Spot(1000, 2000))


def test_an_order_ready_before_it_was_placed_is_ready_at_once(instance: Instance) -> None:
    _, second = replay_scenario(instance, LUNCH, start=START).bookings

    assert second.ready_at == second.at


def test_distances_on_the_map_are_those_of_the_book() -> None:
    a, b = Spot(1000, 2000), Spot(4000, 6000)

    assert haversine_m(on_the_map(a), on_the_map(b)) == pytest.approx(5000, rel=0.005)


def test_couriers_keep_their_shifts(instance: Instance) -> None:
    late = replay_scenario(instance, LUNCH, start=START).providers[1]

    assert late.shifts[0].on_at == START + timedelta(minutes=40)
    assert late.shifts[0].off_at == START + timedelta(minutes=280)


def test_one_zone_holds_every_place(instance: Instance) -> None:
    scenario = replay_scenario(instance, LUNCH, start=START)
    ground = Ground(scenario.zones)

    assert parse_geometry(scenario.zones[0].geometry)
    assert all(ground.serves(stop.point, "courier") for plan in scenario.bookings for stop in plan.stops)
    assert all(ground.serves(provider.home, "courier") for provider in scenario.providers)


def test_couriers_ride_at_the_books_speed_without_detour(instance: Instance) -> None:
    scenario = replay_scenario(instance, LUNCH, start=START)
    a, b = on_the_map(Spot(0, 0)), on_the_map(Spot(3200, 0))

    assert scenario.roads.travel_s(a, b, scenario.providers[0].vehicle, hour=12) == pytest.approx(600, rel=0.005)


def test_the_fleet_can_be_made_smaller(instance: Instance) -> None:
    assert len(replay_scenario(instance, LUNCH, start=START, providers=1).providers) == 1
