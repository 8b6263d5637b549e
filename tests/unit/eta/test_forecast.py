import pytest

from shared.eta.forecast import Spreads, StopAhead, chance_by, forecast_route, planned
from shared.models.eta import Forecast


def only(stop: StopAhead, *, age_s: int = 0, busy_s: int = 0, spreads: Spreads | None = None) -> Forecast:
    return forecast_route([stop], position_age_s=age_s, busy_s=busy_s, spreads=spreads)[0].done


def width_s(window: Forecast) -> int:
    return window.p90_s - window.p10_s


def test_a_forecast_is_wider_towards_late() -> None:
    window = only(StopAhead(travel_s=600))

    assert window.p90_s - window.p50_s > window.p50_s - window.p10_s > 0


def test_a_forecast_further_ahead_is_wider() -> None:
    assert width_s(only(StopAhead(travel_s=1200))) > width_s(only(StopAhead(travel_s=600)))


def test_an_old_position_widens_a_forecast() -> None:
    assert only(StopAhead(travel_s=600), age_s=300).p90_s > only(StopAhead(travel_s=600)).p90_s


def test_nothing_is_picked_up_before_it_is_ready() -> None:
    pickup, end = forecast_route([StopAhead(travel_s=100, ready_s=900, handling=planned(60)), StopAhead(travel_s=300)])

    assert pickup.begun.p10_s == pickup.begun.p50_s == pickup.begun.p90_s == 900
    assert end.done.p50_s == 1260


def test_an_uncertain_way_does_not_matter_to_who_will_wait_anyway() -> None:
    fresh, stale = (
        forecast_route([StopAhead(travel_s=100, ready_s=900), StopAhead(travel_s=300)], position_age_s=age_s)[1].done
        for age_s in (0, 60)
    )

    assert fresh == stale


def test_a_provider_who_may_be_late_for_readiness_keeps_the_doubt() -> None:
    pickup, _ = forecast_route([StopAhead(travel_s=880, ready_s=900), StopAhead(travel_s=300)])

    assert pickup.begun.p10_s == pickup.begun.p50_s == 900
    assert pickup.begun.p90_s > 1000


def test_a_busy_provider_comes_after_the_present_route() -> None:
    pickup, end = forecast_route([StopAhead(travel_s=100), StopAhead(travel_s=300)], busy_s=400)

    assert (pickup.begun.p50_s, end.done.p50_s) == (500, 800)


def test_unrelated_errors_of_stops_partly_cancel_out() -> None:
    stay = Forecast(p10_s=200, p50_s=300, p90_s=600)
    stops = [StopAhead(travel_s=0, handling=stay)] * 4

    ends = forecast_route(stops)

    assert ends[3].done.p50_s == 1200
    assert ends[3].done.p90_s - 1200 == 600
    assert ends[3].done.p90_s < 4 * stay.p90_s


def test_errors_of_one_traffic_add_up() -> None:
    spreads = Spreads(travel_early=0.1, travel_late=0.2)

    once = only(StopAhead(travel_s=1000), spreads=spreads)
    thrice = forecast_route([StopAhead(travel_s=1000)] * 3, spreads=spreads)[2].done

    assert thrice.p90_s - thrice.p50_s == once.p90_s - once.p50_s + 400


def test_every_stop_is_later_and_no_less_certain_than_the_one_before() -> None:
    route = forecast_route([StopAhead(travel_s=200, handling=planned(60))] * 5, position_age_s=30)

    ends = [stop.done for stop in route]
    assert ends == sorted(ends, key=lambda end: end.p50_s)
    assert [width_s(end) for end in ends] == sorted(width_s(end) for end in ends)


@pytest.mark.parametrize(("early", "late"), [(2.0, 1.0), (1.0, 2.0)])
def test_a_calibration_widens_its_side_alone(early: float, late: float) -> None:
    plain = only(StopAhead(travel_s=600))

    wider = only(StopAhead(travel_s=600), spreads=Spreads(widen_early=early, widen_late=late))

    assert plain.p50_s - wider.p10_s == pytest.approx(early * (plain.p50_s - plain.p10_s), abs=1)
    assert wider.p90_s - plain.p50_s == pytest.approx(late * (plain.p90_s - plain.p50_s), abs=1)


def test_an_event_that_is_due_is_not_in_the_past() -> None:
    window = only(StopAhead(travel_s=-50))

    assert window.p10_s == window.p50_s == 0


def test_the_chance_to_be_in_time_goes_through_the_three_quantiles() -> None:
    window = only(StopAhead(travel_s=600))

    chances = [round(chance_by(window, deadline_s), 2) for deadline_s in (window.p10_s, window.p50_s, window.p90_s)]

    assert chances == [0.1, 0.5, 0.9]


def test_a_deadline_absurdly_far_away_is_no_error() -> None:
    assert chance_by(only(StopAhead(travel_s=600)), 10**12) == 1.0
    assert chance_by(only(StopAhead(travel_s=600)), -(10**12)) < 1e-9
