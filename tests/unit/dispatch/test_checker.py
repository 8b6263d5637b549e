from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.dispatch.checker import Fault, violations
from shared.dispatch.engine import decide_window
from shared.dispatch.outcome import Nobody, Outcome, Proposal, WindowDecision
from shared.dispatch.problem import WindowProblem
from shared.models.decision import ExclusionReason, Gate, NobodyCode
from shared.models.provider import Duty
from shared.units import BookingId, Uid
from tests.windows import a_job, a_window, a_worker

Plant = Callable[[Proposal, Proposal, Nobody], tuple[Outcome, ...]]


def a_problem() -> WindowProblem:
    jobs = [a_job("b1"), a_job("b2"), a_job("b3", service="plumbing")]
    workers = [a_worker("p1", 100), a_worker("p2", 200), a_worker("p3", 300), a_worker("p4", duty=Duty.PAUSED)]
    return a_window(jobs, workers)


def with_provider(proposal: Proposal, provider_id: str) -> Proposal:
    return replace(proposal, providers=(replace(proposal.providers[0], provider_id=Uid(provider_id)),))


def asking_also(proposal: Proposal, other: Proposal) -> Proposal:
    return replace(proposal, providers=(*proposal.providers, *other.providers))


def later(proposal: Proposal) -> Proposal:
    return replace(proposal, providers=(replace(proposal.providers[0], pickup_s=1),))


def nobody_for(nobody: Nobody, booking_id: str) -> Nobody:
    return replace(
        nobody,
        booking_id=BookingId(booking_id),
        code=NobodyCode.OUTBID,
        excluded={ExclusionReason.NOT_ON_DUTY: 1},
        candidate_count=3,
    )


def faults(problem: WindowProblem, decision: WindowDecision) -> set[Fault]:
    return {violation.fault for violation in violations(problem, decision)}


def test_a_sound_decision_has_no_fault() -> None:
    assert violations(a_problem(), decide_window(a_problem())) == ()


@pytest.mark.parametrize(
    ("fault", "plant"),
    [
        (Fault.OUTCOME_COUNT, lambda first, second, nobody: (first, second)),
        (Fault.WRONG_BOOKING, lambda first, second, nobody: (second, first, nobody)),
        (Fault.UNKNOWN_PROVIDER, lambda first, second, nobody: (with_provider(first, "p9"), second, nobody)),
        (Fault.NOBODY_ASKED, lambda first, second, nobody: (replace(first, providers=()), second, nobody)),
        (Fault.ASKED_TWICE, lambda first, second, nobody: (asking_also(first, first), second, nobody)),
        (Fault.TOO_MANY_ASKED, lambda first, second, nobody: (asking_also(first, second), second, nobody)),
        (Fault.TOO_MANY_OFFERS, lambda first, second, nobody: (first, with_provider(second, "p1"), nobody)),
        (Fault.MATCHED_TWICE, lambda first, second, nobody: (first, asking_also(second, first), nobody)),
        (Fault.EXCLUDED_CHOSEN, lambda first, second, nobody: (with_provider(first, "p4"), second, nobody)),
        (Fault.WRONG_PREDICTION, lambda first, second, nobody: (later(first), second, nobody)),
        (Fault.WRONG_GATE, lambda first, second, nobody: (replace(first, gate=Gate.APPROVE), second, nobody)),
        (Fault.UNACCOUNTED, lambda first, second, nobody: (first, second, replace(nobody, excluded={}))),
        (Fault.UNACCOUNTED, lambda first, second, nobody: (first, second, replace(nobody, candidate_count=1))),
        (Fault.IDLE_CANDIDATE, lambda first, second, nobody: (first, nobody_for(nobody, "b2"), nobody)),
    ],
    ids=lambda value: value.value if isinstance(value, Fault) else "",
)
def test_a_planted_fault_is_caught(fault: Fault, plant: Plant) -> None:
    problem = a_problem()
    decision = decide_window(problem)
    first, second, nobody = decision.outcomes
    assert isinstance(first, Proposal)
    assert isinstance(second, Proposal)
    assert isinstance(nobody, Nobody)

    planted = replace(decision, outcomes=plant(first, second, nobody))

    assert fault in faults(problem, planted)


def test_a_booking_decided_twice_is_caught() -> None:
    once = a_window([a_job("b1")], [a_worker("p1")])
    twice = a_window([a_job("b1"), a_job("b1")], [a_worker("p1")])
    decision = decide_window(once)

    doubled = replace(decision, outcomes=decision.outcomes * 2)

    assert Fault.ASKED_TWICE in faults(twice, doubled)


def test_the_reason_that_should_have_kept_a_pair_apart_is_named() -> None:
    problem = a_problem()
    decision = decide_window(problem)
    first = decision.outcomes[0]
    assert isinstance(first, Proposal)

    found = violations(problem, replace(decision, outcomes=(with_provider(first, "p4"), *decision.outcomes[1:])))

    assert (Uid("p4"), ExclusionReason.NOT_ON_DUTY) in {(fault.provider_id, fault.reason) for fault in found}
