"""What a window plans and does not ask for yet: kept, shown, and asked for when it is time."""

import pytest

from shared import collection_names, paths
from shared.errors import Code, Conflict
from shared.messages.events import Actor
from shared.models.booking import BookingState
from shared.models.plan import AreaPlan, Batch, BatchState
from shared.models.triage import Triage
from tests.builders import CENTRE, OPERATOR, later
from tests.world import AREA, World

IN_AN_HOUR = {"start_at": later(3600).isoformat(), "end_at": later(5400).isoformat()}
SEARCH_AT_ONCE = {"scheduled_lead_s": 7200}


def the_plan(world: World) -> AreaPlan:
    return world.store.value(paths.plan(AREA), AreaPlan)


def the_batches(world: World) -> list[Batch]:
    return list(world.store.documents(collection_names.BATCHES, Batch).values())


def a_pair_of_hands(world: World) -> Actor:
    return world.a_provider_on_duty("ada", capacity=2, max_open_offers=2)


def test_a_booking_for_later_is_planned_for_somebody_and_asked_for_in_time() -> None:
    world = World(dispatch=SEARCH_AT_ONCE)
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking(pickup_window=IN_AN_HOUR)
    world.settle()
    held = the_plan(world).held

    assert [(one.booking_id, one.provider_id, one.pickup_at) for one in held] == [(booking_id, "ada", later(3600))]
    assert not world.offers_to("ada")

    for _ in range(12):
        world.clock.advance(300)
        world.is_seen("ada", CENTRE)
        world.settle()
        if world.offers_to("ada"):
            break

    assert later(3200) < world.clock.now() < later(3601)
    assert the_plan(world).held == ()


def test_an_ordinary_booking_leaves_no_plan_behind() -> None:
    world = World()
    world.a_provider_on_duty("ada")

    world.a_booking()
    world.settle()

    assert world.offers_to("ada")
    assert paths.plan(AREA) not in world.store


def test_an_area_that_decides_each_window_by_itself_asks_at_once() -> None:
    world = World(dispatch={**SEARCH_AT_ONCE, "planning": "window"})
    world.a_provider_on_duty("ada")

    world.a_booking(pickup_window=IN_AN_HOUR)
    world.settle()

    assert world.offers_to("ada")


def test_a_busy_provider_nearby_gets_the_next_booking_when_the_present_one_is_done() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    first = world.won_by(ada)
    second = world.a_booking()
    world.settle()
    assert [one.booking_id for one in the_plan(world).held] == [second]

    world.finish(ada, first)
    world.clock.advance(10)
    world.settle()

    assert [offer.booking_id for offer in world.offers_to("ada")] == [second]


def test_bookings_of_one_trip_are_offered_together_and_say_so() -> None:
    world = World()

    bookings = world.two_offered_together(a_pair_of_hands(world))

    offers = world.offers_to("ada")
    assert {offer.booking_id for offer in offers} == set(bookings)
    assert {offer.batch_id for offer in offers} == {batch.batch_id for batch in the_batches(world)}
    assert the_batches(world)[0].state is BatchState.PROPOSED


def test_a_batch_that_an_operator_approves_is_still_one() -> None:
    world = World(dispatch={"mode": "manual", "matching_window_hold_s": 2})
    ada = a_pair_of_hands(world)
    first, second = world.a_booking(), world.a_booking()
    world.clock.advance(3)
    world.settle()

    for triage_id in [item.triage_id for item in world.store.documents(collection_names.TRIAGE, Triage).values()]:
        world.do(OPERATOR, "decide_triage", triage_id=triage_id, approve=True, reason="go")
    for _ in range(2):
        world.accept(ada)
    world.do(OPERATOR, "unbatch_booking", booking_id=second, reason="the kitchen is late")

    assert [(batch.state, batch.taken) for batch in the_batches(world)] == [(BatchState.SPLIT, (first,))]


def test_whom_an_operator_asks_in_the_place_of_a_batchs_provider_is_in_no_batch() -> None:
    world = World(dispatch={"mode": "manual", "matching_window_hold_s": 2})
    a_pair_of_hands(world)
    world.a_booking(), world.a_booking()
    world.clock.advance(3)
    world.settle()
    world.a_provider_on_duty("bob", north_m=300)

    item = next(iter(world.store.documents(collection_names.TRIAGE, Triage).values()))
    world.do(OPERATOR, "decide_triage", triage_id=item.triage_id, approve=True, provider_id="bob", reason="go")

    assert [offer.batch_id for offer in world.offers_to("bob")] == [None]


