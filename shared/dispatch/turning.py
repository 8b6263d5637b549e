"""What would have changed a decision: found by deciding copies of its window again, never by rule of thumb."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from shared.dispatch.columns import Nudge
from shared.dispatch.config import WEIGHT_OF
from shared.dispatch.engine import decide
from shared.dispatch.outcome import Held, Proposal
from shared.dispatch.problem import WindowProblem
from shared.models.decision import CandidateRationale, ScoreTerm, SolverFallback
from shared.models.dispatch_settings import ScoreWeights
from shared.models.explanation import SettingChange
from shared.units import Uid

FARTHEST_S = 200_000
"""A candidate who would have to be better by more is not asked at any price that a booking without anybody has."""
_HIGHEST_WEIGHT = 100.0
_STRIDE = 6
_STEPS = 12
"""Halvings by which the least change of a weight is closed in on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One booking of a window, the way its matching was made, and who was asked first."""

    problem: WindowProblem
    job: int
    forced: SolverFallback | None
    first: Uid | None


def first_asked(case: Case, nudge: Nudge | None = None) -> Uid | None:
    """Decide again; who is asked first for the booking, now or later, or nobody."""
    outcome = decide(case.problem, forced=case.forced, nudge=nudge).decision.outcomes[case.job]
    if isinstance(outcome, Held):
        return outcome.provider_id
    return outcome.providers[0].provider_id if isinstance(outcome, Proposal) else None


def better_by(case: Case, provider_id: Uid, guess_s: int) -> int | None:
    """Find the least whole seconds by which a candidate's score would have to be better to be asked first.

    Args:
        case: the booking.
        provider_id: a candidate for it who is not asked first.
        guess_s: where to look first; right whenever no other booking is in play.

    Returns:
        Seconds with which the candidate is asked first, while with one second less it is not; None when there are none.
    """
    worker = next(place for place, one in enumerate(case.problem.workers) if one.provider_id == provider_id)

    def wins(seconds: int) -> bool:
        return first_asked(case, Nudge(job=case.job, worker=worker, seconds=seconds)) == provider_id

    return _least(wins, max(1, guess_s))


def _least(holds: Callable[[int], bool], guess: int) -> int | None:
    """The least whole number from 1 at which something that stays true becomes true."""
    false, true = 0, guess
    while not holds(true):
        if true >= FARTHEST_S:
            return None
        false, true = true, min(_STRIDE * true, FARTHEST_S)
    if true - 1 > false and not holds(true - 1):
        return true
    while true - false > 1:
        middle = (false + true) // 2
        false, true = (false, middle) if holds(middle) else (middle, true)
    return true


def setting_change(
    case: Case, winner: CandidateRationale, other: CandidateRationale, names: tuple[ScoreTerm, ...]
) -> SettingChange | None:
    """Find the weight whose smallest relative change lets somebody else be asked first than ``winner``.

    The terms are linear in their weights, which says where ``other`` would draw level; each such point is decided again,
    and from the nearest that holds the least change is closed in on.
    """
    lead_s = other.total_s - winner.total_s
    gaps = {term: b - a for term, a, b in zip(names, winner.terms, other.terms, strict=True) if term in WEIGHT_OF}
    factors = {term: 1 - lead_s / gap_s for term, gap_s in gaps.items() if gap_s and lead_s > 0}
    for term in sorted(factors, key=lambda term: abs(factors[term] - 1)):
        found = _tried(case, WEIGHT_OF[term], factors[term])
        if found is not None:
            return found
    return None


def _tried(case: Case, name: str, factor: float) -> SettingChange | None:
    now = float(getattr(case.problem.settings.weights, name))
    beyond = 1 + (factor - 1) * 1.05
    if now * beyond > _HIGHEST_WEIGHT and not name.endswith("_s"):
        return None
    level, far = now, _settled(name, now * max(0.0, beyond), away_from=now)
    first = first_asked(_with_weight(case, name, far))
    if far == now or first == case.first:
        return None
    for _ in range(_STEPS):
        middle = _settled(name, (level + far) / 2, away_from=now)
        if middle in {level, far}:
            break
        asked = first_asked(_with_weight(case, name, middle))
        level, far, first = (level, middle, asked) if asked != case.first else (middle, far, first)
    return SettingChange(setting=f"weights.{name}", now=now, would_be=far, first_asked=first)


def _settled(name: str, value: float, *, away_from: float) -> float:
    """A value that the setting can have: whole seconds for a price, else four decimals; rounded away from the present one."""
    digits = 0 if name.endswith("_s") else 4
    step = 10.0**-digits
    rounded = round(value, digits)
    short = rounded < value if value > away_from else rounded > value
    return max(0.0, round(rounded + (step if value > away_from else -step) * short, digits))


def _with_weight(case: Case, name: str, value: float) -> Case:
    settings = case.problem.settings
    kind = int if name.endswith("_s") else float
    weights = ScoreWeights.model_validate(settings.weights.model_dump() | {name: kind(value)})
    return replace(case, problem=replace(case.problem, settings=settings.model_copy(update={"weights": weights})))
