"""When a pickup or drop-off will happen: an honest window around the plain prediction.

The spreads are a prior, stated here and the same everywhere: they widen with how far ahead the event is and with how old
the position is, and more to the late side, because delays have a long tail and early arrivals have not. Nothing here has
been calibrated on recorded jobs yet; ``confidence`` in a stored forecast must not be called calibrated while this holds.
"""

import math
from dataclasses import dataclass

EARLY_BASE_S, EARLY_SHARE = 30, 0.15
"""Half-width towards early: seconds, and share of the time ahead."""
LATE_BASE_S, LATE_SHARE = 60, 0.35
"""Half-width towards late: seconds, and share of the time ahead."""
AGE_SHARE = 0.5
"""Seconds added to the late side for each second of the position's age."""
DWELL_SHARE = 0.5
"""Share of the time spent at stops by which it may be longer."""
_NINE = math.log(9)
"""Log odds of 90 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Seconds from now by which the event happens with a chance of 10, 50 and 90 %; never out of order or negative."""

    p10_s: int
    p50_s: int
    p90_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobForecast:
    """When the pickup and the last stop happen."""

    pickup: Forecast
    end: Forecast


def forecast(lead_s: int, *, earliest_s: int = 0, position_age_s: int = 0, dwell_s: int = 0) -> Forecast:
    """Spread a plain prediction into a window.

    Args:
        lead_s: predicted seconds from now.
        earliest_s: before this it can not happen, for example readiness at the pickup.
        position_age_s: how old the position is that the prediction rests on.
        dwell_s: seconds of ``lead_s`` spent at stops.
    """
    p50_s = max(0, earliest_s, lead_s)
    early_s = EARLY_BASE_S + EARLY_SHARE * p50_s
    late_s = LATE_BASE_S + LATE_SHARE * p50_s + AGE_SHARE * max(0, position_age_s) + DWELL_SHARE * max(0, dwell_s)
    p10_s = min(p50_s, max(0, earliest_s, math.floor(p50_s - early_s)))
    return Forecast(p10_s=p10_s, p50_s=p50_s, p90_s=math.ceil(p50_s + late_s))


def forecast_job(
    *, free_at_s: int, travel_s: int, ready_s: int, service_s: int, trip_s: int, position_age_s: int
) -> JobForecast:
    """Forecast pickup and end of a job for a provider who is free in ``free_at_s`` and ``travel_s`` from the pickup."""
    pickup_s = max(ready_s, free_at_s + travel_s)
    pickup = forecast(pickup_s, earliest_s=max(0, ready_s), position_age_s=position_age_s)
    end = forecast(
        pickup_s + service_s + trip_s,
        earliest_s=max(0, ready_s),
        position_age_s=position_age_s,
        dwell_s=service_s,
    )
    return JobForecast(pickup=pickup, end=end)


def chance_by(window: Forecast, deadline_s: int) -> float:
    """Chance that the event happens by ``deadline_s``: a logistic curve through the three quantiles, 0 to 1."""
    ahead_s = deadline_s - window.p50_s
    width_s = window.p90_s - window.p50_s if ahead_s >= 0 else window.p50_s - window.p10_s
    log_odds = _NINE * ahead_s / max(1, width_s)
    return 1 / (1 + math.exp(-min(max(log_odds, -500.0), 500.0)))
