"""Assignments by an operator's hand, releases, and the epoch that fences whoever had the job before."""

from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.models.booking import BookingState
from shared.models.provider import LiveAssignment
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, PROVIDER, later
from tests.simulation.invariants import loose_ends, violations
from tests.world import World, refused


def assign(world: World, booking_id: str, uid: str, actor: Any = OPERATOR, **fields: Any) -> dict[str, Any]:
    return world.do(
        actor, "assign_booking", booking_id=booking_id, provider_id=uid, reason="regular customer", **fields
    )


def test_an_operator_gives_a_searching_booking_to_a_provider_and_open_offers_are_void() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=500)
    booking_id = world.a_booking()
    world.settle()
    (offer,) = world.offers_to("ada")

    told = assign(world, booking_id, "bob")

    assert (told["state"], told["epoch"], told["provider_id"]) == ("assigned", 1, "bob")
    with refused(Code.ALREADY_TAKEN):
        world.do(ada, "accept_offer", offer_id=offer.offer_id)
    world.settle()
    assert violations(world) + loose_ends(world) == []


def test_an_operator_gives_the_job_to_the_very_provider_who_was_being_asked() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()

    assign(world, booking_id, "ada")
    world.settle()

    assert world.provider("ada").open_offers == 0
    assert violations(world) + loose_ends(world) == []


def test_an_accept_that_lands_before_the_operators_hand_is_taken_over_in_one_commit() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=500)
    booking_id = world.a_booking()
    world.settle()
    (offer,) = world.offers_to("ada")
    world.store.before_next_commit(lambda: world.do(ada, "accept_offer", offer_id=offer.offer_id))

    told = assign(world, booking_id, "bob")

    assert (told["provider_id"], told["epoch"]) == ("bob", 3)
    assert violations(world) == []


def test_with_an_expected_version_the_operator_loses_that_race_and_is_told() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=500)
    booking_id = world.a_booking()
    world.settle()
    (offer,) = world.offers_to("ada")
    version = world.booking(booking_id).version
    world.store.before_next_commit(lambda: world.do(ada, "accept_offer", offer_id=offer.offer_id))

    with refused(Code.STALE_VERSION):
        assign(world, booking_id, "bob", expected_version=version)

    assert world.booking(booking_id).provider_id == "ada"


def test_a_reassignment_frees_the_old_provider_and_refuses_their_next_press() -> None:
    world = World()
    ada, bob = world.a_provider_on_duty("ada"), world.a_provider_on_duty("bob", north_m=500)
    booking_id = world.won_by(ada)
    world.press(ada, "start_stop", booking_id)

    told = assign(world, booking_id, "bob")

    for verb, more in (("arrive_at_stop", {}), ("fail_stop", {"reason": "closed"})):
        with refused(Code.STALE_EPOCH):
            world.press(ada, verb, booking_id, epoch=1, **more)
    with refused(Code.STALE_EPOCH):
        world.release(ada, booking_id, epoch=1)
    assert set(world.store.documents(collection_names.LIVE, LiveAssignment)) == {paths.live(booking_id, told["epoch"])}
    world.finish(bob, booking_id)
    assert world.booking(booking_id).state is BookingState.COMPLETED
    assert violations(world) == []


def test_a_booking_for_later_can_be_given_now() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    window = {"start_at": later(7200).isoformat(), "end_at": later(9000).isoformat()}
    booking_id = world.a_booking(pickup_window=window)

    assign(world, booking_id, "ada")

    booking = world.booking(booking_id)
    assert (booking.state, booking.release_at) == (BookingState.ASSIGNED, None)
    assert booking.assignment is not None
    assert booking.assignment.predicted_pickup_at == later(7200)


