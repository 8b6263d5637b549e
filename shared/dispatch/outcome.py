"""What a decided window says: for each booking a proposal, somebody held for it until later, or nobody and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.models.acceptance import Circumstances
from shared.models.decision import (
    BatchRationale,
    ExclusionReason,
    FallbackAction,
    Gate,
    NobodyCode,
    Risk,
    SolverFallback,
    WouldChange,
)
from shared.models.eta import Forecast
from shared.models.plan import PlannedVisit
from shared.units import BookingId, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One provider to be asked. All times are predicted, relative to the window's ``now``."""

    provider_id: Uid
    total_s: int
    pickup_s: int
    end_s: int
    acceptance: float
    """Expected chance of a yes."""
    circumstances: Circumstances
    """On what that chance rests."""
    eta_pickup: Forecast
    eta_end: Forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """What happens when a proposal comes to nothing; ``provider_id`` is the next candidate, where there is one."""

    action: FallbackAction
    provider_id: Uid | None = None


UNFULFILLED, WAIT = Fallback(action=FallbackAction.UNFULFILLED), Fallback(action=FallbackAction.WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Whom to ask for a booking.

    Attributes:
        providers: the matched one first, then further ones of the wave or broadcast by rising score.
        wave: number of the wave, as given in the job.
        margin_s: what the best provider who is neither asked first nor matched elsewhere would cost more; none without one.
        confidence: 0 to 1, see ``shared.dispatch.confidence``.
        gate: whether it goes out by itself or waits for an operator.
        batch: the bookings that the first provider is asked for together, this one among them.
    """

    booking_id: BookingId
    providers: tuple[Ask, ...]
    wave: int
    margin_s: int | None
    confidence: float
    risks: tuple[Risk, ...]
    fallback: Fallback
    gate: Gate
    batch: BatchRationale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nobody:
    """Why nobody is asked: how many providers fell to which reason, how many could have, what would have changed it."""

    booking_id: BookingId
    code: NobodyCode
    excluded: Mapping[ExclusionReason, int]
    candidate_count: int
    would_change: tuple[WouldChange, ...]
    fallback: Fallback


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A booking that somebody is planned for but nobody is asked for yet: it would only make a provider wait.

    Attributes:
        provider_id: who is planned to do it; nothing is promised by it.
        turn: 0 when it is what the provider does next, 1 when it is on the trip after that, and so on.
        offer_s: in how many seconds the provider is to be asked, as things stand.
        pickup_s: predicted pickup, relative to now.
        end_s: predicted end, relative to now.
        excluded: as for ``Nobody``.
    """

    booking_id: BookingId
    provider_id: Uid
    turn: int
    offer_s: int
    pickup_s: int
    end_s: int
    excluded: Mapping[ExclusionReason, int]
    candidate_count: int
    fallback: Fallback


Outcome = Proposal | Held | Nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowDecision:
    """The decision of one window: one outcome for each job, in the order of the problem's jobs."""

    engine_version: str
    settings_version: int
    solver_fallback: SolverFallback | None
    outcomes: tuple[Outcome, ...]
    routes: Mapping[Uid, tuple[PlannedVisit, ...]] = field(default_factory=dict)
    """The tentative plan, for the next window to go on from: without what is asked for now."""
