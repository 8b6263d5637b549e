"""One booking's course, printed from detection to outcome."""

from shared.recovery.incident import incident
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
