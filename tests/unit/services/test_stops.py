"""Work at the stops: order, nearness, proofs, failed hand-offs, and who may press."""

from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import StopArrived
from shared.models.booking import BookingState
from shared.models.contacts import Contacts
from shared.models.customer_view import CustomerState
from shared.models.provider import Doubt, LiveAssignment, Position
from shared.models.stop import ArrivalSource, StopState, StopType
from tests.builders import CENTRE, CUSTOMER, OPERATOR, a_point
from tests.simulation.invariants import violations
from tests.world import World, refused

HERE = CENTRE.model_dump()
THERE = a_point(north_m=1000).model_dump()


def at_work(**changes: Any) -> tuple[World, Any, str]:
    world = World()
    ada = world.a_provider_on_duty("ada")
    return world, ada, world.won_by(ada, **changes)


def go(world: World, actor: Any, booking_id: str, *verbs: str, **fields: Any) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for verb in verbs:
        stop = world.booking(booking_id).next_stop
        assert stop is not None
        world.is_seen("ada", stop.point or CENTRE)
        told = world.press(actor, verb, booking_id, **fields)
    return told


def test_a_job_goes_through_its_stops_to_the_end() -> None:
    world, ada, booking_id = at_work()
    seen = []
    for verb in ("start_stop", "arrive_at_stop", "start_service", "complete_stop", "arrive_at_stop", "complete_stop"):
        go(world, ada, booking_id, verb)
        booking = world.booking(booking_id)
        seen.append((booking.state.value, *(stop.state.value for stop in booking.terms.stops)))

    assert seen == [
        ("in_progress", "enroute", "pending"),
        ("in_progress", "arrived", "pending"),
        ("in_progress", "servicing", "pending"),
        ("in_progress", "done", "enroute"),
        ("in_progress", "done", "arrived"),
        ("completed", "done", "done"),
    ]
    assert world.booking(booking_id).terms.stops[0].arrival_source is ArrivalSource.PRESSED
    assert world.provider("ada").work.value == "idle"
    assert violations(world) == []


def test_the_customer_is_told_in_their_own_words() -> None:
    world, ada, booking_id = at_work()
    told = [world.booking(booking_id).customer_view.state]
    for verb in ("start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop", "complete_stop"):
        go(world, ada, booking_id, verb)
        told.append(world.booking(booking_id).customer_view.state)

    c = CustomerState
    assert told == [c.ASSIGNED, c.ASSIGNED, c.ASSIGNED, c.PICKED_UP, c.NEARBY, c.DELIVERED]


def test_the_plan_shrinks_with_each_stop_done() -> None:
    world, ada, booking_id = at_work()

    go(world, ada, booking_id, "start_stop", "arrive_at_stop", "complete_stop")

    assert [stop.stop_id for stop in world.provider("ada").route] == ["s2"]


@pytest.mark.parametrize("verb", ["arrive_at_stop", "start_service", "complete_stop", "fail_stop"])
def test_a_move_before_its_time_is_refused(verb: str) -> None:
    world, ada, booking_id = at_work()
    reason = {"reason": "closed"} if verb == "fail_stop" else {}

    with refused(Code.WRONG_STATE):
        world.press(ada, verb, booking_id, **reason)


def test_stops_are_worked_in_order() -> None:
    world, ada, booking_id = at_work()

    with refused(Code.STOP_OUT_OF_ORDER):
        world.press(ada, "start_stop", booking_id, stop_id="s2")
    with refused(Code.NOT_FOUND):
        world.press(ada, "start_stop", booking_id, stop_id="s9")


def test_an_arrival_needs_to_be_near_or_a_reason_that_is_kept() -> None:
    world, ada, booking_id = at_work()
    world.press(ada, "start_stop", booking_id)
    world.is_seen("ada", a_point(north_m=600))

    with refused(Code.NOT_NEAR_STOP):
        world.press(ada, "arrive_at_stop", booking_id)
    world.press(ada, "arrive_at_stop", booking_id, override_reason="street closed")

    assert "street closed" in world.store.timeline(booking_id)[-1].model_dump_json()


@pytest.mark.parametrize("actor", ["ada", "operator"])
def test_an_arrival_against_the_evidence_says_how_far_away_the_position_was(actor: str) -> None:
    world, ada, booking_id = at_work()
    world.press(ada, "start_stop", booking_id)
    world.is_seen("ada", a_point(north_m=600))

    world.press({"ada": ada, "operator": OPERATOR}[actor], "arrive_at_stop", booking_id, override_reason="no signal")

    arrived = world.store.timeline(booking_id)[-1].data
    assert isinstance(arrived, StopArrived)
    assert (arrived.override_reason, arrived.evidence is not None) == ("no signal", True)
    assert arrived.evidence is not None
    assert arrived.evidence.distance_m == pytest.approx(600, rel=0.01)


