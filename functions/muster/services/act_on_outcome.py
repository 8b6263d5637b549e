"""Act on what the engine decided for one booking: ask, hold for approval, alert, or give up; each a commit of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from muster.ports.backend import Backend
from muster.services.asking import asks_for, foreseen
from muster.services.end_search import check_unmoved, end_search, is_overdue
from muster.services.execution import Once, for_system, moment_of, perform
from muster.services.gathering import booking_of
from muster.services.supply import Nearby
from shared.booking import ending
from shared.booking.change import Moment
from shared.dispatch import approvals
from shared.dispatch.horizon.keeping import batch_id
from shared.dispatch.offering import Ask, deadline_for, make_offers
from shared.dispatch.outcome import Held, Nobody, Outcome, Proposal
from shared.errors import Code, Conflict, MusterError
from shared.models.acceptance import Circumstances
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned, Write
from shared.models.decision import Gate, NobodyCode
from shared.units import BatchId, DecisionId, TriageId, Uid


@dataclass(frozen=True)
class Found:
    """What a window found beside its bookings, and the writes that go with the first commit that does what they say.

    ``record`` explains the decision; ``batches`` are the documents of its batches.
    """

    area: ServiceArea
    nearby: Mapping[Uid, Nearby]
    decision_id: DecisionId
    record: tuple[Write, ...]
    batches: Mapping[BatchId, Write]

    def batch_id(self, outcome: Proposal) -> BatchId | None:
        """The batch that a proposal is part of."""
        return batch_id(outcome.batch, self.decision_id) if outcome.batch else None

    def writes_for(self, outcome: Proposal) -> tuple[Write, ...]:
        """What is to be kept with a proposal."""
        batch = self.batch_id(outcome)
        return (*self.record, *((self.batches[batch],) if batch and batch in self.batches else ()))

    def without_what_is_kept(self, outcome: Proposal) -> "Found":
        """What is still to be kept once a proposal has gone out."""
        batch = self.batch_id(outcome)
        return replace(self, record=(), batches={key: write for key, write in self.batches.items() if key != batch})


def act_on_outcome(backend: Backend, booking: Versioned[Booking], outcome: Outcome, found: Found) -> bool:
    """Claim what was decided, with the versions it was decided on; if the world moved, the booking waits on.

    Returns:
        Whether the booking needs no further window for now.
    """
    key = f"{found.decision_id}.{booking.value.booking_id}"
    try:
        if is_failing(booking.value, found.area, outcome, backend.clock.now()):
            booking = _alerted(backend, for_system("alert", key), booking, outcome, found)
            if not isinstance(outcome, Proposal):
                return False
        if isinstance(outcome, Held):
            return end_search(backend, booking, key, "held", {})
        if isinstance(outcome, Nobody):
            counts = {reason.value: count for reason, count in outcome.excluded.items()}
            return end_search(backend, booking, key, outcome.code.value, counts)
        return _proposed(backend, for_system("dispatch", key), booking, outcome, found)
    except MusterError as refusal:
        backend.log.step(
            "claim",
            "refused",
            booking_id=booking.value.booking_id,
            decision_id=found.decision_id,
            code=refusal.code.label,
        )
        return False


def _proposed(backend: Backend, once: Once, booking: Versioned[Booking], outcome: Proposal, found: Found) -> bool:
    eta_s = {ask.provider_id: ask.pickup_s for ask in outcome.providers}
    known = _circumstances_of(outcome)
    first_try = [(booking, [Ask(found.nearby[uid].provider, max(0, eta_s[uid]), known[uid]) for uid in eta_s])]
    kept = found.writes_for(outcome)

    def decide() -> Decision:
        current, asks = first_try.pop() if first_try else _read_again(backend, booking, eta_s, known)
        asks[0] = replace(asks[0], batch_id=found.batch_id(outcome))
        check_unmoved(current.value, booking.value)
        moment = moment_of(backend, once)
        if is_overdue(backend, current.value):
            claimed = ending.give_up(current, "search_timeout", {}, moment)
        elif outcome.gate is Gate.APPROVE:
            claimed = _held(backend, current, outcome, eta_s, found, moment)
        else:
            claimed = make_offers(
                current,
                foreseen(asks, outcome.providers),
                decision_id=found.decision_id,
                deadline=deadline_for(found.area, moment.at, moment.real_at, backend.clock.rate),
                new_id=lambda: backend.ids.new("off"),
                moment=moment,
            )
        return replace(claimed, writes=(*claimed.writes, *kept))

    perform(backend, once, decide)
    return True


def _read_again(
    backend: Backend, booking: Versioned[Booking], eta_s: Mapping[Uid, int], known: Mapping[Uid, Circumstances]
) -> tuple[Versioned[Booking], list[Ask]]:
    return booking_of(backend, booking.value.booking_id), asks_for(backend, tuple(eta_s), eta_s, known)


def _circumstances_of(outcome: Proposal) -> dict[Uid, Circumstances]:
    """On what the chance of each who is asked rests."""
    return {ask.provider_id: ask.circumstances for ask in outcome.providers}


def _held(
    backend: Backend,
    booking: Versioned[Booking],
    outcome: Proposal,
    eta_s: Mapping[Uid, int],
    found: Found,
    moment: Moment,
) -> Decision:
    proposed = approvals.Proposed(
        decision_id=found.decision_id,
        candidates=tuple(eta_s),
        projected_pickup_s=eta_s,
        circumstances=_circumstances_of(outcome),
        confidence=outcome.confidence,
        risks=tuple(risk.value for risk in outcome.risks),
        batch_id=found.batch_id(outcome),
    )
    return approvals.request_approval(booking, proposed, TriageId(backend.ids.new("tri")), found.area, moment)


def _alerted(
    backend: Backend, once: Once, booking: Versioned[Booking], outcome: Outcome, found: Found
) -> Versioned[Booking]:
    """Alert the operators while they can still do something; a search with no attempts left ends that much later.

    The decision's record goes with it, so that they can see why nobody was found.
    """
    triage_id = TriageId(backend.ids.new("tri"))

    def decide() -> Decision:
        current = booking_of(backend, booking.value.booking_id)
        check_unmoved(current.value, booking.value)
        moment = moment_of(backend, once)
        ends_at = _ends_at(current.value, found.area, outcome, moment.at)
        alert = approvals.alert_search_failing(current, triage_id, found.decision_id, ends_at, moment)
        return replace(alert, writes=(*alert.writes, *found.record))

    version = perform(backend, once, decide)["version"]
    after = booking_of(backend, booking.value.booking_id)
    if after.value.version != version:
        raise Conflict(Code.STALE_VERSION, {"version": after.value.version})
    return after


def _ends_at(booking: Booking, area: ServiceArea, outcome: Outcome, now: datetime) -> datetime:
    deadline = booking.search.deadline_at if booking.search else now
    if _is_exhausted(outcome):
        deadline = min(deadline, now + timedelta(seconds=area.dispatch.alert_before_s))
    return max(deadline, now)


def _is_exhausted(outcome: Outcome) -> bool:
    return isinstance(outcome, Nobody) and outcome.code is NobodyCode.ATTEMPTS_EXHAUSTED


def is_failing(booking: Booking, area: ServiceArea, outcome: Outcome, now: datetime) -> bool:
    """Whether the operators are to be alerted: no attempts are left, or hardly any time."""
    search = booking.search
    if search is None or search.alerted:
        return False
    return _is_exhausted(outcome) or search.deadline_at - now <= timedelta(seconds=area.dispatch.alert_before_s)
