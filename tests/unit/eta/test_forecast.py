from shared.eta.forecast import chance_by, forecast, forecast_job


def test_a_forecast_is_wider_towards_late() -> None:
    window = forecast(600)

    assert window.p90_s - window.p50_s > window.p50_s - window.p10_s > 0


def test_a_forecast_further_ahead_is_wider() -> None:
    assert forecast(1200).p90_s - 1200 > forecast(600).p90_s - 600


def test_an_old_position_widens_a_forecast() -> None:
    assert forecast(600, position_age_s=120).p90_s > forecast(600).p90_s


def test_nothing_is_picked_up_before_it_is_ready() -> None:
    both = forecast_job(free_at_s=0, travel_s=100, ready_s=900, service_s=60, trip_s=300, position_age_s=0)

    assert both.pickup.p10_s == both.pickup.p50_s == 900
    assert both.end.p50_s == 1260


def test_a_busy_provider_comes_after_the_present_route() -> None:
    both = forecast_job(free_at_s=400, travel_s=100, ready_s=0, service_s=0, trip_s=300, position_age_s=0)

    assert (both.pickup.p50_s, both.end.p50_s) == (500, 800)


def test_an_event_that_is_due_is_not_in_the_past() -> None:
    assert forecast(-50).p10_s == 0


def test_the_chance_to_be_in_time_goes_through_the_three_quantiles() -> None:
    window = forecast(600)

    chances = [round(chance_by(window, deadline_s), 2) for deadline_s in (window.p10_s, window.p50_s, window.p90_s)]

    assert chances == [0.1, 0.5, 0.9]


def test_a_deadline_absurdly_far_away_is_no_error() -> None:
    assert chance_by(forecast(600), 10**12) == 1.0
    assert chance_by(forecast(600), -(10**12)) < 1e-9
