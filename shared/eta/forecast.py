"""When a provider will have been at each stop: windows from travel, readiness, handling, position age and the stops before.

Each source of error has a half-width towards early and one towards late, and they are added as errors are:

* travel errors of one stretch go together (traffic that slows one leg slows the next), so they add up in full;
* handling at different stops, the age of the position, and travel have nothing to do with each other, so their half-widths
  are added in quadrature (independent errors; for skewed ones an approximation, Barlow 2004);
* who comes before the goods are ready waits: what was uncertain before is cut off at readiness.

Handling and travel spreads are learned where there is history (``learned``), and a stated prior where there is none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.models.eta import EtaWindow, Forecast

BASE_S = 30
"""Half-width of any journey, however short: parking, doors, stairs."""
TRAVEL_EARLY, TRAVEL_LATE = 0.15, 0.35
"""Share of the time on the way by which it may be shorter or longer: delays have a long tail, early arrivals have not."""
HANDLING_EARLY, HANDLING_LATE = 0.3, 0.5
"""The same of a planned stay at a stop about which nothing is known."""
AGE_SHARE = 0.5
"""Seconds of half-width towards late for each second of the position's age."""
MISSING_AGAIN, MISSING_LEAST_S, MISSING_MOST_S = 0.5, 420, 900
"""Things missing at a pickup come after so much of the time again that they are overdue, within these bounds."""
_MISSING_WIDTH = (0.25, 2.0)
_NINE = math.log(9)
"""Log odds of 90 %."""
_SURE_WITHIN_S = 300
"""A time is as certain as it is likely to come within so much of its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreads:
    """How far travel strays from what is assumed, and how much wider or narrower windows are told; the prior at first."""

    travel_early: float = TRAVEL_EARLY
    travel_late: float = TRAVEL_LATE
    widen_early: float = 1.0
    widen_late: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAhead:
    """A stop to come.

    Attributes:
        travel_s: way from the stop before, or from where the provider is.
        ready_s: before this, from now, nothing can be done there.
        handling: seconds from being there, and things being ready, until it is done.
    """

    travel_s: int
    ready_s: int = 0
    handling: Forecast = field(default_factory=lambda: Forecast(p10_s=0, p50_s=0, p90_s=0))


class StopForecast(NamedTuple):
    """Seconds from now until work at a stop begins (there, and ready), and until it is done."""

    begun: Forecast
    done: Forecast


@dataclass(slots=True)
class _Course:
    """A forecast under way: where the middle is, travel since the last certain point, and the other half-widths squared."""

    middle_s: int
    travel_s: int = 0
    early2: float = 0.0
    late2: float = 0.0


def planned(service_s: int) -> Forecast:
    """Spread a planned stay of which nothing was learned."""
    return Forecast(
        p10_s=math.floor(service_s * (1 - HANDLING_EARLY)),
        p50_s=service_s,
        p90_s=math.ceil(service_s * (1 + HANDLING_LATE)),
    )


def remaining(handling: Forecast, elapsed_s: int) -> Forecast:
    """Say what is left of a stay that has lasted ``elapsed_s`` and is not over, by the curve of ``chance_by``.

    Its tail is exponential, so a stay much longer than foreseen has always the same time left, as far as anybody knows.
    """
    if elapsed_s <= 0:
        return handling
    over = chance_by(handling, elapsed_s)
    p10_s, p50_s, p90_s = (
        max(0, round(_by_chance(handling, over + share * (1 - over)) - elapsed_s)) for share in (0.1, 0.5, 0.9)
    )
    return Forecast(p10_s=p10_s, p50_s=p50_s, p90_s=p90_s)


def awaiting(stay_s: int, over_s: float, spreads: Spreads) -> Forecast:
    """Say what is left of a stay where things are missing that should have been ready ``over_s`` ago.

    It lasts about half as long again as it has, within bounds: a prior with a long tail, and then comes the stay itself. What
    was learned, of stays and of how far to widen windows, comes of times at which nobody knew yet whether things would be
    missing, and pays for just that. So of the stay only the middle ``stay_s`` counts, and the widening is taken off: nothing is
    paid twice.
    """
    stay = planned(stay_s)
    left_s = min(max(MISSING_AGAIN * over_s, MISSING_LEAST_S), MISSING_MOST_S)
    early, late = _MISSING_WIDTH
    return Forecast(
        p10_s=stay.p10_s + max(0, round(left_s - (1 - early) * left_s / spreads.widen_early)),
        p50_s=stay.p50_s + round(left_s),
        p90_s=stay.p90_s + round(left_s + (late - 1) * left_s / spreads.widen_late),
    )


def forecast_route(
    stops: Sequence[StopAhead],
    *,
    position_age_s: int = 0,
    busy_s: int = 0,
    vague_s: tuple[float, float] = (0.0, 0.0),
    spreads: Spreads | None = None,
) -> list[StopForecast]:
    """Forecast each stop of a route, the stops before it included.

    Args:
        stops: in the order in which they will be done.
        position_age_s: how old the position is from which the first way is counted.
        busy_s: until the provider can set out; as uncertain as travel of that length.
        vague_s: further half-widths, towards early and late, of where the provider is.
        spreads: what was learned; the prior without it.
    """
    known = spreads or Spreads()
    early_s, late_s = vague_s
    aged_s = AGE_SHARE * max(0, position_age_s)
    course = _Course(max(0, busy_s), max(0, busy_s), early2=early_s**2, late2=late_s**2 + aged_s**2)
    forecasts = []
    for stop in stops:
        _travel(course, stop)
        begun = _begin(course, stop, known)
        _stay(course, stop)
        forecasts.append(StopForecast(begun, _window(course, known, floor_s=max(0, stop.ready_s))))
    return forecasts


def _travel(course: _Course, stop: StopAhead) -> None:
    course.middle_s += max(0, stop.travel_s)
    course.travel_s += max(0, stop.travel_s)


def _stay(course: _Course, stop: StopAhead) -> None:
    course.middle_s += stop.handling.p50_s
    course.early2 += (stop.handling.p50_s - stop.handling.p10_s) ** 2
    course.late2 += (stop.handling.p90_s - stop.handling.p50_s) ** 2


def _begin(course: _Course, stop: StopAhead, spreads: Spreads) -> Forecast:
    """The window of the arrival, cut off at readiness."""
    arrival = _window(course, spreads)
    if stop.ready_s <= arrival.p10_s:
        return arrival
    begun = Forecast(
        p10_s=max(arrival.p10_s, stop.ready_s),
        p50_s=max(arrival.p50_s, stop.ready_s),
        p90_s=max(arrival.p90_s, stop.ready_s),
    )
    course.middle_s, course.travel_s = begun.p50_s, 0
    course.early2 = ((begun.p50_s - begun.p10_s) / spreads.widen_early) ** 2
    course.late2 = ((begun.p90_s - begun.p50_s) / spreads.widen_late) ** 2
    return begun


def _window(course: _Course, spreads: Spreads, floor_s: int = 0) -> Forecast:
    base_s = BASE_S if course.travel_s else 0
    early_s = base_s + spreads.travel_early * course.travel_s
    late_s = 2 * base_s + spreads.travel_late * course.travel_s
    early_s = spreads.widen_early * math.sqrt(early_s * early_s + course.early2)
    late_s = spreads.widen_late * math.sqrt(late_s * late_s + course.late2)
    middle_s = max(course.middle_s, floor_s)
    return Forecast(
        p10_s=min(middle_s, max(floor_s, math.floor(middle_s - early_s))),
        p50_s=middle_s,
        p90_s=math.ceil(middle_s + late_s),
    )


def chance_by(window: Forecast, deadline_s: int) -> float:
    """Chance that the event happens by ``deadline_s``: a logistic curve through the three quantiles, 0 to 1."""
    return _chance(deadline_s - window.p50_s, window.p50_s - window.p10_s, window.p90_s - window.p50_s)


def chance_at(window: EtaWindow, deadline_at: datetime) -> float:
    """The same for instants."""
    return _chance((deadline_at - window.p50_at).total_seconds(), *half_widths_s(window))


def half_widths_s(window: EtaWindow) -> tuple[float, float]:
    """How far a window reaches from its middle towards early and towards late."""
    return (window.p50_at - window.p10_at).total_seconds(), (window.p90_at - window.p50_at).total_seconds()


def chance_sooner(one: EtaWindow, other: EtaWindow) -> float:
    """Chance that ``one`` happens before ``other``, as if they had nothing to do with each other: over the fifths of the one."""
    fifths = [_instant_by(one, share) for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
    return sum(1 - chance_at(other, at) for at in fifths) / len(fifths)


def certainty(window: EtaWindow) -> float:
    """Say how much the middle can be relied on: the chance of being within five minutes of it, 0 to 1."""
    near = timedelta(seconds=_SURE_WITHIN_S)
    return chance_at(window, window.p50_at + near) - chance_at(window, window.p50_at - near)


def _chance(ahead_s: float, early_s: float, late_s: float) -> float:
    log_odds = _NINE * ahead_s / max(1, late_s if ahead_s >= 0 else early_s)
    return 1 / (1 + math.exp(-min(max(log_odds, -500.0), 500.0)))


def _by_chance(window: Forecast, chance: float) -> float:
    """Give the seconds by which the event happens with ``chance``: ``chance_by`` the other way round."""
    return window.p50_s + _ahead_s(chance, window.p50_s - window.p10_s, window.p90_s - window.p50_s)


def _instant_by(window: EtaWindow, chance: float) -> datetime:
    """The same for instants."""
    return window.p50_at + timedelta(seconds=_ahead_s(chance, *half_widths_s(window)))


def _ahead_s(chance: float, early_s: float, late_s: float) -> float:
    share = min(max(chance, 1e-9), 1 - 1e-9)
    log_odds = math.log(share / (1 - share))
    return max(1, late_s if log_odds >= 0 else early_s) * log_odds / _NINE