@pytest.mark.parametrize("doubt", [{"suspect": (Doubt.TELEPORT,)}, {"mocked": True}])
def test_a_position_that_is_not_believed_supports_no_arrival(doubt: dict[str, Any]) -> None:
    world, ada, booking_id = at_work()
    world.press(ada, "start_stop", booking_id)
    path = paths.position("ada")
    world.store.seed({path: world.store.value(path, Position).model_copy(update=doubt)})

    with refused(Code.NOT_NEAR_STOP):
        world.press(ada, "arrive_at_stop", booking_id)


def test_an_old_position_supports_no_arrival() -> None:
    world, ada, booking_id = at_work()
    world.press(ada, "start_stop", booking_id)
    world.clock.advance(181)

    with refused(Code.NOT_NEAR_STOP):
        world.press(ada, "arrive_at_stop", booking_id)


def test_an_operator_may_press_for_the_provider_but_only_for_this_assignment() -> None:
    world, ada, booking_id = at_work()
    world.press(ada, "start_stop", booking_id)

    with refused(Code.STALE_EPOCH):
        world.press(OPERATOR, "arrive_at_stop", booking_id, epoch=7)
    world.press(OPERATOR, "arrive_at_stop", booking_id)

    assert world.booking(booking_id).terms.stops[0].arrival_source is ArrivalSource.OPERATOR


def test_nobody_else_moves_the_job() -> None:
    world, _, booking_id = at_work()
    bob = world.a_provider_on_duty("bob")

    for actor in (bob, CUSTOMER, OPERATOR.model_copy(update={"areas": ("paris",)})):
        for verb, more in (("start_stop", {}), ("fail_stop", {"reason": "closed"}), ("complete_stop", {})):
            with refused(Code.NOT_YOURS):
                world.press(actor, verb, booking_id, **more)
    with refused(Code.NOT_YOURS):
        world.release(bob, booking_id)


def test_a_press_on_an_older_state_is_refused() -> None:
    world, ada, booking_id = at_work()

    with refused(Code.STALE_VERSION):
        world.press(ada, "start_stop", booking_id, expected_version=1)


# Proofs


def test_a_photo_is_required_where_it_was_asked_for() -> None:
    stop = {"type": "service", "point": HERE, "proof_required": ["photo"]}
    world, ada, booking_id = at_work(stops=[stop])
    go(world, ada, booking_id, "start_stop", "arrive_at_stop")

    for proofs in ([], [{"kind": "photo", "reference": ""}], [{"kind": "signature", "reference": "x"}]):
        with refused(Code.PROOF_REQUIRED):
            world.press(ada, "complete_stop", booking_id, proofs=proofs)
    world.press(ada, "complete_stop", booking_id, proofs=[{"kind": "photo", "reference": "proofs/1.jpg"}])

    assert world.booking(booking_id).terms.stops[0].proofs[0].reference == "proofs/1.jpg"


def test_a_pin_is_checked_and_never_kept() -> None:
    stop = {"type": "service", "point": HERE, "proof_required": ["pin"], "pin": "4711"}
    world, ada, booking_id = at_work(stops=[stop])
    go(world, ada, booking_id, "start_stop", "arrive_at_stop")

    for wrong in ({}, {"pin": "4712"}, {"proofs": [{"kind": "pin", "reference": "4711"}]}):
        with refused(Code.PROOF_REQUIRED):
            world.press(ada, "complete_stop", booking_id, **wrong)
    world.press(ada, "complete_stop", booking_id, pin="4711", proofs=[{"kind": "pin", "reference": "4711"}])

    assert world.booking(booking_id).state is BookingState.COMPLETED
    assert "4711" not in "".join(event.model_dump_json() for event in world.store.timeline(booking_id))
    assert "4711" not in str(world.store.value(paths.contacts(booking_id), Contacts).pins)


def test_a_pin_can_not_be_found_by_trying() -> None:
    stop = {"type": "service", "point": HERE, "proof_required": ["pin"], "pin": "0006"}
    world, ada, booking_id = at_work(stops=[stop])
    go(world, ada, booking_id, "start_stop", "arrive_at_stop")

    for tried in range(10):
        with refused(Code.PROOF_REQUIRED):
            world.press(ada, "complete_stop", booking_id, pin=f"{tried:04}")

    assert world.press(OPERATOR, "complete_stop", booking_id, pin="0006")["state"] == "completed"


