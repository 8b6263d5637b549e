"""What a decision is explained with: codes and seconds for programs; the words are made from them."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.decision import (
    BatchRationale,
    ExclusionReason,
    FallbackAction,
    Gate,
    HoldRationale,
    NobodyCode,
    Risk,
    ScoreTerm,
    SolverFallback,
    WouldChange,
)
from shared.units import AreaId, BookingId, DecisionId, Instant, Share, Uid


class RankedCandidate(Document):
    """One candidate, by rising score; ``terms`` in seconds add up to ``total_s``."""

    rank: Annotated[int, Field(ge=1)]
    provider_id: Uid
    total_s: int
    terms: dict[ScoreTerm, int]
    chosen: bool
    """Whether this provider was asked."""


class TermGap(Document):
    """How much one term spoke for the winner (positive) or for the runner-up (negative)."""

    term: ScoreTerm
    winner_s: int
    runner_up_s: int
    gap_s: int


class TurningPoint(Document):
    """The least by which another candidate would have had to be better to be asked first, found by deciding again."""

    provider_id: Uid
    better_by_s: int | None
    """Seconds of score; None when no plausible number changes it."""
    terms: tuple[ScoreTerm, ...] = ()
    """Terms of this candidate that are large enough to be that much smaller, largest first."""


class SettingChange(Document):
    """The single weight that would have decided otherwise by the smallest relative change of those tried, decided again."""

    setting: str
    now: float
    would_be: float
    first_asked: Uid | None
    """Who would have been asked first."""


class BookingExplanation(Document):
    """One booking of a decision: who was asked, why, and what would have changed it."""

    booking_id: BookingId
    chosen: tuple[Uid, ...] = ()
    nobody: NobodyCode | None = None
    candidates: tuple[RankedCandidate, ...] = ()
    candidate_count: int = 0
    excluded: dict[ExclusionReason, int] = Field(default_factory=dict)
    margin_s: int | None = None
    confidence: Share | None = None
    risks: tuple[Risk, ...] = ()
    gate: Gate | None = None
    fallback: FallbackAction
    fallback_provider: Uid | None = None
    runner_up: Uid | None = None
    """The best candidate who was not asked first; with a lower score than the winner, another booking needed them more."""
    decided_by: tuple[TermGap, ...] = ()
    """Winner against runner-up, what spoke most for the winner first."""
    turning_points: tuple[TurningPoint, ...] = ()
    setting_change: SettingChange | None = None
    base: Uid | None = None
    """Whom this window would ask by itself, where the plan ahead may have decided otherwise."""
    held: HoldRationale | None = None
    """Who is planned for it and asked later; ``decided_by`` and the turning points speak of this provider then."""
    batch: BatchRationale | None = None
    would_change: tuple[WouldChange, ...] = ()
    """For nobody: what would have made a provider available."""


class DecisionExplanation(Document):
    """A decision explained; ``text`` says the same in words."""

    decision_id: DecisionId
    area_id: AreaId
    decided_at: Instant
    settings_version: int
    engine_version: str
    solver_fallback: SolverFallback | None
    replay: str
    """What deciding again gave (``ReplayCode``); turning points are there only when it was the same."""
    bookings: tuple[BookingExplanation, ...]
    bookings_left_out: int = 0
    text: tuple[str, ...] = ()
