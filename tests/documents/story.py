"""The story whose messages the documents show, played on a city of fakes: one booking, two providers, and a delay.

``python -m tests.documents.story`` writes its timeline anew.
"""

from muster.services.revise_etas import revise_route
from shared.messages.events import TimelineEvent
from simulator.messages import STORY, TIMELINE
from tests.builders import CENTRE, a_point
from tests.world import World

DOOR_M = 4000
WAY = {
    "stops": [
        {"type": "pickup", "point": CENTRE.model_dump()},
        {"type": "dropoff", "point": a_point(north_m=DOOR_M).model_dump()},
    ]
}
AS_SEEN = ((5, 300), (25, 400), (15, 500), (3, 3900))
"""Minutes that pass, and how far Bob is seen north of the pickup then."""


def play() -> tuple[TimelineEvent, ...]:
    """Ada wins the job and gives it back; Bob takes it, is late on a slow road, makes up for it, and delivers."""
    world = World(dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", vehicle="car")
    booking_id = world.won_by(ada, **WAY)
    world.let_pass(40)
    bob = world.a_provider_on_duty("bob", north_m=-600, vehicle="car")
    world.release(ada, booking_id)
    world.settle()
    world.accept(bob)
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.is_seen("bob", a_point())
        world.press(bob, verb, booking_id)
    for minutes, north_m in AS_SEEN:
        world.let_pass(60 * minutes)
        world.is_seen("bob", a_point(north_m=north_m))
        revise_route(world.backend, "bob")
        world.settle()
    world.finish(bob, booking_id)
    world.settle()
    return tuple(world.store.timeline(booking_id))


def main() -> None:
    """Write the file."""
    STORY.write_bytes(TIMELINE.dump_json(play(), indent=1) + b"\n")


if __name__ == "__main__":
    main()
