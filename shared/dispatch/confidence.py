"""How sure a proposal is: a number from 0 to 1 that operators can set a threshold on.

It is the weighted geometric mean of four chances, so that one bad part can not be bought off by the others:

* a yes: that at least one of those asked accepts, from acceptance rates smoothed by a prior;
* the choice: how clearly the best beats the next, 0.5 for a tie, rising to 1 with the margin;
* the position: 1 when fresh, falling to 0.5 at the age at which the link counts as lost;
* the promise: the chance to end by what was promised, from the forecast's window; 1 without a promise.

It rises with acceptance, margin and slack and falls with the position's age, all else equal. The weights are a prior and
the number is not calibrated: it orders proposals by doubt, no more.
"""

import numpy as np

from shared.dispatch.columns import Ints
from shared.eta.travel import FloatArray

ACCEPTANCE_WEIGHT = 0.4
CHOICE_WEIGHT = 0.2
POSITION_WEIGHT = 0.15
PROMISE_WEIGHT = 0.25
MARGIN_SCALE_S = 60
"""A margin of this much closes 63 % of the way from a tie to a clear choice."""
LEAST_CHANCE = 0.001
"""No chance counts as less, so that every part still matters beside a hopeless one."""
DIGITS = 4


def chances_of_a_yes(acceptances: FloatArray, firsts: Ints) -> FloatArray:
    """Chance of each wave that at least one of it accepts, taking them as independent.

    Args:
        acceptances: of all who are asked, wave by wave.
        firsts: where each wave begins; none of them is empty.
    """
    refusals = 1 - np.minimum(np.maximum(acceptances, 0.0), 1.0)
    some: FloatArray = 1 - np.multiply.reduceat(refusals, firsts) if len(firsts) else np.zeros(0)
    return some


def confidences(
    *, yes: FloatArray, margin_s: FloatArray, position_age_s: Ints, lost_after_s: int, promise: FloatArray
) -> list[float]:
    """Confidence in each of several proposals.

    Args:
        yes: chance that somebody accepts.
        margin_s: seconds to the next best; infinite when there is nobody else, which leaves no doubt about the choice.
        position_age_s: of the first to be asked.
        lost_after_s: age at which a link counts as lost.
        promise: chance that the promise is kept.

    Returns:
        0 to 1, rounded to four digits so that a decision reads the same everywhere.
    """
    choice = 1 - 0.5 * np.exp(-np.maximum(0.0, margin_s) / MARGIN_SCALE_S)
    position = 1 - 0.5 * np.minimum(1.0, np.maximum(0, position_age_s) / max(1, lost_after_s))
    log_mean = (
        ACCEPTANCE_WEIGHT * _log(yes)
        + CHOICE_WEIGHT * _log(choice)
        + POSITION_WEIGHT * _log(position)
        + PROMISE_WEIGHT * _log(promise)
    )
    return [round(one, DIGITS) for one in np.exp(log_mean).tolist()]


def _log(chances: FloatArray) -> FloatArray:
    logs: FloatArray = np.log(np.minimum(1.0, np.maximum(LEAST_CHANCE, chances)))
    return logs
