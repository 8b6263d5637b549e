"""Cancelling by stage, giving up, and reopening within the limit."""

from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.models.booking import BookingState
from shared.models.customer_view import CustomerState
from shared.models.offer import Offer
from shared.models.provider import LiveAssignment
from shared.models.triage import Triage
from tests.builders import CUSTOMER, OPERATOR, later
from tests.simulation.invariants import loose_ends, violations
from tests.world import World, refused


def cancel(world: World, booking_id: str, actor: Any = CUSTOMER, **fields: Any) -> dict[str, Any]:
    return world.do(actor, "cancel_booking", booking_id=booking_id, reason="changed my mind", **fields)


def test_calling_off_costs_nothing_before_somebody_comes() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()

    told = cancel(world, booking_id)
    world.settle()

    assert (told["state"], told["fee_minor"]) == ("cancelled", 0)
    assert world.offers_to("ada") == []
    assert violations(world) + loose_ends(world) == []


@pytest.mark.parametrize(("after_s", "fee_minor"), [(120, 0), (121, 400)])
def test_calling_off_a_coming_provider_is_free_only_for_a_while(after_s: float, fee_minor: int) -> None:
    world = World()
    booking_id = world.won_by(world.a_provider_on_duty("ada"))
    world.clock.advance(after_s)

    told = cancel(world, booking_id)

    assert told["fee_minor"] == fee_minor == world.booking(booking_id).fee_minor
    assert world.provider("ada").active_bookings == {}
    assert world.store.documents(collection_names.LIVE, LiveAssignment) == {}
    assert world.booking(booking_id).customer_view.state is CustomerState.CANCELLED


def test_calling_off_on_the_way_costs_at_once_but_not_when_an_operator_does_it() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=2, max_open_offers=2)
    first, second = world.won_by(ada), world.won_by(ada)
    for booking_id in (first, second):
        world.press(ada, "start_stop", booking_id)

    assert cancel(world, first)["fee_minor"] == 400
    assert cancel(world, second, OPERATOR)["fee_minor"] == 0
    assert world.booking(second).cancelled_by == "operator"


def test_a_fee_is_never_above_the_fare() -> None:
    world = World(dispatch={"cancel_fee_minor": 10_000, "free_cancel_s": 0})
    booking_id = world.won_by(world.a_provider_on_duty("ada"))
    world.clock.advance(1)

    assert cancel(world, booking_id)["fee_minor"] == world.booking(booking_id).terms.fare.amount_minor


def test_what_is_on_board_can_not_be_called_off() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    pick_up(world, ada, booking_id)

    for actor in (CUSTOMER, OPERATOR):
        with refused(Code.TOO_LATE_TO_CANCEL):
            cancel(world, booking_id, actor)


def pick_up(world: World, provider: Any, booking_id: str) -> None:
    point = world.booking(booking_id).terms.stops[0].point
    assert point is not None
    world.is_seen(provider.id, point)
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(provider, verb, booking_id)


def test_goods_of_a_second_drop_are_still_on_board_after_the_first() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    here = {"lat": 52.52, "lng": 13.405}
    kinds = ("pickup", "dropoff", "dropoff")
    booking_id = world.won_by(ada, stops=[{"type": kind, "point": here} for kind in kinds])
    pick_up(world, ada, booking_id)
    world.press(ada, "arrive_at_stop", booking_id)
    world.press(ada, "complete_stop", booking_id)

    with refused(Code.TOO_LATE_TO_CANCEL):
        cancel(world, booking_id)
    with refused(Code.STILL_ON_BOARD):
        world.release(ada, booking_id)


def test_a_quote_and_a_booking_for_later_can_be_called_off() -> None:
    world = World()
    stops = [{"type": "service", "point": {"lat": 52.52, "lng": 13.405}}]
    quote = world.do(CUSTOMER, "quote_booking", service="courier", stops=stops)
    window = {"start_at": later(7200).isoformat(), "end_at": later(9000).isoformat()}
    scheduled = world.a_booking(pickup_window=window)

    for booking_id in (quote["booking_id"], scheduled):
        assert cancel(world, booking_id)["state"] == "cancelled"
    world.clock.advance(10_000)
    assert world.sweep()["scheduled"] == 0


