"""A running plan forecast: what moves its windows, and what widens them."""

from datetime import datetime
from typing import Any

import pytest

from shared.eta.booking_forecast import BookingForecast, basis_of, by_booking
from shared.eta.learned import LearnedEta
from shared.eta.route_forecast import PACE_CARRIES, Start, StopForecast, forecast_route
from shared.models.booking import Booking, BookingState
from shared.models.eta import Calibration, EtaModel, EtaWindow
from shared.models.provider import Link, Provider, RouteStop, VehicleType
from shared.models.stop import Stop, StopState
from tests.builders import (
    CENTRE,
    NOW,
    a_delivery_pair,
    a_point,
    a_provider,
    a_window,
    an_area,
    an_assigned_booking,
    an_assignment,
    later,
    some_terms,
)

AT_PICKUP, AT_DOOR = CENTRE, a_point(east_m=2000)


def a_job(
    name: str = "booking-1",
    *,
    first: StopState = StopState.PENDING,
    second: StopState = StopState.PENDING,
    **terms: Any,
) -> Booking:
    """A delivery two kilometres to the east, two minutes at each stop."""
    pickup, dropoff = a_delivery_pair()
    stops = (_at(pickup, first), _at(dropoff, second))
    return an_assigned_booking(booking_id=name, state=BookingState.IN_PROGRESS, terms=some_terms(stops=stops, **terms))


def _at(stop: Stop, state: StopState) -> Stop:
    reached = NOW if state in {StopState.ARRIVED, StopState.SERVICING} else None
    return stop.model_copy(update={"state": state, "service_s": 120, "arrived_at": reached})


def a_plan(*entries: str) -> Provider:
    """A provider with the stops ``booking.stop``, in that order."""
    pairs = [entry.split(".") for entry in entries]
    route = tuple(RouteStop(booking_id=booking, stop_id=stop) for booking, stop in pairs)
    return a_provider(route=route, vehicle=VehicleType.CAR)


BOTH = a_plan("booking-1.s1", "booking-1.s2")


def forecast(
    *bookings: Booking,
    provider: Provider = BOTH,
    now: datetime = NOW,
    calibration: Calibration | None = None,
    **start: Any,
) -> tuple[StopForecast, ...]:
    known = {booking.booking_id: booking for booking in bookings}
    begun = Start(**{"place": a_point(north_m=1000), **start})
    model = EtaModel(area_id="berlin", learned_until=NOW, calibration=calibration or Calibration())
    return forecast_route(provider, known, begun, an_area(), LearnedEta(model), now)


def after_s(window: EtaWindow) -> int:
    """Seconds from NOW to the middle."""
    return round((window.p50_at - NOW).total_seconds())


def width_s(window: EtaWindow) -> float:
    return (window.p90_at - window.p10_at).total_seconds()


def test_a_plan_is_forecast_stop_by_stop_in_its_order() -> None:
    pickup, door = forecast(a_job())

    assert [(one.booking_id, one.stop_id) for one in (pickup, door)] == [("booking-1", "s1"), ("booking-1", "s2")]
    assert after_s(pickup.begin) == pytest.approx(1000 / 5.5, abs=3)
    assert after_s(pickup.end) == after_s(pickup.begin) + 120
    assert after_s(door.begin) == pytest.approx(after_s(pickup.end) + 2000 / 5.5, abs=3)
    assert width_s(door.end) > width_s(pickup.begin)


def test_another_bookings_stops_between_put_off_the_end() -> None:
    provider = a_plan("booking-1.s1", "booking-2.s1", "booking-2.s2", "booking-1.s2")

    route = forecast(a_job(), a_job("booking-2"), provider=provider)

    assert [one.booking_id[-1] + one.stop_id for one in route] == ["1s1", "2s1", "2s2", "1s2"]
    assert after_s(route[-1].end) > after_s(forecast(a_job())[-1].end)


def test_what_is_done_or_not_known_is_left_out() -> None:
    provider = a_plan("booking-1.s1", "booking-9.s1", "booking-1.s2")

    route = forecast(a_job(first=StopState.DONE, second=StopState.ENROUTE), provider=provider)

    assert [one.stop_id for one in route] == ["s2"]
    assert forecast(provider=provider) == ()


def test_nobody_begins_before_things_are_ready() -> None:
    pickup, _ = forecast(a_job(ready_at=later(1200)))

    assert after_s(pickup.begin) == 1200


def test_nobody_begins_before_a_stops_window() -> None:
    pickup, dropoff = a_delivery_pair()
    stops = (pickup, dropoff.model_copy(update={"window": a_window(3000, 3600)}))

    door = forecast(an_assigned_booking(terms=some_terms(stops=stops)))[-1]

    assert after_s(door.begin) == 3000


def test_who_sets_out_later_arrives_later() -> None:
    assert after_s(forecast(a_job(), departs_at=later(300))[0].begin) == after_s(forecast(a_job())[0].begin) + 300


