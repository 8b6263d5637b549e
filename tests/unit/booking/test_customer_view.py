"""What the customer is told, stage by stage, and when the telling counts as new."""

from typing import Any

import pytest

from shared.booking.customer_view import customer_view
from shared.eta.forecast import certainty
from shared.models.booking import Booking, BookingState
from shared.models.customer_view import Confidence, CustomerState
from shared.models.eta import EtaCause, EtaWindow
from shared.models.stop import Stop, StopState, StopType
from tests.builders import (
    NOW,
    a_booking,
    a_delivery_pair,
    a_stop,
    an_assigned_booking,
    an_assignment,
    later,
    some_terms,
)


def at_stops(first: StopState, second: StopState) -> Booking:
    pickup, dropoff = a_delivery_pair()
    stops = (pickup.model_copy(update={"state": first}), dropoff.model_copy(update={"state": second}))
    return an_assigned_booking(state=BookingState.IN_PROGRESS, terms=some_terms(stops=stops))


@pytest.mark.parametrize(
    ("booking", "told"),
    [
        (a_booking(state=BookingState.QUOTED), CustomerState.QUOTED),
        (a_booking(state=BookingState.SCHEDULED, release_at=later(600)), CustomerState.CONFIRMED),
        (a_booking(), CustomerState.CONFIRMED),
        (a_booking(state=BookingState.AWAITING_APPROVAL), CustomerState.CONFIRMED),
        (an_assigned_booking(), CustomerState.ASSIGNED),
        (an_assigned_booking(terms=some_terms(ready_at=later(600))), CustomerState.PREPARING),
        (at_stops(StopState.ENROUTE, StopState.PENDING), CustomerState.ASSIGNED),
        (at_stops(StopState.ARRIVED, StopState.PENDING), CustomerState.ASSIGNED),
        (at_stops(StopState.DONE, StopState.ENROUTE), CustomerState.PICKED_UP),
        (at_stops(StopState.DONE, StopState.ARRIVED), CustomerState.NEARBY),
        (a_booking(state=BookingState.COMPLETED), CustomerState.DELIVERED),
        (a_booking(state=BookingState.EXPIRED), CustomerState.NOT_SERVED),
        (a_booking(state=BookingState.UNFULFILLED), CustomerState.NOT_SERVED),
        (a_booking(state=BookingState.CANCELLED), CustomerState.CANCELLED),
        (a_booking(state=BookingState.FAILED), CustomerState.FAILED),
        (a_booking(state=BookingState.RETURNED), CustomerState.RETURNED),
    ],
)
def test_each_stage_has_its_word(booking: Booking, told: CustomerState) -> None:
    assert customer_view(booking, NOW).state is told


def test_a_search_past_the_promise_is_a_delay() -> None:
    view = customer_view(a_booking(), later(3601))

    assert (view.state, view.cause) == (CustomerState.DELAYED, "searching")


def test_an_end_expected_past_the_promise_is_a_delay() -> None:
    late = an_assigned_booking(assignment=an_assignment(predicted_end_at=later(3601)))

    view = customer_view(late, NOW)

    assert (view.state, view.cause) == (CustomerState.DELAYED, "behind_promise")


def test_an_end_says_why() -> None:
    over = a_booking(state=BookingState.UNFULFILLED, end_reason="no_providers")

    assert customer_view(over, NOW).cause == "no_providers"


def eta(middle_s: float, half_s: float = 300) -> EtaWindow:
    return EtaWindow(p10_at=later(middle_s - half_s), p50_at=later(middle_s), p90_at=later(middle_s + half_s))


def coming(*, end_s: float = 1800, **assignment: Any) -> Booking:
    """Somebody is on the way to the door, expected there ``end_s`` from now, where a minute is planned."""
    pickup, dropoff = a_delivery_pair()
    stops = (
        pickup.model_copy(update={"state": StopState.DONE}),
        dropoff.model_copy(update={"state": StopState.ENROUTE, "service_s": 60}),
    )
    known = an_assignment(predicted_end_at=later(end_s), nearby_s=240, **assignment)
    return an_assigned_booking(state=BookingState.IN_PROGRESS, terms=some_terms(stops=stops), assignment=known)


@pytest.mark.parametrize("cause", EtaCause)
def test_a_delay_says_what_made_it(cause: EtaCause) -> None:
    view = customer_view(coming(end_s=3601, cause=cause), NOW)

    assert (view.state, view.cause) == (CustomerState.DELAYED, cause.value)


