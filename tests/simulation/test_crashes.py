"""A process dies at each port call of each handler, one at a time; whoever asked asks again, and all comes out the same."""

from functools import cache
from typing import Any

import pytest

from shared import collection_names
from shared.messages.events import Actor, ActorKind
from shared.models.facts import BookingFacts
from shared.models.push import Delivery, TargetState
from tests.builders import CUSTOMER, OPERATOR
from tests.fakes.messaging import Published, Task
from tests.simulation.faults import Crash, DiesAt, no_faults
from tests.simulation.invariants import loose_ends, violations
from tests.world import World


class Retried(World):
    """Callers, queues and topics try again after a crash, as the real ones do."""

    def do(self, actor: Actor, verb: str, /, **fields: Any) -> dict[str, Any]:
        fields.setdefault("op_id", f"op-{next(self._ops):08d}")
        try:
            return super().do(actor, verb, **fields)
        except Crash:
            return super().do(actor, verb, **fields)

    def run(self, task: Task) -> None:
        try:
            super().run(task)
        except Crash:
            super().run(task)

    def handle(self, message: Published) -> None:
        try:
            super().handle(message)
        except Crash:
            super().handle(message)

    def sweep(self) -> dict[str, int]:
        try:
            return super().sweep()
        except Crash:
            return super().sweep()


ADA, BOB = (Actor(kind=ActorKind.PROVIDER, id=uid, areas=("berlin",)) for uid in ("ada", "bob"))


def set_up() -> Retried:
    """Two providers who are always asked together, and three phones that are told."""
    world = Retried(dispatch={"strategy": "broadcast", "broadcast_size": 2, "decline_cooldown_s": 0})
    for actor, app in ((CUSTOMER, "customer"), (ADA, "provider"), (BOB, "provider")):
        if app == "provider":
            world.a_provider_on_duty(actor.id, north_m=100)
        phone = {"installation_id": f"phone-{actor.id}", "target": f"token-of-{actor.id}"}
        world.do(actor, "register_device", target_kind="token", app=app, **phone)
    return world


def a_job_with_every_turn(world: Retried) -> str:
    """Offered in vain, declined by one, taken, released, given by hand, failed at the door and taken back."""
    booking_id = world.a_booking(contact_phone="+49 30 123456")
    later(world, 1)
    later(world, 46)
    world.do(ADA, "decline_offer", offer_id=world.offers_to("ada")[0].offer_id)
    world.accept(BOB)
    world.release(BOB, booking_id)
    later(world, 1)
    world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id="ada", reason="nobody else")
    world.press(ADA, "start_stop", booking_id)
    go_there(world, booking_id)
    world.press(ADA, "complete_stop", booking_id)
    go_there(world, booking_id)
    world.press(ADA, "fail_stop", booking_id, reason="nobody there")
    world.finish(ADA, booking_id)
    later(world, 15)
    return booking_id


def later(world: Retried, seconds: float) -> None:
    """Let time pass in which timers, pipelines and one sweep find all that is due."""
    world.clock.advance(seconds)
    world.settle()
    world.clock.advance(15)
    world.sweep()
    world.settle()


def go_there(world: Retried, booking_id: str) -> None:
    stop = world.booking(booking_id).next_stop
    assert stop is not None
    assert stop.point is not None
    world.is_seen("ada", stop.point)
    world.press(ADA, "arrive_at_stop", booking_id)


def outcome(world: Retried, booking_id: str) -> dict[str, object]:
    """What came of it: the same events, told to the same people, written up the same way."""
    facts = world.store.documents(collection_names.FACTS, BookingFacts).values()
    return {
        "events": world.events(booking_id),
        "told": sorted(
            (target.recipient, delivery.kind)
            for delivery in world.store.documents(collection_names.DELIVERIES, Delivery).values()
            for target in delivery.targets
            if target.state is TargetState.SENT
        ),
        "facts": [fact.outcome for fact in facts],
        "broken": violations(world) + loose_ends(world),
    }


@cache
def undisturbed() -> tuple[dict[str, object], int, list[int]]:
    """The outcome when nothing fails, how many port calls it took, and which of them were commits."""
    world = set_up()
    counting = DiesAt(world, 0)
    booking_id = a_job_with_every_turn(world)
    no_faults(world)
    return outcome(world, booking_id), counting.calls, counting.commits


def test_the_undisturbed_job_takes_every_turn() -> None:
    expected, _, _ = undisturbed()

    assert expected["broken"] == []
    assert expected["facts"] == ["returned"]
    for turn in ("offers.expired", "offer.declined", "assignment.released", "offers.withdrawn", "stop.failed"):
        assert turn in str(expected["events"])


def lived_through(call: int, *, after_commit: bool) -> tuple[dict[str, object], DiesAt]:
    world = set_up()
    death = DiesAt(world, call, after_commit=after_commit)
    booking_id = a_job_with_every_turn(world)
    no_faults(world)
    return outcome(world, booking_id), death


def crash_before(calls: range) -> None:
    expected, _, _ = undisturbed()
    for call in calls:
        came, death = lived_through(call, after_commit=False)

        assert death.happened
        assert came == expected, f"crash before call {call}"


def test_a_crash_before_every_third_port_call_changes_nothing_in_the_end() -> None:
    _, calls, _ = undisturbed()

    crash_before(range(1, calls + 1, 3))


@pytest.mark.proof
def test_a_crash_before_any_port_call_changes_nothing_in_the_end() -> None:
    _, calls, _ = undisturbed()

    crash_before(range(1, calls + 1))


def test_a_crash_right_after_any_commit_changes_nothing_in_the_end() -> None:
    expected, _, commits = undisturbed()

    for call in commits:
        came, death = lived_through(call, after_commit=True)

        assert death.happened
        assert came == expected, f"crash after commit {call}"
