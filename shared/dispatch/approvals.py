"""Approvals: a decision that waits for an operator, answered by a person or by its deadline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared import paths
from shared.booking.change import Extra, Moment, booking_change, wake_dispatch
from shared.dispatch.offering import Ask, Deadline, make_offers
from shared.errors import Code, Conflict
from shared.messages import events as ev
from shared.models.acceptance import Circumstances
from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState
from shared.models.change import Decision, Versioned, create, replace
from shared.models.triage import Triage, TriageKind, TriageState
from shared.units import BatchId, DecisionId, TriageId, Uid


@dataclass(frozen=True)
class Proposed:
    """A proposal of the engine that is not let out by itself."""

    decision_id: DecisionId
    candidates: tuple[Uid, ...]
    projected_pickup_s: Mapping[Uid, int]
    circumstances: Mapping[Uid, Circumstances]
    confidence: float
    risks: tuple[str, ...]
    batch_id: BatchId | None = None


def request_approval(
    booking: Versioned[Booking], proposed: Proposed, triage_id: TriageId, area: ServiceArea, moment: Moment
) -> Decision:
    """Hold a proposal for an operator; when nobody answers in time it goes out as proposed."""
    deadline_at = moment.at + timedelta(seconds=area.dispatch.triage_ttl_s)
    item = Triage(
        triage_id=triage_id,
        area_id=area.area_id,
        kind=TriageKind.APPROVAL,
        booking_id=booking.value.booking_id,
        decision_id=proposed.decision_id,
        candidates=proposed.candidates,
        confidence=proposed.confidence,
        risks=proposed.risks,
        reason=f"area is {area.dispatch.mode.value}",
        fallback="offer_to_candidates",
        projected_pickup_s=dict(proposed.projected_pickup_s),
        circumstances=dict(proposed.circumstances),
        batch_id=proposed.batch_id,
        opened_at=moment.at,
        deadline_at=deadline_at,
    )
    event = ev.ApprovalRequested(
        triage_id=triage_id,
        decision_id=proposed.decision_id,
        candidates=proposed.candidates,
        confidence=proposed.confidence,
        deadline_at=deadline_at,
    )
    extra = Extra(writes=(create(paths.triage(triage_id), item),))
    return booking_change(booking, booking.value.booking_id, [event], moment, extra=extra)


def alert_search_failing(
    booking: Versioned[Booking], triage_id: TriageId, decision_id: DecisionId, ends_at: datetime, moment: Moment
) -> Decision:
    """Tell the operators that a search is about to end, at ``ends_at``, while something can still be done.

    ``decision_id`` is the window that found nobody, which explains why.
    """
    item = Triage(
        triage_id=triage_id,
        area_id=booking.value.area_id,
        kind=TriageKind.SEARCH_FAILING,
        booking_id=booking.value.booking_id,
        decision_id=decision_id,
        severity="critical",
        reason="nobody has taken this booking",
        fallback="unfulfilled",
        opened_at=moment.at,
        deadline_at=ends_at,
    )
    extra = Extra(writes=(create(paths.triage(triage_id), item),))
    event = ev.SearchAlerted(triage_id=triage_id, deadline_at=ends_at)
    return booking_change(booking, booking.value.booking_id, [event], moment, extra=extra)


@dataclass(frozen=True)
class Verdict:
    """How an item ends."""

    outcome: Literal["approved", "rejected", "lapsed"]
    reason: str | None = None


def approve(
    item: Versioned[Triage],
    booking: Versioned[Booking],
    asks: Sequence[Ask],
    deadline: Deadline,
    new_id: Callable[[], str],
    verdict: Verdict,
    moment: Moment,
) -> Decision:
    """Let the offers go out, by an operator's word or because the deadline passed.

    Raises:
        Conflict: ``D210 TRIAGE_DECIDED``, ``B110 WRONG_STATE``, and as for ``make_offers``.
    """
    check_open(item.value)
    resolved = ev.ApprovalResolved(triage_id=item.value.triage_id, outcome=verdict.outcome)
    decision = make_offers(
        booking,
        asks,
        decision_id=item.value.decision_id,
        deadline=deadline,
        new_id=new_id,
        moment=moment,
        before=[resolved],
    )
    state = TriageState.APPROVED if verdict.outcome == "approved" else TriageState.LAPSED
    closed = replace(item, _closed(item.value, state, verdict, moment))
    return Decision((*decision.writes, closed), decision.messages, decision.result)


def reject(
    item: Versioned[Triage], booking: Versioned[Booking], area: ServiceArea, verdict: Verdict, moment: Moment
) -> Decision:
    """Send the booking back to the search; a candidate whom the operator refused counts as having passed it on."""
    check_open(item.value)
    refused = verdict.outcome == "rejected"
    resolved = ev.ApprovalResolved(
        triage_id=item.value.triage_id,
        outcome=verdict.outcome,
        passed_over=item.value.candidates[:1] if refused else (),
    )
    state = TriageState.REJECTED if refused else TriageState.LAPSED
    wake = wake_dispatch(area, moment.at, f"{item.value.triage_id}-rejected")
    extra = Extra((replace(item, _closed(item.value, state, verdict, moment)),), (wake,))
    return booking_change(booking, booking.value.booking_id, [resolved], moment, extra=extra)


def close_moot(item: Versioned[Triage], moment: Moment) -> Decision:
    """Close an item whose matter ended another way."""
    closed = _closed(item.value, TriageState.MOOT, Verdict("lapsed"), moment)
    told = {"triage_id": item.value.triage_id, "triage_state": closed.state.value}
    return Decision((replace(item, closed),), result=told)


def awaits(item: Triage, booking: Booking) -> bool:
    """Whether ``item`` is what the booking waits for."""
    waiting = booking.search.triage_id if booking.search else None
    return booking.state is BookingState.AWAITING_APPROVAL and waiting == item.triage_id


def check_open(item: Triage) -> None:
    """Refuse to decide an item twice.

    Raises:
        Conflict: ``D210 TRIAGE_DECIDED``.
    """
    if item.state is not TriageState.OPEN:
        raise Conflict(Code.TRIAGE_DECIDED, {"triage_state": item.state.value})


def _closed(item: Triage, state: TriageState, verdict: Verdict, moment: Moment) -> Triage:
    changes = {
        "state": state,
        "decided_by": moment.actor.id,
        "decided_at": moment.at,
        "decision_reason": verdict.reason,
    }
    return item.model_copy(update=changes)
