"""What dealing with a disruption reads, pinned: each document once, and all of it anew when a race is lost."""

from collections import Counter
from datetime import timedelta

import pytest

from muster.adapters.meter import Meter
from muster.services.recover import recover
from shared import paths
from shared.models.base import Document
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState
from tests.builders import a_point
from tests.world import AREA, World

ABOUT_THE_JOB = ("get disruptions", "get bookings", "get positions", "get providers")


def a_broken_bicycle(meter: Meter) -> tuple[World, str]:
    """Ada can not go on with what she has on board, two hundred metres on her way; Bob is near."""
    world = World(count=meter.count)
    ada = world.a_provider_on_duty("ada")
    job = world.won_by(ada)
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, job)
    world.is_seen("ada", a_point(north_m=200))
    world.settle()
    world.a_provider_on_duty("bob", north_m=600)
    now = world.clock.now()
    trouble = Disruption(
        disruption_id=f"provider_trouble.{job}.1",
        area_id=AREA,
        kind=DisruptionKind.PROVIDER_TROUBLE,
        booking_id=job,
        provider_id="ada",
        assignment_epoch=world.booking(job).assignment_epoch,
        onset_at=now - timedelta(seconds=60),
        detected_at=now - timedelta(seconds=1),
    )
    world.store.seed({paths.disruption(trouble.disruption_id): trouble})
    meter.reset()
    return world, trouble.disruption_id


def reads_of(meter: Meter) -> Counter[str]:
    read = Counter(
        {operation: count for (billed, operation), count in meter.by_operation().items() if billed == "reads"}
    )
    return Counter({operation: read[operation] for operation in ABOUT_THE_JOB})


def test_each_document_is_read_once_to_weigh_what_could_be_done() -> None:
    meter = Meter()
    world, trouble = a_broken_bicycle(meter)

    recover(world.backend, trouble)

    assert reads_of(meter) == {"get disruptions": 1, "get bookings": 1, "get positions": 1, "get providers": 2}


@pytest.mark.parametrize("moved", ["disruption", "booking"])
def test_all_is_read_anew_when_what_it_was_judged_by_moved_meanwhile(moved: str) -> None:
    meter = Meter()
    world, trouble = a_broken_bicycle(meter)
    known = world.store.value(paths.disruption(trouble), Disruption)
    job = world.booking(str(known.booking_id))
    rivals: dict[str, dict[str, Document]] = {
        "disruption": {paths.disruption(trouble): known.model_copy(update={"detected_at": world.clock.now()})},
        "booking": {paths.booking(job.booking_id): job.model_copy(update={"version": job.version + 1})},
    }
    world.store.before_next_commit(lambda: world.store.seed(rivals[moved]))

    recover(world.backend, trouble)

    assert world.store.value(paths.disruption(trouble), Disruption).state is not DisruptionState.OPEN
    assert reads_of(meter) == {"get disruptions": 2, "get bookings": 2, "get positions": 2, "get providers": 4}
