import pytest

from shared.eta.click import DELAY_PRIOR_S, FREE_LOAD, ClickLearner, delay_per_load_s

KITCHEN = ("all", "kitchen")
TRAVEL_S = 600


def after(*waits_s: int, load: float = 0.0) -> ClickLearner:
    learner = ClickLearner()
    for wait_s in waits_s:
        learner.learn(learner.forecast(KITCHEN, travel_s=TRAVEL_S, load=load), wait_s + TRAVEL_S)
    return learner


def test_a_forecast_is_the_wait_of_the_place_and_the_way() -> None:
    window = after(*[1200] * 12).forecast(KITCHEN, travel_s=TRAVEL_S, load=0).window

    assert window.p50_s == pytest.approx(1800, abs=30)
    assert window.p10_s < window.p50_s < window.p90_s


def test_the_first_order_of_a_day_gets_the_prior() -> None:
    window = ClickLearner().forecast(KITCHEN, travel_s=TRAVEL_S, load=0).window

    assert window.p50_s - TRAVEL_S == pytest.approx(960, rel=0.02)
    assert window.p90_s - window.p10_s > 1200


def test_the_narrowest_window_ends_before_p90_as_kitchens_are_rather_much_late_than_much_early() -> None:
    told = ClickLearner().forecast(KITCHEN, travel_s=TRAVEL_S, load=0)

    assert told.likely.from_s < told.window.p10_s
    assert told.likely.until_s < told.window.p90_s


def test_a_narrowest_window_that_held_too_little_takes_in_more() -> None:
    assert after(*[1200] * 30, *[60, 3600] * 10).mass > after(*[1200] * 50).mass


def test_a_small_load_delays_nobody() -> None:
    learner = ClickLearner()

    assert learner.forecast(KITCHEN, travel_s=0, load=FREE_LOAD) == learner.forecast(KITCHEN, travel_s=0, load=0)


def test_under_load_the_window_is_later_and_wider() -> None:
    learner = ClickLearner()

    calm, busy = (learner.forecast(KITCHEN, travel_s=TRAVEL_S, load=load).window for load in (0, 1.5))

    assert busy.p50_s - calm.p50_s == DELAY_PRIOR_S
    assert busy.p90_s - busy.p10_s > calm.p90_s - calm.p10_s


def test_under_load_the_narrowest_window_ends_later() -> None:
    learner = ClickLearner()

    calm, busy = (learner.forecast(KITCHEN, travel_s=TRAVEL_S, load=load).likely for load in (0, 1.5))

    assert busy.until_s == calm.until_s + 2 * DELAY_PRIOR_S


def test_what_load_does_is_learned_and_not_put_down_to_the_place() -> None:
    slow = after(*[960 + 1200] * 60, load=1.5)
    unhurt = after(*[960] * 60, load=1.5)

    assert delay_per_load_s(slow.load_delay) > DELAY_PRIOR_S > delay_per_load_s(unhurt.load_delay)
    assert slow.forecast(KITCHEN, travel_s=TRAVEL_S, load=0).window.p50_s < 960 + 1200 + TRAVEL_S


def test_one_forgotten_order_does_not_ruin_the_next_forecast() -> None:
    before, spoilt = after(*[900] * 10), after(*[900] * 10, 36_000)

    assert spoilt.forecast(KITCHEN, travel_s=0, load=0).window.p50_s == pytest.approx(
        before.forecast(KITCHEN, travel_s=0, load=0).window.p50_s, abs=120
    )
