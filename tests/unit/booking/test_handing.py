"""The machine of a hand-over, event by event: what each makes of the booking, and what may not follow what."""

from datetime import timedelta
from typing import Any

import pytest

from shared.booking.lifecycle import apply
from shared.booking.watching import check_at
from shared.errors import Code
from shared.messages import events as ev
from shared.models.booking import Booking, BookingState
from shared.models.provider import VehicleType
from shared.models.stop import StopState, StopType
from tests.builders import NOW, a_delivery_pair, a_stop, an_assigned_booking, later, some_terms
from tests.world import refused

MEETING = a_stop(stop_id="h3", type="hand_over", sequence=3)
SOUGHT = ev.HandOverSought(disruption_id="provider_trouble.booking-1.1", meeting=MEETING, deadline_at=later(900))
AGREED = ev.HandOverAgreed(
    provider_id="bob", offer_id="off-2", stop_id="h3", vehicle=VehicleType.CAR, meet_by=later(1200)
)
GIVEN = ev.HandOverGiven(provider_id="provider-1", stop_id="h3")
TAKEN = ev.HandOverTaken(from_provider_id="provider-1", provider_id="bob", epoch=2, offer_id="off-2")
FAILED = ev.HandOverFailed(provider_id="bob", stop_id="h3", reason="not met in time")
ENDED = ev.HandOverEnded(reason="it rolls again", provider_id="bob")
ASKED = ev.OffersMade(
    decision_id=None, wave=1, offers=(ev.OfferLine(offer_id="off-2", provider_id="bob"),), deadline_at=later(45)
)


def on_board() -> Booking:
    pickup, dropoff = a_delivery_pair()
    stops = (
        pickup.model_copy(update={"state": StopState.DONE, "finished_at": NOW}),
        dropoff.model_copy(update={"state": StopState.ENROUTE, "enroute_at": NOW}),
    )
    return an_assigned_booking(state=BookingState.IN_PROGRESS, terms=some_terms(stops=stops))


def after(*events: Any) -> Booking:
    booking = on_board()
    for number, event in enumerate(events):
        booking = apply(booking, event, NOW + timedelta(seconds=number), booking.booking_id)
    return booking


def test_while_somebody_is_asked_the_holder_is_on_the_way_as_before() -> None:
    booking = after(SOUGHT, ASKED)

    assert booking.next_stop == on_board().next_stop
    assert booking.hand_over is not None
    assert booking.hand_over.is_sought
    assert booking.is_asking
    assert not booking.waiting


def test_an_agreed_meeting_comes_before_all_that_is_left_and_nobody_is_on_the_way_to_that() -> None:
    booking = after(SOUGHT, ASKED, AGREED)

    assert [(s.stop_id, s.sequence, s.state) for s in booking.terms.stops] == [
        ("s1", 1, StopState.DONE),
        ("h3", 2, StopState.PENDING),
        ("s2", 3, StopState.PENDING),
    ]
    assert booking.meeting == booking.next_stop
    assert booking.provider_id == "provider-1"
    assert not booking.is_asking


def test_the_receivers_word_alone_moves_the_job_and_raises_the_epoch() -> None:
    given = after(SOUGHT, ASKED, AGREED, GIVEN)
    taken = after(SOUGHT, ASKED, AGREED, GIVEN, TAKEN)

    assert (given.provider_id, given.assignment_epoch) == ("provider-1", 1)
    assert (taken.provider_id, taken.assignment_epoch, taken.hand_over) == ("bob", 2, None)
    assert taken.assignment is not None
    assert given.assignment is not None
    assert taken.assignment.vehicle is VehicleType.CAR
    assert taken.assignment.first_end_at == given.assignment.first_end_at


def test_a_meeting_that_fails_is_sought_anew_and_one_that_is_off_is_not() -> None:
    failed, ended = after(SOUGHT, ASKED, AGREED, FAILED), after(SOUGHT, ASKED, AGREED, ENDED)

    assert failed.hand_over is not None
    assert failed.hand_over.is_sought
    assert failed.search is not None
    assert set(failed.search.declined_at) == {"bob"}
    assert ended.hand_over is None
    for booking in (failed, ended):
        assert booking.terms.stops[1].state is StopState.FAILED
        assert booking.next_stop is not None
        assert booking.next_stop.type is StopType.DROPOFF


def test_a_second_search_for_a_receiver_remembers_whom_the_first_one_asked() -> None:
    again = after(SOUGHT, ASKED, AGREED, FAILED, SOUGHT)

    assert again.search is not None
    assert (set(again.search.declined_at), again.search.attempts) == ({"bob"}, 1)


@pytest.mark.parametrize(
    "events",
    [
        (AGREED,),
        (GIVEN,),
        (TAKEN,),
        (ENDED,),
        (ASKED,),
        (SOUGHT, GIVEN),
        (SOUGHT, FAILED),
        (SOUGHT, AGREED, SOUGHT),
        (SOUGHT, AGREED, AGREED),
        (SOUGHT, AGREED, ASKED),
        (SOUGHT, AGREED, TAKEN),
        (SOUGHT, AGREED, GIVEN, GIVEN),
        (SOUGHT, AGREED, GIVEN, TAKEN, TAKEN),
        (SOUGHT, AGREED, FAILED, AGREED),
        (SOUGHT, ev.BookingCompleted()),
        (SOUGHT, AGREED, ev.BookingFailed(reason="lost")),
        (SOUGHT, AGREED, ev.BookingCancelled(by="customer", reason="rain")),
        (
            SOUGHT,
            ev.AssignmentReleased(provider_id="provider-1", epoch=1, reason="rain", search_deadline_at=later(60)),
        ),
    ],
    ids=lambda events: "-".join(event.type.rpartition(".")[2] for event in events),
)
def test_what_does_not_follow_is_refused(events: tuple[Any, ...]) -> None:
    after(*events[:-1])

    with refused(Code.WRONG_STATE):
        after(*events)


def test_nobody_seeks_a_receiver_of_nothing() -> None:
    with refused(Code.WRONG_STATE):
        apply(an_assigned_booking(state=BookingState.IN_PROGRESS), SOUGHT, NOW, "booking-1")


def test_a_hand_over_is_looked_at_when_its_time_is_over() -> None:
    assert check_at(after(SOUGHT)) == later(900)
    assert check_at(after(SOUGHT, AGREED)) == later(1200)


def test_the_customer_is_not_told_that_somebody_is_near_who_is_at_the_meeting() -> None:
    arrived = ev.StopArrived(stop_id="h3", source="pressed")

    booking = after(SOUGHT, ASKED, AGREED, ev.StopStarted(stop_id="h3"), arrived)

    assert booking.customer_view.state == "picked_up"
