"""Demand and fleet: seeded, uneven, and varied."""

from datetime import UTC, datetime
from itertools import islice

from shared.models.stop import StopType
from simulator.city import Ground, load_city
from simulator.demand import Demand, Habits
from simulator.fleet import draw_fleet
from simulator.scenario import BookingPlan

CITY = load_city("lisbon")
START = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)


def some_bookings(count: int = 200, seed: int = 1, habits: Habits | None = None) -> list[BookingPlan]:
    demand = Demand(CITY, providers=40, customers=25, seed=seed, habits=habits)
    return list(islice(demand.bookings(START), count))


def test_the_same_seed_draws_the_same_bookings() -> None:
    assert some_bookings(seed=7) == some_bookings(seed=7)


def test_another_seed_draws_others() -> None:
    assert some_bookings(seed=7) != some_bookings(seed=8)


def test_bookings_come_in_order_of_time_and_number() -> None:
    bookings = some_bookings()

    assert [plan.at for plan in bookings] == sorted(plan.at for plan in bookings)
    assert [plan.number for plan in bookings] == list(range(1, 201))


def test_lunch_is_busier_than_the_small_hours() -> None:
    demand = Demand(CITY, providers=40, customers=25, seed=1)

    assert demand.intensity(START.replace(hour=12)) > 5 * demand.intensity(START.replace(hour=4))


def test_both_kinds_of_service_are_asked_for() -> None:
    shapes = {plan.service: tuple(stop.type for stop in plan.stops) for plan in some_bookings()}

    assert shapes == {"courier": (StopType.PICKUP, StopType.DROPOFF), "repair": (StopType.SERVICE,)}


def test_only_bookings_meant_to_be_refused_leave_the_zones() -> None:
    ground = Ground(CITY.put_zones())

    for plan in some_bookings():
        assert all(ground.serves(stop.point, plan.service) for stop in plan.stops) is not plan.is_refused


def test_customers_have_all_their_whims() -> None:
    bookings = some_bookings(400)

    assert any(plan.later_s for plan in bookings)
    assert any(plan.is_refused for plan in bookings)
    assert any(plan.whim.quotes_first for plan in bookings)
    assert any(plan.whim.cancels_after_s for plan in bookings)
    assert any(plan.whim.amended_point for plan in bookings)
    assert {plan.whim.fails_at for plan in bookings} >= {None, StopType.PICKUP, StopType.DROPOFF}
    assert any(plan.stops[-1].pin for plan in bookings)
    assert any(plan.requirements.skills for plan in bookings)


def test_habits_can_be_left_out() -> None:
    plain = Habits(outside=0, cancels=0, amends=0, nobody_home=0, nothing_to_collect=0, later=0)

    bookings = some_bookings(habits=plain)

    assert not any(plan.is_refused or plan.later_s or plan.whim.cancels_after_s for plan in bookings)


def test_a_pin_is_asked_for_exactly_where_one_is_set() -> None:
    stops = [stop for plan in some_bookings() for stop in plan.stops]

    assert all((stop.pin is not None) == ("pin" in stop.proof_required) for stop in stops)


def test_the_same_seed_draws_the_same_fleet() -> None:
    first, again = (draw_fleet(CITY, providers=40, seed=3, start=START) for _ in range(2))

    assert first == again


def test_a_fleet_has_vehicles_skills_shifts_and_tempers() -> None:
    fleet = draw_fleet(CITY, providers=60, seed=3, start=START)

    assert len({plan.uid for plan in fleet}) == 60
    assert len({plan.vehicle for plan in fleet}) >= 3
    assert {service for plan in fleet for service in plan.services} == {"courier", "repair"}
    assert any(plan.skills for plan in fleet)
    assert any(plan.shifts[0].on_at > START for plan in fleet)
    assert all(shift.on_at < shift.off_at for plan in fleet for shift in plan.shifts)
    assert any(plan.temperament.ignores for plan in fleet)


def test_a_fleet_moved_to_another_start_is_the_same_people() -> None:
    first = draw_fleet(CITY, providers=20, seed=3, start=START)
    moved = draw_fleet(CITY, providers=20, seed=3, start=START.replace(hour=15))

    assert [(p.uid, p.name, p.home, p.temperament) for p in first] == [
        (p.uid, p.name, p.home, p.temperament) for p in moved
    ]
