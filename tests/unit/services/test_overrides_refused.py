"""When an override is refused, what it says, and what does not stand in its way."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from shared import collection_names, paths
from shared.errors import Code, MusterError
from shared.models.booking import Booking
from shared.models.change import put
from shared.models.override import OverrideState
from shared.models.override_change import OverrideKind
from shared.models.override_reason import REASONS
from shared.models.provider import Position
from tests.builders import CENTRE, OPERATOR, a_point, later
from tests.overrides import WHY, a_closure, commit, done, kept, preview, undo
from tests.world import World, refused

FAR = OPERATOR.model_copy(update={"areas": ("paris",)})
Happens = Callable[[World, str], Any]


def moved(world: World, override_id: str, code: Code = Code.WORLD_MOVED) -> list[tuple[str, Any, Any]]:
    """What the operator is told has moved: field, was, is."""
    before = world.store.documents(collection_names.BOOKINGS, Booking)
    with pytest.raises(MusterError) as caught:
        (commit if code is Code.WORLD_MOVED else undo)(world, override_id)
    assert caught.value.code is code
    assert world.store.documents(collection_names.BOOKINGS, Booking) == before
    return [(one["field"], one["was"], one["is"]) for one in caught.value.details["moved"]]


def a_world() -> tuple[World, str]:
    """Ada holds a booking; bob and pia are near, with room for more."""
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=3)
    booking_id = world.won_by(ada)
    for uid in ("bob", "pia"):
        world.a_provider_on_duty(uid, capacity=3)
    return world, booking_id


def to_pia(world: World, booking_id: str) -> None:
    world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id="pia", reason="by another operator")


def set_out(world: World, booking_id: str) -> None:
    world.press(OPERATOR, "start_stop", booking_id)


def moved_drop(world: World, booking_id: str) -> None:
    there = a_point(north_m=4000)
    stop = {"stop_id": "s2", "point": {"lat": there.lat, "lng": there.lng}}
    world.do(OPERATOR, "amend_booking", booking_id=booking_id, stops=[stop])


def bob_goes(world: World, _booking_id: str) -> None:
    world.do(OPERATOR, "set_duty", duty="offline", provider_id="bob")


def bob_is_lost(world: World, _booking_id: str) -> None:
    path = paths.position("bob")
    seen = world.store.value(path, Position)
    world.store.seed({path: seen.model_copy(update={"server_time": later(-181, world.clock.real_now())})})


def bob_gets_another(world: World, _booking_id: str) -> None:
    world.do(OPERATOR, "assign_booking", booking_id=world.a_booking(), provider_id="bob", reason="by another operator")


def cancelled(world: World, booking_id: str) -> None:
    world.do(OPERATOR, "cancel_booking", booking_id=booking_id, reason="rain")


@pytest.mark.parametrize(
    ("happens", "field", "now"),
    [
        (to_pia, "provider_id", "pia"),
        (set_out, "phase", "in_progress"),
        (cancelled, "phase", "cancelled"),
        (bob_goes, "duty", "offline"),
        (bob_is_lost, "in_reach", False),
        (bob_gets_another, "route", ["bkg_0002/s1", "bkg_0002/s2"]),
    ],
)
def test_a_commit_is_refused_with_what_moved_since_the_preview(happens: Happens, field: str, now: Any) -> None:
    world, booking_id = a_world()
    override_id = preview(world, "reassign", booking_id=booking_id, provider_id="bob")
    happens(world, booking_id)

    told = {name: is_ for name, _, is_ in moved(world, override_id)}

    assert told[field] == now
    assert kept(world, override_id).state is OverrideState.PREVIEWED


def test_a_new_address_matters() -> None:
    world, booking_id = a_world()
    override_id = preview(world, "unassign", booking_id=booking_id)
    moved_drop(world, booking_id)

    assert [field for field, _, _ in moved(world, override_id)] == ["places"]


def test_a_zone_that_would_end_more_bookings_than_shown_is_not_closed() -> None:
    world = World()
    shown = world.a_booking()
    override_id = preview(world, "close_zone", zone_id="mitte", closure=a_closure())
    new = world.a_booking()

    assert moved(world, override_id) == [("ends", [shown], [shown, new])]


def new_version(world: World, booking_id: str) -> None:
    """What a revised forecast does: another version, another prediction."""
    booking = world.booking(booking_id)
    assert booking.assignment is not None
    later = {"predicted_end_at": booking.terms.promise.window.end_at, "predicted_pickup_at": booking.terms.ready_at}
    changes = {"version": booking.version + 1, "assignment": booking.assignment.model_copy(update=later)}
    world.store.commit([put(paths.booking(booking_id), booking.model_copy(update=changes))])


def bob_is_renamed(world: World, _booking_id: str) -> None:
    provider = world.provider("bob")
    changes = {"name": "Robert", "version": provider.version + 1, "offers_made": 7, "open_offers": 1}
    world.store.commit([put(paths.provider("bob"), provider.model_copy(update=changes))])


def bob_moves_on(world: World, _booking_id: str) -> None:
    world.is_seen("bob", a_point(north_m=50))


@pytest.mark.parametrize("happens", [new_version, bob_is_renamed, bob_moves_on])
def test_what_moves_without_mattering_stands_in_no_ones_way(happens: Happens) -> None:
    world, booking_id = a_world()
    override_id = preview(world, "reassign", booking_id=booking_id, provider_id="bob")
    happens(world, booking_id)

    commit(world, override_id)

    assert world.booking(booking_id).provider_id == "bob"


def test_stops_done_as_planned_do_not_matter() -> None:
    world, booking_id = a_world()
    bobs = world.a_booking()
    world.do(OPERATOR, "assign_booking", booking_id=bobs, provider_id="bob", reason="his")
    bob = OPERATOR.model_copy(update={"id": "bob"})
    override_id = preview(world, "reassign", booking_id=booking_id, provider_id="bob")
    world.is_seen("bob", CENTRE)
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(bob, verb, bobs)

    commit(world, override_id)

    assert world.booking(booking_id).provider_id == "bob"


def test_a_stop_done_as_planned_does_not_stand_in_the_way_of_another_order_of_the_rest() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=3)
    first = world.won_by(ada)
    world.is_seen("ada", CENTRE)
    world.press(ada, "start_stop", first)
    bookings = [first, world.a_booking(), world.a_booking()]
    for booking_id in bookings[1:]:
        world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id="ada", reason="hers")
    route = [one.model_dump() for one in world.provider("ada").route]
    wanted = [route[0], *(one for one in route[1:] if one["booking_id"] == first)]
    wanted += [one for b in reversed(bookings[1:]) for one in route if one["booking_id"] == b]
    override_id = preview(world, "resequence", provider_id="ada", route=wanted)
    for verb in ("arrive_at_stop", "complete_stop"):
        world.press(ada, verb, first)

    commit(world, override_id)

    assert [one.model_dump() for one in world.provider("ada").route] == wanted[1:]


def test_an_order_of_what_can_be_no_stop_is_refused() -> None:
    world = World()
    world.a_provider_on_duty("ada")

    for named in ("a/b", "..", "__x__", "x" * 2000):
        with pytest.raises(ValidationError):
            preview(world, "resequence", provider_id="ada", route=[{"booking_id": named, "stop_id": "s1"}])


def test_fewer_bookings_ended_by_a_closure_than_shown_do_not_matter() -> None:
    world = World()
    gone, _ = world.a_booking(), world.a_booking()
    override_id = preview(world, "close_zone", zone_id="mitte", closure=a_closure())
    cancelled(world, gone)

    assert commit(world, override_id)["override_state"] == "committed"


def test_an_old_preview_is_refused() -> None:
    world, booking_id = a_world()
    override_id = preview(world, "unassign", booking_id=booking_id)
    world.clock.advance(181)

    with refused(Code.OVERRIDE_EXPIRED):
        commit(world, override_id)


@pytest.mark.parametrize("kind", list(OverrideKind))
def test_each_kind_has_reasons_and_one_of_them_is_what_the_tests_give(kind: OverrideKind) -> None:
    assert WHY.get(kind.value, "local_knowledge") in REASONS[kind]


def test_a_reason_of_another_kind_is_refused() -> None:
    world, booking_id = a_world()
    override_id = preview(world, "cancel", booking_id=booking_id)

    with refused(Code.WRONG_REASON):
        commit(world, override_id, reason_code="weather")


def test_other_people_than_staff_of_the_area_neither_look_nor_do_nor_undo() -> None:
    world, booking_id = a_world()
    override_id = preview(world, "unassign", booking_id=booking_id)

    with refused(Code.WRONG_ROLE):
        world.do(FAR, "preview_override", change={"kind": "unassign", "booking_id": booking_id})
    with refused(Code.WRONG_ROLE):
        world.do(FAR, "commit_override", override_id=override_id, reason_code="local_knowledge")
    commit(world, override_id)
    with refused(Code.WRONG_ROLE):
        world.do(FAR, "undo_override", override_id=override_id)
    with refused(Code.WRONG_ROLE):
        world.do(FAR, "list_alternatives", booking_id=booking_id)


def test_undoing_too_late_is_refused() -> None:
    world, booking_id = a_world()
    override_id = done(world, "unassign", booking_id=booking_id)
    world.clock.advance(121)

    with refused(Code.UNDO_TOO_LATE):
        undo(world, override_id)


def test_what_was_picked_up_since_stays_where_it_is() -> None:
    world, booking_id = a_world()
    override_id = done(world, "reassign", booking_id=booking_id, provider_id="bob")
    world.is_seen("bob", CENTRE)
    bob = OPERATOR.model_copy(update={"id": "bob"})
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(bob, verb, booking_id)

    assert moved(world, override_id, Code.NOT_UNDOABLE) == [("on_board", False, True)]


def test_what_was_given_to_somebody_else_since_is_not_undone() -> None:
    world, booking_id = a_world()
    override_id = done(world, "unassign", booking_id=booking_id)
    to_pia(world, booking_id)

    told = moved(world, override_id, Code.NOT_UNDOABLE)

    assert ("provider_id", None, "pia") in told


def test_a_provider_who_can_not_have_it_back_is_named() -> None:
    world, booking_id = a_world()
    override_id = done(world, "reassign", booking_id=booking_id, provider_id="bob")
    world.do(OPERATOR, "set_duty", duty="offline", provider_id="ada")

    with pytest.raises(MusterError) as caught:
        undo(world, override_id)

    assert caught.value.code is Code.NOT_UNDOABLE
    assert caught.value.details == {"step": "reassign", "refused": Code.NOT_ON_DUTY.label}
    assert world.booking(booking_id).provider_id == "bob"


@pytest.mark.parametrize(
    ("kind", "code"), [("assign", Code.WRONG_STATE), ("reassign", Code.NOT_ELIGIBLE), ("unbatch", Code.WRONG_STATE)]
)
def test_what_can_not_be_done_is_refused_at_the_preview(kind: str, code: Code) -> None:
    world, booking_id = a_world()
    world.a_provider_on_duty("cleaner", services=["repair"])
    provider = {} if kind == "unbatch" else {"provider_id": "cleaner"}

    with refused(code):
        preview(world, kind, booking_id=booking_id, **provider)


def test_what_is_under_way_stays_first() -> None:
    world, first = a_world()
    second = world.a_booking()
    done(world, "assign", booking_id=second, provider_id="ada")
    set_out(world, world.provider("ada").route[0].booking_id)
    route = [stop.model_dump() for stop in world.provider("ada").route]

    with refused(Code.ORDER_IMPOSSIBLE):
        preview(world, "resequence", provider_id="ada", route=route[2:] + route[:2])
    assert first


def test_who_is_overtaken_between_looking_and_writing_is_told_what_moved() -> None:
    world, booking_id = a_world()
    override_id = preview(world, "reassign", booking_id=booking_id, provider_id="bob")
    world.store.before_next_commit(lambda: to_pia(world, booking_id))

    with refused(Code.WORLD_MOVED):
        commit(world, override_id)

    assert world.booking(booking_id).provider_id == "pia"
    world.assert_timelines_fold()


def test_two_operators_who_commit_the_same_preview_do_it_once() -> None:
    world, booking_id = a_world()
    override_id = preview(world, "unassign", booking_id=booking_id)

    def somebody_else_commits() -> None:
        commit(world, override_id)

    world.store.before_next_commit(somebody_else_commits)

    with refused(Code.OVERRIDE_CLOSED):
        commit(world, override_id)

    assert world.events(booking_id).count("assignment.released") == 1


def test_a_preview_of_something_in_two_areas_is_refused() -> None:
    world, booking_id = a_world()
    path = paths.provider("bob")
    world.store.seed({path: world.provider("bob").model_copy(update={"area_id": "paris"})})

    with refused(Code.WRONG_ROLE):
        preview(world, "reassign", booking_id=booking_id, provider_id="bob")


def test_what_is_on_board_is_batched_with_nothing() -> None:
    world, booking_id = a_world()
    world.is_seen("ada", CENTRE)
    ada = OPERATOR.model_copy(update={"id": "ada"})
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, booking_id)

    with refused(Code.STILL_ON_BOARD):
        preview(world, "batch", booking_ids=[booking_id, world.a_booking()], provider_id="bob")


def test_what_is_over_or_named_twice_is_batched_with_nothing() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=3)
    over = world.won_by(ada)
    world.finish(ada, over)
    held = world.won_by(ada)

    with refused(Code.WRONG_STATE):
        preview(world, "batch", booking_ids=[over, held], provider_id="ada")
    with refused(Code.INVALID_ARGUMENT):
        preview(world, "batch", booking_ids=[held, held], provider_id="ada")
