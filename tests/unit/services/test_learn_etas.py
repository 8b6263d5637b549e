"""Learning on schedule: from each booking that ended once, into one document that windows read."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from muster.ports.backend import Backend
from muster.services import learn_etas as module
from muster.services import settled as reading
from muster.services.learn_demand import learn_demand
from muster.services.learn_etas import learn_etas
from muster.services.window import gather_window
from shared import paths
from shared.eta.forecast import TRAVEL_LATE
from shared.eta.learned import LearnedEta
from shared.models.area import ServiceArea
from shared.models.change import put
from shared.models.eta import DriveSample, EtaModel
from shared.models.facts import BookingFacts, TripFact
from shared.models.provider import VehicleType
from shared.units import AreaId, Geohash
from tests.builders import later, some_facts
from tests.world import AREA, World

PATH = paths.eta_model(AREA)
FLEET_MPS = 5.5


def model(world: World) -> EtaModel:
    return world.store.value(PATH, EtaModel)


def facts_at(world: World, *ends_s: float) -> None:
    """Facts of bookings that ended so many seconds ago."""
    now = world.clock.now()
    for number, ago_s in enumerate(ends_s):
        fact = some_facts(booking_id=f"b-{number}", area_id=AREA, ended_at=now - timedelta(seconds=ago_s))
        world.store.commit([put(paths.fact(f"b-{number}"), fact)])


def test_an_end_is_learned_from_once_however_often_the_schedule_runs() -> None:
    world = World()
    facts_at(world, 300, 400)

    assert [learn_etas(world.backend) for _ in range(3)] == [2, 0, 0]
    assert model(world).outcomes == 2


def test_a_fact_that_is_written_again_is_not_learned_from_again() -> None:
    world = World()
    facts_at(world, 300)
    learn_etas(world.backend)

    facts_at(world, 300)

    assert learn_etas(world.backend) == 0


def test_what_ended_just_now_is_left_for_the_next_run() -> None:
    world = World()
    facts_at(world, 30)

    assert learn_etas(world.backend) == 0
    world.clock.advance(200)
    assert learn_etas(world.backend) == 1


@pytest.mark.parametrize("learn", [learn_etas, learn_demand])
def test_an_area_that_can_not_be_learned_from_keeps_no_other_from_it(learn: Callable[[Backend], int]) -> None:
    world = World()
    facts_at(world, 300)
    broken = world.store.value(paths.service_area(AREA), ServiceArea).model_copy(
        update={"area_id": "aachen", "timezone": "Nowhere/Else"}
    )
    world.store.seed({paths.service_area("aachen"): broken})
    fact = some_facts(booking_id="b-9", area_id="aachen", ended_at=later(-300, world.clock.now()))
    world.store.commit([put(paths.fact("b-9"), fact)])

    assert learn(world.backend) == 1


def test_of_two_runs_at_once_one_leaves_it_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    facts_at(world, 300)
    settled = module.settled_facts

    def meanwhile_another_run(*args: object) -> object:
        monkeypatch.setattr(module, "settled_facts", settled)
        assert learn_etas(world.backend) == 1
        return settled(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "settled_facts", meanwhile_another_run)

    assert learn_etas(world.backend) == 0
    assert model(world).outcomes == 1


def test_more_ends_than_one_look_takes_are_learned_from_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", 3)
    world = World()
    facts_at(world, 900, 800, 700, 700, 600)

    assert [learn_etas(world.backend) for _ in range(4)] == [2, 2, 1, 0]


def test_ends_of_one_instant_are_not_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", 2)
    world = World()
    facts_at(world, 700, 700, 600)

    assert [learn_etas(world.backend) for _ in range(3)] == [2, 1, 0]


def test_the_facts_of_a_completed_booking_hold_what_is_learned_from() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    world.clock.advance(120)
    world.finish(ada, booking_id)
    world.settle()

    fact = world.store.value(paths.fact(booking_id), BookingFacts)
    booking = world.booking(booking_id)
    assert fact.told_end is not None
    assert fact.told_end.p10_s <= fact.told_end.p50_s <= fact.told_end.p90_s
    assert fact.end_after_s == 120
    assert len(fact.stops) == len(booking.terms.stops)


def test_the_next_window_decides_with_what_was_learned() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    facts_at(world, *range(300, 330))
    learn_etas(world.backend)
    world.a_booking()
    area = world.store.value(paths.service_area(AREA), ServiceArea)

    problem = gather_window(world.backend, area, world.store.bookings_waiting(AREA, 10)).problem

    assert problem.spreads.travel_late != TRAVEL_LATE
    assert problem.jobs[0].first_handling is not None


def test_an_instance_reads_what_was_learned_once_a_minute() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.a_booking()
    area = world.store.value(paths.service_area(AREA), ServiceArea)
    waiting = world.store.bookings_waiting(AREA, 10)

    def travel_late() -> float:
        return gather_window(world.backend, area, waiting).problem.spreads.travel_late

    assert travel_late() == TRAVEL_LATE
    facts_at(world, *range(300, 330))
    learn_etas(world.backend)

    assert travel_late() == TRAVEL_LATE
    world.clock.advance(61)
    assert travel_late() != TRAVEL_LATE


SLOW, QUICK = "u33db", "u33dc"


def drives_in(world: World, cell: str, *, slowness: float, count: int, within_s: float = 480) -> None:
    """Drives of two and a half minutes that ended evenly over the last so many seconds."""
    now = world.clock.now()
    for number in range(count):
        ended_at = now - timedelta(seconds=30 + within_s * number / count)
        sample = DriveSample(
            area_id=AreaId(AREA),
            cell=Geohash(cell),
            at=ended_at,
            assumed_s=150 / slowness,
            took_s=150,
            expires_at=now,
        )
        world.store.seed({paths.drive(f"{cell}.{number}.{now.timestamp()}"): sample})


def factor_now(world: World, cell: str) -> float:
    book = LearnedEta(model(world)).speed_book(FLEET_MPS, world.clock.now())
    return book.factors[Geohash(cell)][world.clock.now().hour]


def test_a_road_that_is_slow_since_minutes_is_seen_by_the_next_window_and_forgotten_within_hours() -> None:
    world = World()
    drives_in(world, SLOW, slowness=1.6, count=12)
    drives_in(world, QUICK, slowness=1.0, count=12)

    learn_etas(world.backend)
    soon = factor_now(world, SLOW)
    quick = factor_now(world, QUICK)
    world.clock.advance(3 * 3600)

    assert soon < 0.8
    assert quick == pytest.approx(1.0, abs=0.02)
    assert factor_now(world, SLOW) > 0.9


def test_one_slow_drive_is_no_slow_road() -> None:
    world = World()
    drives_in(world, SLOW, slowness=2.0, count=1)

    learn_etas(world.backend)

    assert factor_now(world, SLOW) > 0.75


def test_a_drive_is_learned_from_once() -> None:
    world = World()
    drives_in(world, SLOW, slowness=1.6, count=3)

    assert [learn_etas(world.backend) for _ in range(3)] == [3, 0, 0]


def test_a_trip_that_tracks_have_told_of_is_not_counted_twice() -> None:
    tracked, untracked = World(), World()
    drives_in(tracked, SLOW, slowness=1.0, count=1)
    for world in (tracked, untracked):
        for number in range(2):
            trip = TripFact(cell=Geohash(f"{SLOW}m"), vehicle=VehicleType.CAR, trip_m=4000, took_s=600)
            ended_at = world.clock.now() - timedelta(seconds=300)
            fact = some_facts(booking_id=f"b-{number}", area_id=AREA, ended_at=ended_at, trip=trip)
            world.store.seed({paths.fact(f"b-{number}"): fact})
        learn_etas(world.backend)

    weights = [sum(sum(cell.weights) for cell in model(world).speeds) for world in (tracked, untracked)]

    assert weights == [pytest.approx(0.25), pytest.approx(2, abs=0.05)]