def test_wrong_pins_are_counted_however_many_come_at_once() -> None:
    stop = {"type": "service", "point": HERE, "proof_required": ["pin"], "pin": "4711"}
    world, ada, booking_id = at_work(stops=[stop])
    go(world, ada, booking_id, "start_stop", "arrive_at_stop")

    def try_one() -> None:
        with refused(Code.PROOF_REQUIRED):
            world.press(ada, "complete_stop", booking_id, pin="0002")

    world.store.before_next_commit(try_one)
    with refused(Code.PROOF_REQUIRED):
        world.press(ada, "complete_stop", booking_id, pin="0001")

    assert world.store.value(paths.contacts(booking_id), Contacts).wrong_pins == {"s1": 2}


def test_a_pin_can_not_be_checked_once_contacts_are_gone() -> None:
    stop = {"type": "service", "point": HERE, "proof_required": ["pin"], "pin": "4711"}
    world, ada, booking_id = at_work(stops=[stop])
    go(world, ada, booking_id, "start_stop", "arrive_at_stop")
    world.store._tables["contacts"].clear()

    with refused(Code.PROOF_REQUIRED):
        world.press(ada, "complete_stop", booking_id, pin="4711")


# Failed hand-offs


def test_goods_that_nobody_takes_go_back_and_the_booking_ends_returned() -> None:
    world, ada, booking_id = at_work()
    go(world, ada, booking_id, "start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop")

    world.press(ada, "fail_stop", booking_id, reason="nobody there")
    booking = world.booking(booking_id)
    back = booking.terms.stops[-1]
    assert (back.type, back.state, back.point) == (StopType.RETURN, StopState.ENROUTE, CENTRE)
    assert (booking.customer_view.state, booking.customer_view.cause) == (CustomerState.FAILED, "returning")
    assert violations(world) == []

    for actor in (CUSTOMER, OPERATOR):
        with refused(Code.TOO_LATE_TO_CANCEL):
            world.do(actor, "cancel_booking", booking_id=booking_id, reason="never mind")
    with refused(Code.STILL_ON_BOARD):
        world.release(ada, booking_id)
    go(world, ada, booking_id, "arrive_at_stop", "complete_stop")

    assert world.booking(booking_id).state is BookingState.RETURNED
    assert world.booking(booking_id).customer_view.state is CustomerState.RETURNED
    assert violations(world) == []


def test_goods_to_be_discarded_end_the_job_at_the_door() -> None:
    world, ada, booking_id = at_work(undeliverable_action="discard")
    go(world, ada, booking_id, "start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop")

    told = world.press(ada, "fail_stop", booking_id, reason="nobody there")

    assert told["state"] == "failed"
    assert world.provider("ada").active_bookings == {}
    assert world.store.documents(collection_names.LIVE, LiveAssignment) == {}


def test_a_pickup_that_fails_ends_the_job_with_nothing_on_board() -> None:
    world, ada, booking_id = at_work()
    go(world, ada, booking_id, "start_stop")

    assert world.press(ada, "fail_stop", booking_id, reason="shop closed")["state"] == "failed"


def test_a_second_pickup_that_fails_sends_back_what_is_on_board() -> None:
    stops = [{"type": "pickup", "point": HERE}, {"type": "pickup", "point": THERE}, {"type": "dropoff", "point": HERE}]
    world, ada, booking_id = at_work(stops=stops)
    go(world, ada, booking_id, "start_stop", "arrive_at_stop", "complete_stop")

    world.press(ada, "fail_stop", booking_id, reason="shop closed")

    booking = world.booking(booking_id)
    assert booking.returning
    assert [stop.state.value for stop in booking.terms.stops] == ["done", "failed", "skipped", "enroute"]


def test_a_drop_that_fails_after_another_sends_back_the_rest() -> None:
    stops = [{"type": "pickup", "point": HERE}, {"type": "dropoff", "point": THERE}, {"type": "dropoff", "point": HERE}]
    world, ada, booking_id = at_work(stops=stops)
    go(world, ada, booking_id, "start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop", "complete_stop")

    world.press(ada, "fail_stop", booking_id, reason="nobody there")

    assert world.booking(booking_id).returning


def test_a_return_that_fails_too_ends_the_booking_as_failed() -> None:
    world, ada, booking_id = at_work()
    go(world, ada, booking_id, "start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop")
    world.press(ada, "fail_stop", booking_id, reason="nobody there")

    assert world.press(ada, "fail_stop", booking_id, reason="shop closed")["state"] == "failed"
    assert violations(world) == []
