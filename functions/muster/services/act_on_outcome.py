"""Act on what the engine decided for one booking: ask, hold for approval, alert, or give up; each a commit of its own."""

from collections.abc import Mapping

from muster.ports.backend import Backend
from muster.services.asking import asks_for
from muster.services.execution import Once, for_system, moment_of, perform
from muster.services.gathering import booking_of
from muster.services.supply import Nearby
from shared.booking import ending
from shared.booking.change import Moment
from shared.dispatch import approvals
from shared.dispatch.offers import Ask, deadline_for, make_offers
from shared.dispatch.outcome import Nobody, Outcome, Proposal
from shared.errors import Code, Conflict, MusterError
from shared.models.booking import Booking, BookingState
from shared.models.change import Decision, Versioned
from shared.models.decision import Gate, NobodyCode
from shared.models.zone import ServiceArea
from shared.units import DecisionId, TriageId, Uid


def act_on_outcome(
    backend: Backend,
    area: ServiceArea,
    booking: Versioned[Booking],
    outcome: Outcome,
    nearby: Mapping[Uid, Nearby],
    decision_id: DecisionId,
) -> bool:
    """Claim what was decided, with the versions it was decided on; if the world moved, the booking waits on.

    Returns:
        Whether the booking needs no further window for now.
    """
    once = for_system("dispatch", f"{decision_id}.{booking.value.booking_id}")
    try:
        if isinstance(outcome, Nobody):
            return _nobody(backend, once, area, booking, outcome)
        return _proposed(backend, once, area, booking, outcome, nearby, decision_id)
    except MusterError as refusal:
        backend.log.step(
            "claim", "refused", booking_id=booking.value.booking_id, decision_id=decision_id, code=refusal.code.label
        )
        return False


def _proposed(
    backend: Backend,
    once: Once,
    area: ServiceArea,
    booking: Versioned[Booking],
    outcome: Proposal,
    nearby: Mapping[Uid, Nearby],
    decision_id: DecisionId,
) -> bool:
    eta_s = {ask.provider_id: ask.pickup_s for ask in outcome.providers}
    first_try = [(booking, [Ask(nearby[uid].provider, max(0, eta_s[uid])) for uid in eta_s])]

    def decide() -> Decision:
        current, asks = first_try.pop() if first_try else _read_again(backend, booking, eta_s)
        _check_still_waiting(current.value)
        moment = moment_of(backend, once)
        if _is_overdue(current.value, moment):
            return ending.give_up(current, "search_timeout", {}, moment)
        if outcome.gate is Gate.APPROVE:
            return _held(backend, current, outcome, eta_s, area, decision_id, moment)
        deadline = deadline_for(area, moment.at, moment.real_at, backend.clock.rate)
        return make_offers(
            current,
            asks,
            decision_id=decision_id,
            deadline=deadline,
            new_id=lambda: backend.ids.new("off"),
            moment=moment,
        )

    perform(backend, once, decide)
    return True


def _read_again(
    backend: Backend, booking: Versioned[Booking], eta_s: Mapping[Uid, int]
) -> tuple[Versioned[Booking], list[Ask]]:
    return booking_of(backend, booking.value.booking_id), asks_for(backend, tuple(eta_s), eta_s)


def _check_still_waiting(booking: Booking) -> None:
    if booking.state is not BookingState.SEARCHING or (booking.search and booking.search.open_offers):
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})


def _held(
    backend: Backend,
    booking: Versioned[Booking],
    outcome: Proposal,
    eta_s: Mapping[Uid, int],
    area: ServiceArea,
    decision_id: DecisionId,
    moment: Moment,
) -> Decision:
    proposed = approvals.Proposed(
        decision_id=decision_id,
        candidates=tuple(eta_s),
        projected_pickup_s=eta_s,
        confidence=outcome.confidence,
        risks=tuple(risk.value for risk in outcome.risks),
    )
    return approvals.request_approval(booking, proposed, TriageId(backend.ids.new("tri")), area, moment)


def _nobody(backend: Backend, once: Once, area: ServiceArea, booking: Versioned[Booking], outcome: Nobody) -> bool:
    moment = moment_of(backend, once)
    counts = {reason.value: count for reason, count in outcome.excluded.items()}
    if outcome.code is NobodyCode.ATTEMPTS_EXHAUSTED or _is_overdue(booking.value, moment):
        perform(backend, once, lambda: _give_up(backend, once, booking, outcome.code.value, counts))
        return True
    if _is_failing(booking.value, area, moment):
        triage_id = TriageId(backend.ids.new("tri"))
        perform(backend, once, lambda: _alert(backend, once, booking, triage_id))
    return False


def _give_up(
    backend: Backend, once: Once, booking: Versioned[Booking], code: str, counts: Mapping[str, int]
) -> Decision:
    current = booking_of(backend, booking.value.booking_id)
    _check_still_waiting(current.value)
    return ending.give_up(current, code, counts, moment_of(backend, once))


def _alert(backend: Backend, once: Once, booking: Versioned[Booking], triage_id: TriageId) -> Decision:
    current = booking_of(backend, booking.value.booking_id)
    _check_still_waiting(current.value)
    return approvals.alert_search_failing(current, triage_id, moment_of(backend, once))


def _is_overdue(booking: Booking, moment: Moment) -> bool:
    return booking.search is not None and moment.at >= booking.search.deadline_at


def _is_failing(booking: Booking, area: ServiceArea, moment: Moment) -> bool:
    search = booking.search
    if search is None or search.alerted:
        return False
    return (search.deadline_at - moment.at).total_seconds() <= area.dispatch.alert_before_s
