"""What a look at a running plan costs, pinned; a booking that goes as told is never looked at, so it is no part of its cost."""

from muster.adapters.meter import Meter
from muster.ports.backend import Learned
from muster.services.revise_etas import revise_route
from shared import paths
from shared.eta.learned import LearnedEta
from shared.models.progress import Progress
from tests.builders import CENTRE, a_point
from tests.world import AREA, World


def underway() -> tuple[World, Meter, str]:
    """Ada is on her way to a door four kilometres north, as her track tells."""
    meter = Meter()
    world = World(dispatch={"planning": "window"}, count=meter.count)
    ada = world.a_provider_on_duty("ada", vehicle="car")
    places = (("pickup", CENTRE), ("dropoff", a_point(north_m=4000)))
    booking_id = world.won_by(ada, stops=[{"type": kind, "point": point.model_dump()} for kind, point in places])
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, booking_id)
    known = {"provider_id": "ada", "area_id": AREA, "booking_id": booking_id, "stop_id": "s2", "behind_s": 200}
    now = {"since": world.clock.now(), "at": world.clock.now(), "seen_at": world.clock.real_now()}
    world.store.seed({paths.progress("ada"): Progress(**known, **now, to_stop_m=4000, nearest_m=4000)})
    return world, meter, booking_id


def cost_of_a_look(world: World, meter: Meter, *, after_s: float, north_m: float) -> tuple[int, int]:
    """Reads and writes, those of telling phones aside; what the area has learned is in memory."""
    world.clock.advance(after_s)
    world.is_seen("ada", a_point(north_m=north_m))
    world.backend.learned.put(AREA, Learned(LearnedEta(), None), world.clock.real_now())
    meter.reset()
    revise_route(world.backend, "ada")
    return meter.total("reads"), meter.total("writes")


def test_a_silent_look_writes_what_is_believed_and_what_dispatch_reads() -> None:
    world, meter, _ = underway()

    assert cost_of_a_look(world, meter, after_s=300, north_m=1000) == (6, 2)


def test_telling_adds_booking_event_and_the_commit_record_with_its_mark() -> None:
    world, meter, _ = underway()

    assert cost_of_a_look(world, meter, after_s=900, north_m=200) == (7, 6), "one read a minute: does a partner listen?"


def test_a_look_that_finds_nothing_new_writes_nothing() -> None:
    world, meter, _ = underway()
    cost_of_a_look(world, meter, after_s=300, north_m=1000)

    assert cost_of_a_look(world, meter, after_s=1, north_m=1005) == (6, 0)
