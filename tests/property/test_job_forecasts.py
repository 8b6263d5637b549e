"""Jobs forecast all at once, as arrays, are forecast to the second as one by one, stop by stop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.eta.forecast import Spreads, StopAhead, forecast_route
from shared.eta.job_forecast import JobsAhead, Quantiles, forecast_jobs
from shared.models.eta import Forecast

seconds = st.integers(0, 20_000)
shares = st.floats(0.01, 2.0)


@st.composite
def stays(draw: st.DrawFn) -> Forecast:
    early_s, middle_s, late_s = sorted((draw(seconds), draw(seconds), draw(seconds)))
    return Forecast(p10_s=early_s, p50_s=middle_s, p90_s=late_s)


@st.composite
def routes(draw: st.DrawFn) -> tuple[list[StopAhead], int, int]:
    """One or two stops, how old the position is, and how long the provider is busy."""
    first = StopAhead(travel_s=draw(seconds), ready_s=draw(st.integers(-500, 20_000)), handling=draw(stays()))
    last = draw(st.none() | st.builds(StopAhead, travel_s=seconds, handling=stays()))
    return [first, *([last] if last else [])], draw(st.integers(-5, 900)), draw(st.integers(-5, 5000))


def column(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def quantiles(handlings: list[Forecast]) -> Quantiles:
    return Quantiles(*(column([getattr(one, name) for one in handlings]) for name in ("p10_s", "p50_s", "p90_s")))


@given(
    st.lists(routes(), min_size=1, max_size=8),
    st.builds(Spreads, travel_early=shares, travel_late=shares, widen_early=shares, widen_late=shares),
)
def test_jobs_are_forecast_together_as_one_by_one(
    drawn: list[tuple[list[StopAhead], int, int]], spreads: Spreads
) -> None:
    none = StopAhead(travel_s=0)
    ends = [stops[1] if len(stops) > 1 else none for stops, _, _ in drawn]
    together = JobsAhead(
        busy_s=column([busy_s for _, _, busy_s in drawn]),
        age_s=column([age_s for _, age_s, _ in drawn]),
        way_s=column([stops[0].travel_s for stops, _, _ in drawn]),
        ready_s=column([stops[0].ready_s for stops, _, _ in drawn]),
        stay=quantiles([stops[0].handling for stops, _, _ in drawn]),
        trip_s=column([end.travel_s for end in ends]),
        last=quantiles([end.handling for end in ends]),
        has_trip=np.array([len(stops) > 1 for stops, _, _ in drawn]),
    )

    begun, done = forecast_jobs(together, spreads)

    alone = [
        forecast_route(stops, position_age_s=age_s, busy_s=busy_s, spreads=spreads) for stops, age_s, busy_s in drawn
    ]
    told = [
        [Forecast(p10_s=early, p50_s=middle, p90_s=late) for early, middle, late in zip(*columns, strict=True)]
        for columns in ([part.tolist() for part in begun], [part.tolist() for part in done])
    ]
    assert told[0] == [route[0].begun for route in alone]
    assert told[1] == [route[-1].done for route in alone]
