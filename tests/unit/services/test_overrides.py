"""Each override as a story: looked at, done, and taken back."""

from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.models.booking import BookingState
from shared.models.override import OverrideState
from shared.models.plan import Batch, BatchState
from shared.models.provider import Duty
from shared.models.zone import Zone
from tests.builders import CENTRE, CUSTOMER, OPERATOR
from tests.overrides import a_closure, commit, done, kept, preview, undo
from tests.world import World, refused


def everything(world: World) -> dict[str, str]:
    """All documents but previews and the records of commands."""
    tables = world.store._tables
    apart = {collection_names.OVERRIDES, collection_names.COMMITS}
    return {path: str(row) for name, rows in tables.items() if name not in apart for path, row in rows.items()}


def holder(world: World, booking_id: str) -> str | None:
    return world.booking(booking_id).provider_id


def causes(world: World, booking_id: str) -> set[str]:
    return {event.causation_id for event in world.store.timeline(booking_id)}


def two_held(world: World, uid: str = "ada") -> tuple[Any, list[str]]:
    """A provider with room for three who holds two bookings that were won one after the other."""
    provider = world.a_provider_on_duty(uid, capacity=3)
    bookings = [world.won_by(provider)]
    world.is_seen(uid, CENTRE)
    bookings.append(world.a_booking())
    done(world, "assign", booking_id=bookings[1], provider_id=uid)
    return provider, bookings


def test_a_preview_changes_nothing_but_itself() -> None:
    world = World()
    world.a_provider_on_duty("ada", north_m=3000)
    booking_id = world.a_booking()
    before = everything(world)

    told = world.do(OPERATOR, "preview_override", change=assign(booking_id, "ada"))

    assert everything(world) == before
    assert world.bus.published == []
    assert told["state"] == "previewed"
    assert told["impact"]["bookings"][0]["booking_id"] == booking_id


def assign(booking_id: str, uid: str) -> dict[str, Any]:
    return {"kind": "assign", "booking_id": booking_id, "provider_id": uid}


def test_an_assignment_by_hand_is_previewed_done_and_undone() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=2000)
    booking_id = world.a_booking()

    override_id = preview(world, "assign", booking_id=booking_id, provider_id="bob")
    commit(world, override_id)
    given_to = holder(world, booking_id)
    undo(world, override_id)

    override = kept(world, override_id)
    assert given_to == "bob"
    assert override.engine is not None
    assert override.engine.provider_id == "ada"
    assert override.impact.bookings[0].end_after is not None
    assert holder(world, booking_id) is None
    assert override.state is OverrideState.UNDONE
    assert override_id in causes(world, booking_id)
    world.assert_timelines_fold()


def test_a_reassignment_is_undone_to_the_provider_before() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob")
    booking_id = world.won_by(ada)

    override_id = done(world, "reassign", booking_id=booking_id, provider_id="bob")
    taken_by = holder(world, booking_id)
    undo(world, override_id)

    assert taken_by == "bob"
    assert holder(world, booking_id) == "ada"
    assert world.provider("bob").route == ()
    world.assert_timelines_fold()


def test_an_unassignment_is_undone_by_giving_it_back() -> None:
    world = World()
    booking_id = world.won_by(world.a_provider_on_duty("ada"))

    override_id = done(world, "unassign", booking_id=booking_id)
    after = world.booking(booking_id)
    undo(world, override_id)

    assert after.state is BookingState.SEARCHING
    assert after.provider_id is None
    assert holder(world, booking_id) == "ada"
    world.assert_timelines_fold()


def test_bookings_are_batched_by_hand_and_taken_apart_again() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=3)
    world.a_provider_on_duty("bob", capacity=3)
    hers = world.won_by(ada)
    free = world.a_booking()

    override_id = done(world, "batch", booking_ids=[hers, free], provider_id="bob")
    together = {holder(world, hers), holder(world, free)}
    (batch,) = world.store.documents(collection_names.BATCHES, Batch).values()
    undo(world, override_id)

    assert together == {"bob"}
    assert batch.bookings == (hers, free)
    assert holder(world, hers) == "ada"
    assert holder(world, free) != "bob"
    world.assert_timelines_fold()


