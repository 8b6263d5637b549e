"""Keeps windows honest: whichever way outcomes go, some 80 % of them fall between p10 and p90, or within a narrowest window.

Adaptive conformal inference (Gibbs and Candès, 2021): after each outcome the share that is told as p10 (and, apart from it,
as p90) moves a little, so that in the long run 10 % come before the one and 10 % after the other, whatever the model gets
wrong and however the days drift. The shares are kept within limits: a run of bad luck must not lead to windows of hours.
"""

from statistics import NormalDist

from shared.models.eta import Calibration, Forecast

TAIL = 0.1
"""Share of the outcomes meant to lie outside, on each side."""
STEP = 0.01
"""How far one outcome moves a share: one outside by 0.009, one inside back by 0.001. What is told is known to hold an hour later,
when a busy area has told fifty windows more: a larger step runs on for all of them, and then back, and windows are by turns too
wide and too narrow."""
LEAST, MOST = 0.03, 0.25
"""Limits of a tail's share."""
HELD = 1 - 2 * TAIL
"""Share of the outcomes meant to lie within a window."""
_NORMAL = NormalDist()


def adjusted(
    calibration: Calibration, told: Forecast, actual_s: float, *, least: float = LEAST, step: float = STEP
) -> Calibration:
    """Move the shares after an outcome of what was told; one exactly on a border counts half.

    Args:
        calibration: before the outcome.
        told: the window, in the seconds of ``actual_s``.
        actual_s: the outcome.
        least: the least share of a tail.
        step: how far the outcome moves a share: the larger, the fewer windows are under way until it is known.
    """
    before = _step(actual_s, told.p10_s)
    after = 1 - _step(actual_s, told.p90_s)
    return Calibration(
        low=_limited(calibration.low + step * (TAIL - before), least),
        high=1 - _limited(1 - calibration.high + step * (TAIL - after), least),
    )


def adjusted_mass(mass: float, *, held: bool, step: float = STEP) -> float:
    """Move the share of a spread that a window is made of, after an outcome that it ``held`` or not.

    It is for windows whose ends are not told apart, such as the narrowest; the limits are those of both tails together.
    """
    return min(max(mass + step * (HELD - held), 1 - 2 * MOST), 1 - 2 * LEAST)


def widening(calibration: Calibration, *, least: float = LEAST) -> tuple[float, float]:
    """Give the shares as factors on the half-widths towards early and late, for spreads that are no samples.

    A share of 5 % is as far out as 1.28 times the distance of 10 % on a normal curve; 1 while nothing was learned.
    """
    unit = _NORMAL.inv_cdf(1 - TAIL)
    low, high = (-_NORMAL.inv_cdf(_limited(tail, least)) / unit for tail in (calibration.low, 1 - calibration.high))
    return low, high


def _step(actual_s: float, border_s: float) -> float:
    return 0.5 if actual_s == border_s else float(actual_s < border_s)


def _limited(tail: float, least: float) -> float:
    return min(max(tail, least), MOST)