def test_a_batch_is_active_once_its_provider_has_said_yes() -> None:
    world = World()

    bookings = world.two_won_together(a_pair_of_hands(world))

    assert (the_batches(world)[0].state, set(the_batches(world)[0].taken)) == (BatchState.ACTIVE, set(bookings))


def test_an_operator_takes_a_booking_out_of_its_batch_and_its_search_starts_again() -> None:
    world = World()
    first, second = world.two_won_together(a_pair_of_hands(world))

    world.do(OPERATOR, "unbatch_booking", booking_id=second, reason="the kitchen is late")

    assert [world.booking(one).state for one in (first, second)] == [BookingState.ASSIGNED, BookingState.SEARCHING]
    assert list(world.provider("ada").active_bookings) == [first]
    batch = the_batches(world)[0]
    assert (batch.state, batch.taken, batch.split_reason) == (BatchState.SPLIT, (first,), "the kitchen is late")


def test_a_batch_can_not_be_undone_once_something_of_it_is_on_board() -> None:
    world = World()
    ada = a_pair_of_hands(world)
    first, second = world.two_won_together(ada)
    for move in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, move, first)

    with pytest.raises(Conflict) as refused:
        world.do(OPERATOR, "unbatch_booking", booking_id=second, reason="too late")

    assert refused.value.code is Code.STILL_ON_BOARD
    assert the_batches(world)[0].state is BatchState.ACTIVE


def test_a_batch_can_not_be_undone_after_one_of_it_was_delivered_before_the_other_was_picked_up() -> None:
    world = World()
    ada = a_pair_of_hands(world)
    first, second = world.two_won_together(ada)
    world.finish(ada, first)

    with pytest.raises(Conflict) as refused:
        world.do(OPERATOR, "unbatch_booking", booking_id=second, reason="too late")

    assert refused.value.code is Code.STILL_ON_BOARD
    assert world.booking(second).provider_id == "ada"


def test_a_batch_can_still_be_undone_after_one_of_it_was_cancelled() -> None:
    world = World()
    first, second = world.two_won_together(a_pair_of_hands(world))
    world.do(OPERATOR, "cancel_booking", booking_id=first, reason="customer_request")

    world.do(OPERATOR, "unbatch_booking", booking_id=second, reason="the kitchen is late")

    assert world.booking(second).state is BookingState.SEARCHING


def test_a_booking_in_no_batch_can_not_be_taken_out_of_one() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)

    with pytest.raises(Conflict) as refused:
        world.do(OPERATOR, "unbatch_booking", booking_id=booking_id, reason="by mistake")

    assert refused.value.code is Code.WRONG_STATE


def test_who_was_parted_from_a_batch_is_not_asked_by_the_same_provider_again() -> None:
    world = World()
    _, second = world.two_won_together(a_pair_of_hands(world))
    world.a_provider_on_duty("bob", north_m=300)

    world.do(OPERATOR, "unbatch_booking", booking_id=second, reason="the kitchen is late")
    world.clock.advance(3)
    world.settle()

    assert [offer.booking_id for offer in world.offers_to("bob")] == [second]
    assert not world.offers_to("ada")


def test_a_booking_whose_time_is_over_leaves_its_batch_to_the_others() -> None:
    world = World(dispatch={"search_timeout_s": 60})
    late = world.a_booking()
    world.clock.advance(30)
    others = [world.a_booking(), world.a_booking()]
    world.clock.advance(31)
    world.a_provider_on_duty("ada", capacity=3, max_open_offers=3)

    world.settle()

    assert world.booking(late).state is BookingState.UNFULFILLED
    (batch,) = the_batches(world)
    assert [(offer.booking_id, offer.batch_id) for offer in world.offers_to("ada")] == [
        (booking_id, batch.batch_id) for booking_id in others
    ]


def test_a_booking_whose_time_is_over_leaves_the_decisions_record_to_the_others() -> None:
    world = World(dispatch={"search_timeout_s": 60, "alert_before_s": 20})
    late = world.a_booking()
    world.clock.advance(50)
    world.settle()
    world.a_booking()
    world.clock.advance(11)
    world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=300)

    world.settle()

    assert world.booking(late).state is BookingState.UNFULFILLED
    (offer,) = [*world.offers_to("ada"), *world.offers_to("bob")]
    assert paths.decision(offer.decision_id or "") in world.store