def test_only_its_customer_and_staff_call_off() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)

    with refused(Code.NOT_YOURS):
        cancel(world, booking_id, ada)
    with refused(Code.NOT_YOURS):
        cancel(world, booking_id, CUSTOMER.model_copy(update={"id": "customer-2"}))
    with refused(Code.STALE_VERSION):
        cancel(world, booking_id, expected_version=1)


def test_what_has_ended_can_not_be_called_off() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    world.finish(ada, booking_id)

    with refused(Code.WRONG_STATE):
        cancel(world, booking_id)


def test_calling_off_a_waiting_proposal_leaves_a_moot_item_that_lapses() -> None:
    world = World(dispatch={"mode": "manual"})
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()

    cancel(world, booking_id)
    world.clock.advance(121)
    world.sweep()

    (item,) = world.store.documents(collection_names.TRIAGE, Triage).values()
    assert item.state.value == "moot"


# Races


def test_a_cancel_that_lands_before_an_accept_leaves_nobody_assigned() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()
    offer = world.offers_to("ada")[0]
    world.store.before_next_commit(lambda: cancel(world, booking_id))

    with refused(Code.OFFER_WITHDRAWN):
        world.do(ada, "accept_offer", offer_id=offer.offer_id)
    world.settle()

    assert "booking.assigned" not in world.events(booking_id)
    assert violations(world) + loose_ends(world) == []


def test_an_accept_that_lands_before_a_cancel_is_released_by_it() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()
    offer = world.offers_to("ada")[0]
    world.store.before_next_commit(lambda: world.do(ada, "accept_offer", offer_id=offer.offer_id))

    cancel(world, booking_id)
    world.settle()

    assert world.events(booking_id)[-2:] == ["booking.assigned", "booking.cancelled"]
    assert world.store.value(paths.offer(offer.offer_id), Offer).state.value == "accepted"
    assert violations(world) + loose_ends(world) == []


# Reopening


def reopen(world: World, booking_id: str, actor: Any = OPERATOR, **fields: Any) -> dict[str, Any]:
    return world.do(actor, "reopen_booking", booking_id=booking_id, reason="a mistake", **fields)


def test_a_completed_booking_reopens_and_is_done_again_with_its_history() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    world.finish(ada, booking_id)
    before = world.events(booking_id)

    told = reopen(world, booking_id)
    world.settle()
    world.accept(ada)
    world.finish(ada, booking_id)

    assert told["state"] == "searching"
    assert world.events(booking_id)[: len(before)] == before
    assert world.booking(booking_id).state is BookingState.COMPLETED
    assert violations(world) == []


def test_a_booking_for_later_reopens_as_one_for_later() -> None:
    world = World()
    window = {"start_at": later(86_400).isoformat(), "end_at": later(90_000).isoformat()}
    booking_id = world.a_booking(pickup_window=window)
    release_at = world.booking(booking_id).release_at
    cancel(world, booking_id)

    told = reopen(world, booking_id)
    windows = world.sweep()["areas"]

    assert (told["state"], windows) == ("scheduled", 0)
    assert world.booking(booking_id).release_at == release_at
    assert violations(world) == []


def test_a_cancelled_booking_reopens_without_its_fee() -> None:
    world = World(dispatch={"free_cancel_s": 0})
    booking_id = world.won_by(world.a_provider_on_duty("ada"))
    world.clock.advance(1)
    cancel(world, booking_id)

    reopen(world, booking_id)

    booking = world.booking(booking_id)
    assert (booking.fee_minor, booking.cancelled_by, booking.ended_at) == (0, None, None)


def test_reopening_has_a_limit_and_needs_staff_and_an_end() -> None:
    world = World()
    booking_id = world.a_booking()
    with refused(Code.WRONG_STATE):
        reopen(world, booking_id)
    cancel(world, booking_id)

    with refused(Code.WRONG_ROLE):
        reopen(world, booking_id, CUSTOMER)
    with refused(Code.STALE_VERSION):
        reopen(world, booking_id, expected_version=1)
    world.clock.advance(3601)
    with refused(Code.REOPEN_TOO_LATE):
        reopen(world, booking_id)


def test_a_place_that_is_not_served_any_more_does_not_reopen() -> None:
    world = World()
    booking_id = world.a_booking()
    cancel(world, booking_id)
    closed = {"window": {"start_at": later(0).isoformat(), "end_at": later(9000).isoformat()}, "reason": "flood"}
    world.do(OPERATOR, "close_zone", zone_id="mitte", closure=closed)

    with refused(Code.ZONE_CLOSED):
        reopen(world, booking_id)
