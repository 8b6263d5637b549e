"""One booking's course, printed from detection to outcome."""

from devtools.incident import most_troubled, told
from shared.models.disruption import DisruptionState
from shared.recovery.incident import incident
from tests.scenes import a_disruption
from tests.watched import Watched


def test_a_late_pickup_can_be_read_from_its_detection_to_its_end() -> None:
    world = Watched("start_stop", "arrive_at_stop")
    world.minutes(5)
    world.clock.advance(20)
    world.moves("complete_stop", "arrive_at_stop", "complete_stop")
    world.minutes(1)

    lines = incident(world.store.timeline(world.booking_id), world.signals())

    course = [line for line in lines if line.split()[1].startswith(("stop", "disruption", "booking.completed"))]
    assert course == [
        "12:00:00 stop.enroute stop_id=s1 by provider",
        "12:00:00 stop.arrived stop_id=s1 by provider",
        "12:04:00 disruption.opened pickup_not_ready info since 12:00:00 over_plan=240 planned=0",
        "12:05:20 stop.done stop_id=s1 by provider",
        "12:05:20 stop.arrived stop_id=s2 by provider",
        "12:05:20 stop.done stop_id=s2 by provider",
        "12:05:20 booking.completed by provider",
        "12:06:20 disruption.moot pickup_not_ready info since 12:00:00 over_plan=240 planned=0 reason=assignment_over",
    ]


def test_what_was_weighed_follows_what_was_noticed_and_the_outcome_comes_last() -> None:
    world = Watched()
    bob = world.a_provider_on_duty("bob", north_m=100)
    world.do(world.ada, "report_problem", booking_id=world.booking_id, kind="provider_trouble")
    world.settle()
    world.accept(bob)
    world.finish(bob, world.booking_id)
    world.settle()

    lines = [line.split()[1:3] for line in told(world.store, world.booking_id)]

    course = [first for first, *_ in lines if first.startswith(("disruption", "options", "assignment", "recovery"))]
    assert course == ["disruption.opened", "options", "assignment.released", "recovery.executed"]
    assert lines[-1] == ["outcome", "provider_trouble"]


def test_the_incident_told_of_a_day_is_one_that_was_recovered_from() -> None:
    spoken_of = a_disruption(booking_id="booking-1")
    recovered = a_disruption(booking_id="booking-2", disruption_id="a", state=DisruptionState.RECOVERED)

    assert most_troubled([spoken_of, recovered]) == "booking-2"
    assert most_troubled([]) is None