def test_a_batch_is_taken_apart_and_put_together_again() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=3, max_open_offers=3)
    first, second = world.two_won_together(ada)

    override_id = done(world, "unbatch", booking_id=second)
    apart = holder(world, second)
    undo(world, override_id)

    batches = world.store.documents(collection_names.BATCHES, Batch).values()
    assert apart is None
    assert holder(world, first) == holder(world, second) == "ada"
    assert {batch.state for batch in batches} == {BatchState.SPLIT, BatchState.ACTIVE}
    world.assert_timelines_fold()


def test_a_batch_made_by_hand_is_taken_apart_and_put_together_again() -> None:
    world = World()
    world.a_provider_on_duty("ada", capacity=3)
    first, second = world.a_booking(), world.a_booking()
    done(world, "batch", booking_ids=[first, second], provider_id="ada")

    override_id = done(world, "unbatch", booking_id=second)
    apart = holder(world, second)
    undo(world, override_id)

    assert apart is None
    assert holder(world, first) == holder(world, second) == "ada"
    world.assert_timelines_fold()


def test_a_plan_is_worked_in_another_order_and_back() -> None:
    world = World()
    _, (first, second) = two_held(world)
    was = world.provider("ada").route
    wanted = [(second, "s1"), (second, "s2"), (first, "s1"), (first, "s2")]
    if [(stop.booking_id, stop.stop_id) for stop in was] == wanted:
        wanted = wanted[2:] + wanted[:2]
    route = [{"booking_id": booking, "stop_id": stop} for booking, stop in wanted]

    override_id = done(world, "resequence", provider_id="ada", route=route)
    now = world.provider("ada").route
    forecast = {one for one in (first, second) if paths.eta(one) in world.store}
    undo(world, override_id)

    assert [(stop.booking_id, stop.stop_id) for stop in now] == wanted
    assert kept(world, override_id).impact.providers[0].stops_moved > 0
    assert forecast
    assert world.provider("ada").route == was


def test_a_cancelled_booking_comes_back_to_its_provider() -> None:
    world = World()
    booking_id = world.won_by(world.a_provider_on_duty("ada"))

    override_id = done(world, "cancel", booking_id=booking_id)
    after = world.booking(booking_id)
    undo(world, override_id)

    assert after.state is BookingState.CANCELLED
    assert after.cancelled_by == "operator"
    assert holder(world, booking_id) == "ada"
    world.assert_timelines_fold()


def test_a_cancelled_booking_is_searched_for_when_its_provider_can_not_have_it_back() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    override_id = done(world, "cancel", booking_id=booking_id)
    world.do(ada, "set_duty", duty="offline")

    told = undo(world, override_id)

    assert told["left_out"] == ["assign"]
    assert world.booking(booking_id).state is BookingState.SEARCHING


def test_a_reopened_booking_is_called_off_again() -> None:
    world = World()
    booking_id = world.a_booking()
    world.do(OPERATOR, "cancel_booking", booking_id=booking_id, reason="wrong one")

    override_id = done(world, "reopen", booking_id=booking_id)
    after = world.booking(booking_id).state
    undo(world, override_id)

    assert after is BookingState.SEARCHING
    assert world.booking(booking_id).state is BookingState.CANCELLED


def test_what_was_completed_and_reopened_can_not_be_completed_by_undoing() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    world.finish(ada, booking_id)
    override_id = done(world, "reopen", booking_id=booking_id)

    with refused(Code.NOT_UNDOABLE):
        undo(world, override_id)


