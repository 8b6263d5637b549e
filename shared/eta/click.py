"""When an order will be at the door, said the moment it is placed, before anybody has it.

What is uncertain is the wait until it leaves the pickup place: preparation, and a provider who is not there yet. That wait is
learned by place. While much waits for few providers it grows; the growth is a regression on the load, kept near a stated
prior until outcomes speak. Travel and hand-over are added as the travel port knows them.

Two windows are told. From p10 to p90 as many come before as after: whoever promises an end takes p90. Kitchens have a long tail
towards late, so the narrowest window that holds four of five outcomes lies earlier: it is for who is shown one window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.eta.calibration import LEAST, adjusted, adjusted_mass
from shared.eta.durations import Durations, Prior
from shared.models.eta import Calibration, Forecast

WAIT_PRIOR = Prior(16 * 60, 0.62)
"""A quarter of an hour, and within 7 and 35 minutes in four of five cases: a common kitchen."""
FREE_LOAD = 0.5
"""Up to so many waiting orders a provider on duty, load delays nobody."""
DELAY_PRIOR_S = 360.0
"""Seconds of delay for each further order a provider."""
FIRST_MASS = 0.84
"""Share of the spread in the narrowest window of a new area: somewhat more than it is to hold, for few outcomes look alike."""
_PRIOR_WEIGHT = 20.0
_MASS_STEP = 0.015
_FADE = 0.995
_OUTLIER_S = 1800.0
"""A residual counts as no more than this, so that one forgotten order does not teach that all are late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadDelay:
    """Sums of a regression without intercept, of delay on load over what delays nobody; faded with each outcome."""

    load_load: float = 0.0
    load_delay_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """The narrowest window that holds four of five outcomes, in seconds from the click."""

    from_s: int
    until_s: int

    def holds(self, took_s: float) -> bool:
        """Whether an outcome lies in it, its ends included."""
        return self.from_s <= took_s <= self.until_s


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickForecast:
    """What was told at the click, and what is needed to learn from how it came out.

    Attributes:
        window: its p50 is the best single guess.
        likely: the narrowest window, which may begin before p10.
        chain: keys of the pickup place, the broadest first.
        travel_s: way and hand-over after the pickup, taken as known.
        load: waiting orders for each provider on duty, over what delays nobody.
        delay_s: what the load added.
    """

    window: Forecast
    likely: Likely
    chain: tuple[str, ...]
    travel_s: int
    load: float
    delay_s: float


class ClickLearner:
    """Forecasts at the click and learns from what was delivered; its state is small and can be stored."""

    def __init__(
        self,
        durations: Durations | None = None,
        calibration: Calibration | None = None,
        load_delay: LoadDelay | None = None,
        mass: float = FIRST_MASS,
    ) -> None:
        self.durations = durations or Durations()
        self.calibration = calibration or Calibration()
        self.mass = mass
        self.load_delay = load_delay or LoadDelay()

    def forecast(self, chain: Sequence[str], *, travel_s: int, load: float) -> ClickForecast:
        """Forecast the seconds from click to door.

        Args:
            chain: keys of the pickup place, the broadest first.
            travel_s: way from pickup to door and the hand-over.
            load: orders that wait to be picked up for each provider on duty, this one aside.
        """
        spread = self.durations.spread(chain, WAIT_PRIOR.points())
        over = max(0.0, load - FREE_LOAD)
        delay_s = delay_per_load_s(self.load_delay) * over
        low, middle, high = (spread.at(share) for share in (self.calibration.low, 0.5, self.calibration.high))
        begin, end = spread.narrowest(self.mass, LEAST)
        p50_s, late_s = round(travel_s + middle + delay_s), travel_s + 2 * delay_s
        return ClickForecast(
            window=Forecast(p10_s=min(p50_s, round(travel_s + low)), p50_s=p50_s, p90_s=round(high + late_s)),
            likely=Likely(from_s=round(travel_s + begin), until_s=round(end + late_s)),
            chain=tuple(chain),
            travel_s=travel_s,
            load=over,
            delay_s=delay_s,
        )

    def learn(self, told: ClickForecast, took_s: int) -> None:
        """Learn from a delivery that took ``took_s`` from click to door."""
        self.calibration = adjusted(self.calibration, told.window, took_s)
        self.mass = adjusted_mass(self.mass, held=told.likely.holds(took_s), step=_MASS_STEP)
        without_load_s = told.window.p50_s - told.delay_s
        residual_s = min(max(took_s - without_load_s, -_OUTLIER_S), _OUTLIER_S)
        self.load_delay = LoadDelay(
            load_load=self.load_delay.load_load * _FADE + told.load * told.load,
            load_delay_s=self.load_delay.load_delay_s * _FADE + told.load * residual_s,
        )
        wait_s = took_s - told.travel_s - delay_per_load_s(self.load_delay) * told.load
        self.durations.learn(told.chain, max(30, round(wait_s)))


def delay_per_load_s(sums: LoadDelay) -> float:
    """Seconds of delay for each order a provider over what delays nobody; never negative."""
    total_s = DELAY_PRIOR_S * _PRIOR_WEIGHT + sums.load_delay_s
    return max(0.0, total_s / (_PRIOR_WEIGHT + sums.load_load))
