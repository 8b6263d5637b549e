"""What the people of a hand-over do, and what there is to see of it."""

from shared import paths
from shared.messages.events import Actor
from shared.models.booking import HandOver
from shared.models.disruption import Disruption, DisruptionState
from shared.models.stop import Stop
from tests.builders import ADMIN, OPERATOR, a_point
from tests.world import AREA, World

S = DisruptionState
BY_ITSELF = [
    {"kind": "provider_trouble", "automatic": ["hand_over"], "least_gain_s": 0, "most_risk": 1, "decide_within_s": 300}
]


def breaks_down(world: World, ada: Actor, job: str) -> str:
    """Let ada report that she can not go on, and give the id of her trouble."""
    told = world.do(ada, "report_problem", booking_id=job, kind="provider_trouble", note="chain broke")
    world.settle()
    return str(told["disruption_id"])


def seen(world: World, disruption_id: str) -> Disruption:
    return world.store.value(paths.disruption(disruption_id), Disruption)


def decided(world: World, disruption_id: str, action: str) -> None:
    item = seen(world, disruption_id).triage_id
    world.do(OPERATOR, "decide_triage", triage_id=item, approve=True, action=action, reason="chain broke")
    world.settle()


def ordered(world: World, ada: Actor, job: str) -> str:
    """Let ada break down, and whoever can come be asked for the goods."""
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=BY_ITSELF)
    return breaks_down(world, ada, job)


def agreed(world: World, holder: Actor, receiver: Actor, job: str) -> str:
    """Let a receiver agree to come for what the holder can not bring, and give the id of the holder's trouble."""
    trouble = ordered(world, holder, job)
    world.accept(receiver)
    return trouble


def met(world: World, holder: Actor, receiver: Actor, job: str) -> str:
    """Have both at the meeting."""
    trouble = agreed(world, holder, receiver, job)
    comes(world, receiver, job)
    return trouble


def given(world: World, holder: Actor, receiver: Actor, job: str) -> str:
    """Let the holder say there that the goods are given."""
    trouble = met(world, holder, receiver, job)
    world.press(holder, "complete_stop", job)
    return trouble


def taken(world: World, holder: Actor, receiver: Actor, job: str) -> str:
    """Let the receiver say that they are taken, too."""
    trouble = given(world, holder, receiver, job)
    world.press(receiver, "complete_stop", job)
    return trouble


def under_way(world: World, job: str) -> HandOver:
    hand_over = world.booking(job).hand_over
    assert hand_over is not None
    return hand_over


def meeting(world: World, job: str) -> Stop:
    stop = world.booking(job).meeting
    assert stop is not None
    return stop


def comes(world: World, actor: Actor, job: str) -> None:
    """Let the receiver go to the meeting."""
    world.press(actor, "start_stop", job)
    world.is_seen(actor.id, a_point(north_m=200))
    world.press(actor, "arrive_at_stop", job)


def custody(world: World, job: str) -> list[str]:
    """Who had the goods, one after the other, as the timeline tells."""
    types = {"booking.assigned", "hand_over.taken"}
    return [event.data.provider_id for event in world.store.timeline(job) if event.type in types]


def stands(world: World, actor: Actor) -> None:
    """Let a phone report from the meeting for a minute."""
    for _ in range(4):
        world.clock.advance(20)
        now = world.clock.real_now()
        here = {"point": a_point(north_m=200).model_dump(), "accuracy_m": 8, "device_time": now.isoformat()}
        world.do(actor, "report_track", points=[here])