def test_a_closed_zone_says_whom_it_ends_and_opens_again_with_them() -> None:
    world = World()
    booking_id = world.a_booking()

    override_id = done(world, "close_zone", zone_id="mitte", closure=a_closure())
    after = world.booking(booking_id)
    undo(world, override_id)

    assert kept(world, override_id).ends == (booking_id,)
    assert kept(world, override_id).impact.bookings[0].end_after is None
    assert after.end_reason == Code.ZONE_CLOSED.label
    assert world.store.value(paths.zone("mitte"), Zone).closures == ()
    assert world.booking(booking_id).state is BookingState.SEARCHING
    world.assert_timelines_fold()


def test_what_its_customer_called_off_before_the_closure_reached_it_stays_called_off() -> None:
    world = World()
    booking_id = world.a_booking()
    override_id = preview(world, "close_zone", zone_id="mitte", closure=a_closure())
    world.do(OPERATOR, "commit_override", override_id=override_id, reason_code="weather")
    world.do(CUSTOMER, "cancel_booking", booking_id=booking_id, reason="no need any more")
    world.settle()

    told = undo(world, override_id)

    assert told["left_out"] == ["reopen"]
    assert world.booking(booking_id).state is BookingState.CANCELLED


def test_a_zone_is_opened_before_its_closure_ends_and_closed_again() -> None:
    world = World()
    world.do(OPERATOR, "close_zone", zone_id="mitte", closure=a_closure())

    override_id = done(world, "open_zone", zone_id="mitte", closure=a_closure())
    open_again = world.store.value(paths.zone("mitte"), Zone).closures
    undo(world, override_id)

    assert open_again == ()
    assert len(world.store.value(paths.zone("mitte"), Zone).closures) == 1


def test_a_provider_paused_by_an_operator_can_not_end_it_alone() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")

    override_id = done(world, "pause_provider", provider_id="ada")
    paused = world.provider("ada")
    for duty in ("offline", "paused"):
        world.do(ada, "set_duty", duty=duty)
        with refused(Code.PAUSED_BY_OPERATOR):
            world.do(ada, "set_duty", duty="online")
    undo(world, override_id)

    assert paused.duty is Duty.PAUSED
    assert paused.pause_reason == "complaint"
    assert world.provider("ada").duty is Duty.ONLINE
    assert world.provider("ada").pause_reason is None


def test_a_paused_provider_is_resumed_and_paused_again() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    done(world, "pause_provider", provider_id="ada")

    override_id = done(world, "resume_provider", provider_id="ada")
    duty = world.provider("ada").duty
    undo(world, override_id)

    assert duty is Duty.ONLINE
    assert world.provider("ada").duty is Duty.PAUSED


def test_who_rested_by_their_own_will_may_end_it_still_once_a_resuming_is_undone() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.do(ada, "set_duty", duty="paused")

    override_id = done(world, "resume_provider", provider_id="ada")
    undo(world, override_id)

    assert world.provider("ada").duty is Duty.PAUSED
    world.do(ada, "set_duty", duty="online")
    assert world.provider("ada").duty is Duty.ONLINE


def test_who_rested_already_is_not_sent_to_work_by_undoing_a_pause() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.do(ada, "set_duty", duty="paused")

    override_id = done(world, "pause_provider", provider_id="ada")
    with refused(Code.NOT_UNDOABLE):
        undo(world, override_id)

    assert world.provider("ada").duty is Duty.PAUSED


@pytest.mark.parametrize("again", ["commit", "undo"])
def test_what_was_done_is_not_done_twice(again: str) -> None:
    world = World()
    world.a_provider_on_duty("ada")
    override_id = done(world, "pause_provider", provider_id="ada")
    if again == "undo":
        undo(world, override_id)

    with refused(Code.OVERRIDE_CLOSED):
        (commit if again == "commit" else undo)(world, override_id)


def test_the_same_commit_sent_again_is_answered_from_memory() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    override_id = preview(world, "pause_provider", provider_id="ada")

    first = commit(world, override_id, op_id="op-of-olga-1")
    second = commit(world, override_id, op_id="op-of-olga-1")

    assert first == second