def test_a_booking_for_later_that_is_given_back_rests_until_a_lead_before_its_window() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    window = {"start_at": later(7200).isoformat(), "end_at": later(9000).isoformat()}
    booking_id = world.a_booking(pickup_window=window)
    assign(world, booking_id, "ada")

    world.release(ada, booking_id)

    booking = world.booking(booking_id)
    assert (booking.state, booking.release_at) == (BookingState.SCHEDULED, later(7200 - 1200))
    world.clock.advance(6100)
    world.sweep()
    search = world.booking(booking_id).search
    assert search is not None
    assert search.deadline_at == later(7200 + 1800)
    assert "ada" in search.declined_at
    assert violations(world) == []


@pytest.mark.parametrize(
    ("granted", "asked"),
    [
        ({"services": ["repair"]}, {}),
        ({}, {"requirements": {"skills": ["heights"]}}),
        ({"vehicle": "foot"}, {"requirements": {"vehicles": ["car", "van"]}}),
    ],
)
def test_a_provider_who_may_not_do_the_job_is_not_given_it(granted: dict[str, Any], asked: dict[str, Any]) -> None:
    world = World()
    world.a_provider_on_duty("ada", **granted)
    booking_id = world.a_booking(**asked)

    with refused(Code.NOT_ELIGIBLE):
        assign(world, booking_id, "ada")


def test_a_provider_of_another_area_is_not_given_the_job() -> None:
    world = World()
    place = {"lat": CENTRE.lat, "lng": CENTRE.lng}
    world.do(ADMIN, "put_service_area", area_id="east", name="East", timezone="Europe/Berlin", centre=place)
    world.do(ADMIN, "put_provider", provider_id="eve", area_id="east", name="Eve", services=["courier"])
    booking_id = world.a_booking()

    with refused(Code.NOT_ELIGIBLE):
        assign(world, booking_id, "eve")


def test_a_full_or_absent_provider_is_not_given_the_job() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    first, second = world.won_by(ada), world.a_booking()
    world.a_provider_on_duty("bob")
    world.do(OPERATOR, "set_duty", provider_id="bob", duty="offline")

    with refused(Code.NO_CAPACITY):
        assign(world, second, "ada")
    with refused(Code.NOT_ON_DUTY):
        assign(world, second, "bob")
    with refused(Code.WRONG_STATE):
        assign(world, first, "ada")
    with refused(Code.NOT_FOUND):
        assign(world, second, "nobody")


def test_only_staff_of_the_area_assign() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()

    for actor in (CUSTOMER, PROVIDER, OPERATOR.model_copy(update={"areas": ("paris",)})):
        with refused(Code.WRONG_ROLE):
            assign(world, booking_id, "ada", actor)


def test_what_has_ended_is_not_assigned() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob")
    booking_id = world.won_by(ada)
    world.finish(ada, booking_id)

    with refused(Code.WRONG_STATE):
        assign(world, booking_id, "bob")


# Releases


def test_a_job_given_back_searches_again_without_that_provider() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=900)
    booking_id = world.won_by(ada)
    world.press(ada, "start_stop", booking_id)

    told = world.release(ada, booking_id)
    world.settle()

    assert told["state"] == "searching"
    assert world.offers_to("ada") == []
    assert world.offers_to("bob")
    assert world.store.documents(collection_names.LIVE, LiveAssignment) == {}
    assert world.booking(booking_id).terms.stops[0].state.value == "pending"
    assert violations(world) == []


def test_an_operator_takes_a_job_back_only_from_whom_they_mean() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=500)
    booking_id = world.won_by(ada)
    assign(world, booking_id, "bob")

    with refused(Code.STALE_EPOCH):
        world.release(OPERATOR, booking_id, epoch=1)

    assert world.booking(booking_id).provider_id == "bob"
    assert world.release(OPERATOR, booking_id)["state"] == "searching"


def test_a_job_with_goods_on_board_is_not_given_back() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, booking_id)

    with refused(Code.STILL_ON_BOARD):
        world.release(ada, booking_id)
    with refused(Code.STALE_VERSION):
        world.release(ada, booking_id, expected_version=1)


def test_a_finished_job_is_not_given_back() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    world.finish(ada, booking_id)

    with refused(Code.WRONG_STATE):
        world.release(ada, booking_id)
