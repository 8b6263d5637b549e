"""Confidence is a number from 0 to 1 that rises with what is good and falls with what is doubtful."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.dispatch.confidence import confidences
from shared.eta.forecast import StopAhead, chance_by, forecast_route, planned

chances = st.floats(0, 1)
margins = st.integers(-100, 10_000).map(float)
ages = st.integers(0, 1000)


def confidence(*, yes: float, margin_s: float, position_age_s: int, promise: float) -> float:
    columns = {"yes": yes, "margin_s": margin_s, "position_age_s": position_age_s, "promise": promise}
    return confidences(**{part: np.array([value]) for part, value in columns.items()}, lost_after_s=180)[0]


@given(yes=chances, margin=st.just(np.inf) | margins, age=ages, promise=chances)
def test_confidence_stays_between_nothing_and_one(yes: float, margin: float, age: int, promise: float) -> None:
    sure = confidence(yes=yes, margin_s=margin, position_age_s=age, promise=promise)

    assert 0 <= sure <= 1


@given(st.lists(chances, min_size=4, max_size=4), margins, margins, ages, ages)
def test_confidence_never_falls_when_a_part_gets_better(
    parts: list[float], margin: float, other_margin: float, age: int, other_age: int
) -> None:
    yes, other_yes, promise, other_promise = parts

    def sure(best: bool) -> float:  # noqa: FBT001 - the better or the worse of each pair
        pick = max if best else min
        return confidence(
            yes=pick(yes, other_yes),
            margin_s=pick(margin, other_margin),
            position_age_s=(min if best else max)(age, other_age),
            promise=pick(promise, other_promise),
        )

    assert sure(best=True) >= sure(best=False)


@given(st.integers(-100, 20_000), st.integers(-9000, 20_000), st.integers(0, 3000), ages)
def test_more_time_never_lowers_the_chance_to_be_in_time(lead: int, deadline: int, more: int, age: int) -> None:
    window = forecast_route([StopAhead(travel_s=lead)], position_age_s=age)[0].done

    assert chance_by(window, deadline + more) >= chance_by(window, deadline)


stops_ahead = st.builds(
    StopAhead,
    travel_s=st.integers(-100, 200_000),
    ready_s=st.integers(-9000, 200_000),
    handling=st.integers(0, 5000).map(planned),
)


@given(st.lists(stops_ahead, min_size=1, max_size=6), ages, st.integers(0, 20_000))
def test_the_quantiles_of_a_forecast_are_in_order(stops: list[StopAhead], age: int, busy: int) -> None:
    route = forecast_route(stops, position_age_s=age, busy_s=busy)

    for stop in route:
        for window in stop:
            assert 0 <= window.p10_s <= window.p50_s <= window.p90_s
    assert [stop.done.p50_s for stop in route] == sorted(stop.done.p50_s for stop in route)
