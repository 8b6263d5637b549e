"""What watching costs: nothing for a job in good order, and a bounded look at one that is not."""

from muster.adapters.meter import Meter
from muster.services.look_at_provider import look_at_provider
from muster.services.snapshot_areas import snapshot_areas
from muster.services.watch import watch
from tests.builders import CENTRE
from tests.watched import Watched
from tests.world import World


def a_world_at_work(providers: int) -> World:
    world = World()
    for number in range(providers):
        person = world.a_provider_on_duty(f"p{number}")
        world.press(person, "start_stop", world.won_by(person))
    snapshot_areas(world.backend)
    return world


def reads_of_a_watch(providers: int) -> tuple[int, int]:
    world, meter = a_world_at_work(providers), Meter()
    world.store._count = meter.count
    watch(world.backend)
    return meter.total("reads"), meter.total("writes")


def test_watching_jobs_in_good_order_costs_the_same_for_many_as_for_one() -> None:
    of_one, of_eight, of_sixteen = (reads_of_a_watch(providers) for providers in (1, 8, 16))

    assert of_one == (6, 0)
    assert of_eight == of_sixteen == (7, 0)  # the zone is short now, so its area's settings are read


def test_a_look_that_finds_nothing_is_bounded_and_writes_nothing() -> None:
    world, meter = Watched("start_stop"), Meter()
    world.is_seen("ada", CENTRE)
    world.store._count = meter.count

    look_at_provider(world.backend, "ada")

    assert (meter.total("reads"), meter.total("writes")) == (7, 0)


def test_noticing_writes_the_disruption_its_signal_and_the_times_that_are_in_doubt() -> None:
    world, meter = Watched("start_stop", "arrive_at_stop"), Meter()
    world.clock.advance(301)
    world.is_seen("ada", CENTRE)
    world.store._count = meter.count

    look_at_provider(world.backend, "ada")

    assert (meter.total("reads"), meter.total("writes")) == (17, 10)