def test_who_is_at_the_door_in_time_is_not_delayed_whatever_was_forecast() -> None:
    late = coming(end_s=3601)
    there = late.terms.stops[1].model_copy(update={"state": StopState.ARRIVED})
    terms = late.terms.model_copy(update={"stops": (late.terms.stops[0], there)})

    assert customer_view(late, later(3000)).state is CustomerState.DELAYED
    assert customer_view(late.model_copy(update={"terms": terms}), later(3000)).state is CustomerState.NEARBY
    assert customer_view(late.model_copy(update={"terms": terms}), later(3601)).state is CustomerState.DELAYED


def test_the_customer_knows_from_when_on_somebody_is_near() -> None:
    booking = coming(end_s=1800)

    far, near = customer_view(booking, later(1499)), customer_view(booking, later(1500))

    assert (far.state, far.nearby_at) == (CustomerState.PICKED_UP, later(1500))
    assert (near.state, near.nearby_at) == (CustomerState.NEARBY, None)


def test_nobody_is_near_who_is_not_on_the_way_to_the_customer() -> None:
    before = an_assigned_booking(assignment=an_assignment(predicted_end_at=later(60)))

    assert customer_view(before, NOW).nearby_at is None
    assert customer_view(at_stops(StopState.ENROUTE, StopState.PENDING), NOW).nearby_at is None


@pytest.mark.parametrize(
    ("half_s", "told"),
    [(120, Confidence.HIGH), (299, Confidence.HIGH), (301, Confidence.MEDIUM), (599, Confidence.MEDIUM), (601, "low")],
)
def test_a_window_says_how_sure_it_is(half_s: float, told: str) -> None:
    window = eta(1800, half_s)

    view = customer_view(coming(eta_end=window), NOW)

    assert view.confidence == told
    assert (certainty(window) >= 0.8) == (told == Confidence.HIGH)
    assert (certainty(window) < 0.5) == (told == Confidence.LOW)


def test_goods_on_their_way_back_are_no_delay() -> None:
    back = an_assigned_booking(state=BookingState.IN_PROGRESS, returning=True)

    view = customer_view(back, later(99_999))

    assert (view.state, view.cause) == (CustomerState.FAILED, "returning")


def test_an_arrival_is_told_as_a_window_around_the_prediction_while_somebody_comes() -> None:
    window = customer_view(an_assigned_booking(), NOW).eta_window

    assert window is not None
    assert (window.start_at, window.end_at) == (later(600), later(1200))
    assert customer_view(a_booking(), NOW).eta_window is None
    assert customer_view(an_assigned_booking(state=BookingState.COMPLETED), NOW).eta_window is None


def test_the_time_of_telling_moves_only_when_something_new_is_told() -> None:
    booking = a_booking()

    assert customer_view(booking, later(60)).told_at == NOW
    assert customer_view(booking, later(3700)).told_at == later(3700)


def stops_of(*parts: tuple[StopType, StopState]) -> tuple[Stop, ...]:
    return tuple(
        a_stop(stop_id=f"s{n}", sequence=n, type=kind, state=state) for n, (kind, state) in enumerate(parts, 1)
    )


@pytest.mark.parametrize(
    ("parts", "on_board"),
    [
        ([(StopType.PICKUP, StopState.ARRIVED), (StopType.DROPOFF, StopState.PENDING)], False),
        ([(StopType.PICKUP, StopState.DONE), (StopType.DROPOFF, StopState.ARRIVED)], True),
        (
            [
                (StopType.PICKUP, StopState.DONE),
                (StopType.PICKUP, StopState.ENROUTE),
                (StopType.DROPOFF, StopState.PENDING),
            ],
            True,
        ),
        (
            [
                (StopType.PICKUP, StopState.DONE),
                (StopType.DROPOFF, StopState.DONE),
                (StopType.DROPOFF, StopState.ENROUTE),
            ],
            True,
        ),
        ([(StopType.PICKUP, StopState.DONE), (StopType.DROPOFF, StopState.DONE)], False),
        (
            [
                (StopType.PICKUP, StopState.DONE),
                (StopType.DROPOFF, StopState.FAILED),
                (StopType.RETURN, StopState.ENROUTE),
            ],
            True,
        ),
        (
            [
                (StopType.PICKUP, StopState.DONE),
                (StopType.DROPOFF, StopState.FAILED),
                (StopType.RETURN, StopState.DONE),
            ],
            False,
        ),
        ([(StopType.SERVICE, StopState.SERVICING)], False),
    ],
)
def test_goods_are_on_board_from_a_pickup_until_all_are_handed_over(
    parts: list[tuple[StopType, StopState]], *, on_board: bool
) -> None:
    assert an_assigned_booking(terms=some_terms(stops=stops_of(*parts))).on_board is on_board
