"""What a decision plans, as the documents that are kept of it: relative seconds become instants."""

from datetime import datetime, timedelta

from shared.dispatch.outcome import Held, WindowDecision
from shared.dispatch.problem import WindowProblem
from shared.models.decision import BatchRationale
from shared.models.plan import AreaPlan, Batch, HeldBooking, UnbatchedBooking
from shared.units import BatchId, DecisionId


def area_plan(problem: WindowProblem, decision: WindowDecision, decision_id: DecisionId) -> AreaPlan:
    """The tentative plan that the next window goes on from."""
    return AreaPlan(
        area_id=problem.area_id,
        decision_id=decision_id,
        planned_at=problem.now,
        routes=dict(decision.routes),
        held=tuple(_held(outcome, problem.now) for outcome in decision.outcomes if isinstance(outcome, Held)),
    )


def _held(outcome: Held, now: datetime) -> HeldBooking:
    return HeldBooking(
        booking_id=outcome.booking_id,
        provider_id=outcome.provider_id,
        offer_at=_in(now, outcome.offer_s),
        pickup_at=_in(now, outcome.pickup_s),
        end_at=_in(now, outcome.end_s),
    )


def batch_document(problem: WindowProblem, batch: BatchRationale, decision_id: DecisionId) -> Batch:
    """A batch as it is kept; its id follows from the decision and its first booking."""
    return Batch(
        batch_id=batch_id(batch, decision_id),
        area_id=problem.area_id,
        decision_id=decision_id,
        provider_id=batch.provider_id,
        bookings=batch.bookings,
        confidence=batch.confidence,
        gain_s=batch.gain_s,
        breaks_when_late_s=batch.breaks_when_late_s,
        unbatched=tuple(
            UnbatchedBooking(
                booking_id=one.booking_id,
                provider_id=one.provider_id,
                end_at=None if one.end_s is None else _in(problem.now, one.end_s),
                batched_end_at=_in(problem.now, one.batched_end_s),
            )
            for one in batch.unbatched
        ),
        made_at=problem.now,
    )


def batch_id(batch: BatchRationale, decision_id: DecisionId) -> BatchId:
    """The id of a decision's batch."""
    return BatchId(f"{decision_id}.{batch.bookings[0]}")


def _in(now: datetime, seconds: int) -> datetime:
    return now + timedelta(seconds=seconds)
