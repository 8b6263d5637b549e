"""Facts of what ended, the hours they are rolled up into, and the looks at the fleet."""

import pytest

from muster.services.record_facts import record_facts
from muster.services.roll_up_metrics import roll_up_metrics
from muster.services.snapshot_areas import snapshot_areas
from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor, ActorKind
from shared.models.facts import BookingFacts, FleetSnapshot, HourMetrics, Refusal, ZoneState
from shared.models.stop import StopState
from tests.builders import ADMIN, CENTRE, CUSTOMER
from tests.world import AREA, World, refused


def test_facts_of_a_completed_booking_say_how_long_each_part_took() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.let_pass(10)
    world.accept(ada)
    world.clock.advance(50)
    world.finish(ada, booking_id)
    world.settle()

    fact = world.store.value(paths.fact(booking_id), BookingFacts)
    assert (fact.outcome, fact.offers, fact.late) == ("completed", 1, False)
    assert (fact.to_assignment_s, fact.to_pickup_s, fact.to_end_s) == (10, 60, 60)
    for _ in range(2):
        assert record_facts(world.backend, fact.booking_id)
    assert world.store.value(paths.fact(booking_id), BookingFacts) == fact


def ridden_together(world: World) -> list[BookingFacts]:
    """Two bookings of one batch, each stop begun, five minutes later reached, and two minutes later done."""
    ada = world.a_provider_on_duty("ada", capacity=2, max_open_offers=2)
    bookings = world.two_won_together(ada)
    for entry in world.provider("ada").route:
        stop = world.booking(entry.booking_id).stop(entry.stop_id)
        assert stop is not None
        if stop.state is StopState.PENDING:
            world.press(ada, "start_stop", entry.booking_id, stop_id=entry.stop_id)
        for wait_s, verb in ((300, "arrive_at_stop"), (120, "complete_stop")):
            world.clock.advance(wait_s)
            world.is_seen("ada", stop.point or CENTRE)
            world.press(ada, verb, entry.booking_id, stop_id=entry.stop_id)
    world.settle()
    return [world.store.value(paths.fact(booking_id), BookingFacts) for booking_id in bookings]


def test_only_a_ride_straight_from_pickup_to_drop_off_tells_of_the_road_between_them() -> None:
    alone, together = World(), World()
    ada = alone.a_provider_on_duty("ada")
    booking_id = alone.won_by(ada)

    alone.finish(ada, booking_id)
    alone.settle()

    assert alone.store.value(paths.fact(booking_id), BookingFacts).trip is not None
    assert [fact.trip for fact in ridden_together(together)] == [None, None]


def test_a_booking_that_lives_has_no_facts() -> None:
    world = World()
    booking = world.booking(world.a_booking())

    assert not record_facts(world.backend, booking.booking_id)


def test_an_hour_is_rolled_up_from_facts_and_refusals_and_twice_is_the_same() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.finish(ada, world.won_by(ada))
    world.do(CUSTOMER, "cancel_booking", booking_id=world.a_booking(), reason="never mind")
    with refused(Code.SERVICE_NOT_OFFERED):
        world.a_booking(service="gardening")
    world.settle()

    assert roll_up_metrics(world.backend) == 2
    path = paths.metrics_hour(AREA, "2026-03-02T12")
    first = world.store.value(path, HourMetrics)
    roll_up_metrics(world.backend)

    assert (first.bookings, first.outcomes) == (2, {"completed": 1, "cancelled": 1})
    assert first.refusals == {"B102 SERVICE_NOT_OFFERED": 1}
    assert world.store.value(path, HourMetrics) == first


def test_a_customer_who_is_refused_again_and_again_is_one_wish_an_hour() -> None:
    world = World()
    tries = [CUSTOMER, CUSTOMER, CUSTOMER, Actor(kind=ActorKind.CUSTOMER, id="customer-2"), ADMIN, ADMIN]
    for actor in tries:
        world.clock.advance(60)
        with refused(Code.SERVICE_NOT_OFFERED):
            world.a_booking(actor, service="gardening")
    world.clock.advance(3600)
    with refused(Code.SERVICE_NOT_OFFERED):
        world.a_booking(service="gardening")

    assert len(world.store.documents(collection_names.REFUSALS, Refusal)) == 5


def test_looks_at_the_fleet_become_the_hours_utilisation_without_names() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=500)
    world.won_by(ada)
    snapshot_areas(world.backend)
    world.clock.advance(60)
    snapshot_areas(world.backend)

    roll_up_metrics(world.backend)

    hour = world.store.value(paths.metrics_hour(AREA, "2026-03-02T12"), HourMetrics)
    assert (hour.providers, hour.online_looks, hour.busy_looks, hour.fairness) == (2, 4, 2, 0.5)
    assert "ada" not in hour.model_dump_json()


def test_a_snapshot_shows_the_fleet_and_the_pressure_of_each_zone() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.do(world.a_provider_on_duty("bob"), "set_duty", duty="offline")
    for _ in range(3):
        world.a_booking()

    assert snapshot_areas(world.backend) == 1

    fleet = world.store.value(paths.fleet_snapshot(AREA, 0), FleetSnapshot)
    assert [(one.provider_id, one.work, one.link) for one in fleet.providers] == [("ada", "idle", "fresh")]
    state = world.store.value(paths.zone_state("mitte"), ZoneState)
    assert (state.waiting, state.idle_providers, state.level) == (3, 1, "short")
    assert state.pressure == pytest.approx((3 + 3) / (0.8 + 1), abs=0.01)
