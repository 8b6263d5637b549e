"""Log-odds: what effects are added in, so that a chance never leaves 0 to 1."""

import math

import numpy as np

from shared.dispatch.acceptance.features import Floats

CALIBRATION_KNOTS = (-2.5, -1.25, 0.0, 1.25, 2.5)
"""Log-odds at which the calibration may bend; between them it is straight."""
AS_PREDICTED = (0.0, 1.0, *(0.0 for _ in CALIBRATION_KNOTS))
"""The calibration that changes nothing: intercept, slope, and what is added at each knot."""
_STEP = CALIBRATION_KNOTS[1] - CALIBRATION_KNOTS[0]
_FARTHEST = 8.0
"""Log-odds beyond this are as good as certain."""
_BENDS: Floats = np.array(
    [-_FARTHEST, CALIBRATION_KNOTS[0] - _STEP, *CALIBRATION_KNOTS, CALIBRATION_KNOTS[-1] + _STEP, _FARTHEST]
)


def log_odds(chance: float) -> float:
    """Give the log-odds of a chance strictly between 0 and 1."""
    return math.log(chance / (1 - chance))


def chances(odds: Floats) -> Floats:
    """Give the chances of log-odds."""
    likely: Floats = 1 / (1 + np.exp(-np.clip(odds, -_FARTHEST, _FARTHEST)))
    return likely


def calibration_terms(odds: Floats) -> Floats:
    """``(n, 2 + n_knots)``: one, the log-odds, and how near each knot is (1 at it, 0 at its neighbours)."""
    near = np.maximum(0.0, 1 - np.abs(odds[:, None] - np.array(CALIBRATION_KNOTS)) / _STEP)
    return np.column_stack([np.ones(len(odds)), np.clip(odds, -_FARTHEST, _FARTHEST), near])


def calibrate(odds: Floats, calibration: tuple[float, ...]) -> Floats:
    """Give the chances that calibrated log-odds stand for; the calibration is straight between the knots and their ends."""
    told = calibration_terms(_BENDS) @ np.array(calibration)
    return chances(np.interp(odds, _BENDS, told))


def record_effect(made: int, accepted: int, typical: float, prior_offers: float) -> float:
    """Say where a provider's own record puts them beside the ``typical`` chance, in log-odds.

    The recorded share is drawn towards the typical one as if ``prior_offers`` more had been made: without a record the
    effect is nothing.
    """
    offers = max(0, made)
    yes = min(max(0, accepted), offers)
    return log_odds((yes + prior_offers * typical) / (offers + prior_offers)) - log_odds(typical)
