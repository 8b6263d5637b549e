"""When operators beat the engine: what came of overrides by kind and reason, and what that says about the score.

Small numbers are not dressed up: below the area's least sample a row says so, shares come with their interval (Wilson score, 90 %),
and a weight is only proposed to change when the whole interval lies on one side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import sqrt
from statistics import mean
from typing import Any

from shared.dispatch.config import WEIGHT_OF
from shared.models.area import ServiceArea
from shared.models.decision import ScoreTerm
from shared.models.dispatch_settings import ScoreWeights
from shared.models.override import Override, OverrideState
from shared.models.override_change import OverrideKind
from shared.models.override_reason import ReasonCode
from shared.models.score_proposal import ScoreProposal, TermEvidence
from shared.units import Uid

_Z = 1.645
"""Of a normal distribution: 90 % lie within so many deviations."""
_STEP = 0.8
"""A weight that operators are right to ignore is proposed to shrink by a fifth; the next report judges the rest."""


@dataclass(frozen=True)
class Row:
    """Overrides of one kind for one reason.

    Attributes:
        kind: what was done.
        reason: why.
        committed: how many.
        undone: how many of them were taken back.
        known: how many of the others are over, with an end forecast for the engine's way to compare with.
        mean_predicted_saved_s: seconds by which they were to be better than the engine's way, as the preview said.
        mean_saved_s: seconds by which they were.
        mean_error_s: actual minus predicted end.
        better_share: share of those known that ended sooner than the engine's way was forecast to.
        better_from: lower end of its interval.
        better_to: upper end.
        right_sign_share: share of those known whose gain or loss the preview had the right way round.
        enough: whether there are as many as the area asks for before anything is concluded.
    """

    kind: OverrideKind
    reason: ReasonCode
    committed: int
    undone: int
    known: int
    mean_predicted_saved_s: float | None
    mean_saved_s: float | None
    mean_error_s: float | None
    better_share: float | None
    better_from: float | None
    better_to: float | None
    right_sign_share: float | None
    enough: bool

    def told(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "kind": self.kind.value, "reason": self.reason.value}


@dataclass(frozen=True)
class _Known:
    """One override that is over: seconds saved over all its bookings."""

    predicted_s: int
    saved_s: int
    error_s: float


def rows(overrides: Iterable[Override], least_sample: int) -> list[Row]:
    """Sum up committed overrides by kind and reason, the most frequent first."""
    groups: dict[tuple[OverrideKind, ReasonCode], list[Override]] = {}
    for one in overrides:
        if one.reason_code is not None:
            groups.setdefault((one.kind, one.reason_code), []).append(one)
    made = [_row(kind, reason, members, least_sample) for (kind, reason), members in groups.items()]
    return sorted(made, key=lambda row: (-row.committed, row.kind, row.reason))


def _row(kind: OverrideKind, reason: ReasonCode, members: Sequence[Override], least_sample: int) -> Row:
    known = [found for one in members if (found := _known(one)) is not None]
    better = sum(one.saved_s > 0 for one in known)
    low, high = interval(better, len(known))
    right = sum((one.predicted_s > 0) == (one.saved_s > 0) for one in known)
    return Row(
        kind=kind,
        reason=reason,
        committed=len(members),
        undone=sum(one.state is OverrideState.UNDONE for one in members),
        known=len(known),
        mean_predicted_saved_s=_mean([one.predicted_s for one in known]),
        mean_saved_s=_mean([one.saved_s for one in known]),
        mean_error_s=_mean([one.error_s for one in known]),
        better_share=_share(better, known),
        better_from=low if known else None,
        better_to=high if known else None,
        right_sign_share=_share(right, known),
        enough=len(known) >= least_sample,
    )


def _known(one: Override) -> _Known | None:
    """An override counts once all its bookings have ended and each has something to compare with."""
    if one.state is not OverrideState.COMMITTED or one.awaits or not one.outcomes:
        return None
    predicted = [outcome.predicted_saved_s for outcome in one.outcomes if outcome.predicted_saved_s is not None]
    saved = [outcome.saved_s for outcome in one.outcomes if outcome.saved_s is not None]
    errors = [outcome.error_s for outcome in one.outcomes if outcome.error_s is not None]
    if min(len(predicted), len(saved), len(errors)) < len(one.outcomes):
        return None
    return _Known(sum(predicted), sum(saved), mean(errors))


def interval(hits: int, of: int) -> tuple[float, float]:
    """Give the 90 % interval of a share; all is possible when nothing is known.

    Source: Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)


def proposal(
    overrides: Iterable[Override], area: ServiceArea, period: tuple[datetime, datetime], at: datetime, by: Uid
) -> ScoreProposal | None:
    """Say which weights overrides speak against; None when they speak against none.

    Args:
        overrides: those committed in the period.
        area: with the weights that are in force; evidence rests on overrides made under any version of them.
        period: since, and until.
        at: now.
        by: who asks.
    """
    found = contradicted(overrides)
    judged = [_evidence(term, found[term], area.dispatch.weights) for term in ScoreTerm if term in found]
    changes = tuple(
        one
        for one in judged
        if one.overrides >= area.overrides.least_sample and one.least_share > 1 / 2 and one.now > 0
    )
    if not changes:
        return None
    return ScoreProposal(
        area_id=area.area_id,
        settings_version=area.version,
        since=period[0],
        until=period[1],
        changes=changes,
        made_at=at,
        made_by=by,
    )


def contradicted(overrides: Iterable[Override]) -> dict[ScoreTerm, list[bool]]:
    """For each term that spoke most against what operators did: how often they were right all the same."""
    found: dict[ScoreTerm, list[bool]] = {}
    for one in overrides:
        term, known = _against(one), _known(one)
        if term is not None and known is not None:
            found.setdefault(term, []).append(known.saved_s > 0)
    return found


def _against(one: Override) -> ScoreTerm | None:
    """The term in which the provider taken was furthest behind the engine's candidate; None when in none."""
    if one.engine is None or not one.engine.taken_terms:
        return None
    gaps = {term: one.engine.taken_terms.get(term, 0) - one.engine.terms.get(term, 0) for term in WEIGHT_OF}
    worst = max(gaps, key=lambda term: gaps[term])
    return worst if gaps[worst] > 0 else None


def _evidence(term: ScoreTerm, right: Sequence[bool], weights: ScoreWeights) -> TermEvidence:
    weight = WEIGHT_OF[term]
    now = float(getattr(weights, weight))
    proposed = round(now * _STEP) if weight.endswith("_s") else round(now * _STEP, 3)
    return TermEvidence(
        term=term,
        overrides=len(right),
        better=sum(right),
        least_share=interval(sum(right), len(right))[0],
        weight=weight,
        now=now,
        proposed=float(proposed),
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(mean(values), 1) if values else None


def _share(hits: int, of: Sequence[object]) -> float | None:
    return round(hits / len(of), 4) if of else None