def test_a_slow_road_counts_in_full_on_the_present_leg_and_partly_on_the_next() -> None:
    usual, slow = forecast(a_job()), forecast(a_job(), pace=1.6)

    first = after_s(slow[0].begin) / after_s(usual[0].begin)
    second = (after_s(slow[1].begin) - after_s(slow[0].end)) / (after_s(usual[1].begin) - after_s(usual[0].end))
    assert first == pytest.approx(1.6, abs=0.02)
    assert second == pytest.approx(1.6**PACE_CARRIES, abs=0.02)


def test_a_pace_that_no_road_has_is_not_believed() -> None:
    assert forecast(a_job(), pace=50.0) == forecast(a_job(), pace=3.0)


def test_the_longer_somebody_on_the_way_is_not_seen_the_wider_the_window() -> None:
    job = a_job(first=StopState.DONE, second=StopState.ENROUTE)
    seen, unseen, lost = (forecast(job, place=AT_PICKUP, age_s=age_s)[0].begin for age_s in (0, 120, 600))

    assert width_s(seen) < width_s(unseen) < width_s(lost)
    assert after_s(seen) - after_s(unseen) == 60
    assert lost.p90_at > seen.p90_at > seen.p10_at > lost.p10_at


def test_an_old_position_does_not_matter_to_who_is_there() -> None:
    job = a_job(first=StopState.ARRIVED)

    assert forecast(job, age_s=600) == forecast(job)


def test_a_vague_position_widens_the_window() -> None:
    assert width_s(forecast(a_job(), accuracy_m=1500)[0].begin) > width_s(forecast(a_job())[0].begin)


def test_a_long_stay_goes_on_and_its_end_gets_less_sure() -> None:
    job = a_job(first=StopState.ARRIVED)

    ends = [forecast(job, now=later(waited_s))[0].end for waited_s in (0, 60, 600)]

    left_s = [after_s(end) - waited_s for end, waited_s in zip(ends, (0, 60, 600), strict=True)]
    assert left_s[0] == 120
    assert 60 <= left_s[1] < 120
    assert left_s[2] > 0


def test_what_is_known_to_be_missing_is_not_paid_for_again_by_windows_widened_for_what_nobody_knew() -> None:
    job, unlucky = a_job(first=StopState.ARRIVED), Calibration(low=0.03, high=0.97)

    def widened(after_s: int) -> float:
        plain, wide = (width_s(forecast(job, now=later(after_s), calibration=one)[0].end) for one in (None, unlucky))
        return wide / plain

    assert widened(0) > 1.4
    assert widened(1500) < 1.1


def test_however_narrow_windows_have_become_nothing_is_over_before_it_began() -> None:
    job, lucky = a_job(first=StopState.ARRIVED), Calibration(low=0.25, high=0.75)

    (pickup, _) = forecast(job, now=later(1500), calibration=lucky)

    assert later(1500) <= pickup.end.p10_at < pickup.end.p50_at


def test_the_stay_of_who_came_before_things_were_ready_counts_from_readiness() -> None:
    job = a_job(first=StopState.ARRIVED, ready_at=later(300))

    assert after_s(forecast(job, now=later(100))[0].end) == 420


def test_without_a_position_the_plan_is_all_there_is() -> None:
    job = a_job().model_copy(update={"assignment": an_assignment(predicted_pickup_at=later(700))})

    pickup, _ = forecast(job, place=None, link=Link.LOST)

    assert after_s(pickup.begin) == 700


def on_time(booking: Booking, **start: Any) -> BookingForecast:
    return by_booking(forecast(booking, **start), {booking.booking_id: booking})[booking.booking_id]


def test_a_promise_near_the_end_is_likely_missed_and_one_far_off_is_not() -> None:
    promise = some_terms().promise
    soon, far = (
        on_time(a_job(promise=promise.model_copy(update={"window": a_window(0, end_s)}))) for end_s in (300, 3600)
    )

    assert soon.late_chance > 0.9
    assert far.late_chance < 0.1


def test_confidence_falls_as_the_window_widens() -> None:
    near = a_job(first=StopState.DONE, second=StopState.ENROUTE)

    fresh, stale = (on_time(near, place=AT_DOOR, age_s=0), on_time(near, place=AT_PICKUP, age_s=900))

    assert 1 > fresh.confidence > 0.9 > stale.confidence > 0


@pytest.mark.parametrize(
    ("start", "basis"),
    [
        (Start(place=CENTRE), ("position", "prior")),
        (Start(place=CENTRE, link=Link.STALE, pace=1.2), ("stale_position", "prior", "pace")),
        (Start(place=CENTRE, link=Link.LOST), ("lost_position", "prior")),
        (Start(place=None, link=Link.LOST), ("plan", "prior")),
    ],
)
def test_a_forecast_says_what_it_rests_on(start: Start, basis: tuple[str, ...]) -> None:
    assert basis_of(start, LearnedEta()) == basis
