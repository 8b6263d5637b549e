"""How sure a proposal is: a number from 0 to 1 that operators can set a threshold on.

It is the weighted geometric mean of four chances, so that one bad part can not be bought off by the others:

* a yes: that at least one of those asked accepts, from acceptance rates smoothed by a prior;
* the choice: how clearly the best beats the next, 0.5 for a tie, rising to 1 with the margin;
* the position: 1 when fresh, falling to 0.5 at the age at which the link counts as lost;
* the promise: the chance to end by what was promised, from the forecast's window; 1 without a promise.

It rises with acceptance, margin and slack and falls with the position's age, all else equal. The weights are a prior and
the number is not calibrated: it orders proposals by doubt, no more.
"""

import math
from collections.abc import Iterable

ACCEPTANCE_WEIGHT = 0.4
CHOICE_WEIGHT = 0.2
POSITION_WEIGHT = 0.15
PROMISE_WEIGHT = 0.25
MARGIN_SCALE_S = 60
"""A margin of this much closes 63 % of the way from a tie to a clear choice."""
LEAST_CHANCE = 0.001
"""No chance counts as less, so that every part still matters beside a hopeless one."""
DIGITS = 4


def chance_of_a_yes(acceptances: Iterable[float]) -> float:
    """Chance that at least one of several accepts, taking them as independent."""
    return 1 - math.prod([1 - min(max(chance, 0.0), 1.0) for chance in acceptances])


def confidence(*, yes: float, margin_s: int | None, position_age_s: int, lost_after_s: int, promise: float) -> float:
    """Confidence in a proposal.

    Args:
        yes: chance that somebody accepts.
        margin_s: seconds to the next best; none when there is nobody else, which leaves no doubt about the choice.
        position_age_s: of the first to be asked.
        lost_after_s: age at which a link counts as lost.
        promise: chance that the promise is kept.

    Returns:
        0 to 1, rounded to four digits so that a decision reads the same everywhere.
    """
    choice = 1.0 if margin_s is None else 1 - 0.5 * math.exp(-max(0, margin_s) / MARGIN_SCALE_S)
    position = 1 - 0.5 * min(1.0, max(0, position_age_s) / max(1, lost_after_s))
    log_mean = (
        ACCEPTANCE_WEIGHT * _log(yes)
        + CHOICE_WEIGHT * _log(choice)
        + POSITION_WEIGHT * _log(position)
        + PROMISE_WEIGHT * _log(promise)
    )
    return round(math.exp(log_mean), DIGITS)


def _log(chance: float) -> float:
    if chance >= 1.0:
        return 0.0
    return math.log(max(LEAST_CHANCE, chance))
