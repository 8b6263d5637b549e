"""Giving up on a job whose provider is gone for good, as stories."""

from datetime import timedelta

from muster.services.recover import recover
from shared import paths
from shared.messages.events import Actor
from shared.models.booking import BookingState
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState
from tests.builders import OPERATOR
from tests.world import AREA, World

HOURS = timedelta(hours=3)


def gone(world: World, booking_id: str, since: timedelta) -> str:
    """Nothing has been heard of the booking's provider for so long."""
    booking, now = world.booking(booking_id), world.clock.now()
    one = Disruption(
        disruption_id=f"signal_lost.{booking_id}.{booking.assignment_epoch}",
        area_id=AREA,
        kind=DisruptionKind.SIGNAL_LOST,
        booking_id=booking_id,
        provider_id=booking.provider_id,
        assignment_epoch=booking.assignment_epoch,
        onset_at=now - since,
        detected_at=now - since,
    )
    world.store.seed({paths.disruption(one.disruption_id): one})
    recover(world.backend, one.disruption_id)
    return one.disruption_id


def picked_up(world: World, ada: Actor, job: str) -> None:
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.do(ada, verb, booking_id=job, stop_id="s1", epoch=1)


def test_what_is_on_board_of_a_provider_gone_for_good_ends_as_failed(world: World, ada: Actor, job: str) -> None:
    picked_up(world, ada, job)
    world.clock.advance(HOURS.total_seconds())

    trouble = gone(world, job, HOURS)

    ended = world.booking(job)
    assert (ended.state, ended.end_reason) == (BookingState.FAILED, "abandoned")
    assert not world.provider("ada").active_bookings
    assert world.store.value(paths.disruption(trouble), Disruption).state is DisruptionState.MOOT


def test_what_was_given_up_can_be_reopened(world: World, ada: Actor, job: str) -> None:
    picked_up(world, ada, job)
    world.clock.advance(HOURS.total_seconds())
    gone(world, job, HOURS)

    world.do(OPERATOR, "reopen_booking", booking_id=job, reason="the provider came back")

    assert not world.booking(job).has_ended


def test_before_its_promise_is_past_nothing_is_given_up(world: World, ada: Actor, job: str) -> None:
    picked_up(world, ada, job)

    gone(world, job, HOURS)

    assert not world.booking(job).has_ended


def test_a_job_without_goods_goes_back_to_the_search(world: World, job: str) -> None:
    world.clock.advance(HOURS.total_seconds())

    gone(world, job, HOURS)

    back = world.booking(job)
    assert (back.state, back.assignment) == (BookingState.SEARCHING, None)


def test_giving_up_twice_changes_nothing(world: World, ada: Actor, job: str) -> None:
    picked_up(world, ada, job)
    world.clock.advance(HOURS.total_seconds())
    trouble = gone(world, job, HOURS)
    version = world.booking(job).version

    recover(world.backend, trouble)

    assert world.booking(job).version == version
