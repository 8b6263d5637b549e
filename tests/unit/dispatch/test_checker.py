from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shared.dispatch.checker import Fault, violations
from shared.dispatch.engine import decide_window
from shared.dispatch.outcome import Nobody, Outcome, Proposal, WindowDecision
from shared.dispatch.problem import WindowProblem
from shared.models.decision import ExclusionReason, Gate, NobodyCode
from shared.models.dispatch_settings import DispatchSettings
from shared.models.provider import Duty
from shared.units import BookingId, Uid
from tests.windows import a_job, a_window, a_worker, north_of_centre, the_nobody, the_proposal

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


@pytest.mark.parametrize("code", sorted(set(NobodyCode) - {NobodyCode.ALL_EXCLUDED}))
def test_a_wrong_code_for_why_nobody_is_asked_is_caught(code: NobodyCode) -> None:
    problem = a_window([a_job("b1")], [a_worker("p1", duty=Duty.PAUSED)])
    decision = decide_window(problem)

    planted = replace(decision, outcomes=(replace(the_nobody(decision), code=code),))

    assert Fault.WRONG_CODE in faults(problem, planted)


@pytest.mark.parametrize("closed", [{"attempts_left": 0}, {"window_start_s": 3600, "window_end_s": 3599}])
def test_somebody_held_for_a_booking_that_may_have_nobody_is_caught(closed: dict[str, Any]) -> None:
    decision = decide_window(a_window([a_job(window_start_s=3600)], [a_worker()], routes={}))

    assert Fault.WRONG_CODE in faults(a_window([a_job(**{"window_start_s": 3600, **closed})], [a_worker()]), decision)


def test_a_second_pickup_on_a_plain_trip_is_caught_in_a_batch_and_in_a_plan() -> None:
    jobs = [a_job("b1"), a_job("b2", pickup=north_of_centre(100), dropoff=north_of_centre(1600))]
    worker = a_worker(capacity=3, max_open_offers=2)
    plain = DispatchSettings(between_drops=False)
    batched, held = (
        decide_window(a_window([replace(job, window_start_s=start_s) for job in jobs], [worker], routes={}))
        for start_s in (0, 3600)
    )

    found = [faults(a_window(jobs, [worker], settings=plain), decision) for decision in (batched, held)]

    assert all(Fault.SECOND_PICKUP in one for one in found)


@pytest.mark.parametrize(
    ("fault", "job", "worker"),
    [
        (Fault.HELD_TOO_LATE, {"window_end_s": 3599}, {}),
        (Fault.HELD_TOO_LATE, {}, {"shift_ends_s": 3599}),
        (Fault.WRONG_PREDICTION, {"window_start_s": 3601}, {}),
    ],
    ids=["after the window", "after the shift", "before it is ready"],
)
def test_a_hold_at_a_time_that_can_not_be_is_caught(fault: Fault, job: dict[str, Any], worker: dict[str, Any]) -> None:
    decision = decide_window(a_window([a_job(window_start_s=3600)], [a_worker()], routes={}))

    told = a_window([a_job(**{"window_start_s": 3600, **job})], [a_worker(**worker)])

    assert fault in faults(told, decision)


PAIR: dict[str, Any] = {"capacity": 3, "max_open_offers": 2}


def a_batch_in(job: dict[str, Any], worker: dict[str, Any]) -> WindowProblem:
    jobs = [a_job("b1", **job), a_job("b2", dropoff=north_of_centre(1600), **job)]
    return a_window(jobs, [a_worker(**{**PAIR, **worker})], routes={})


@pytest.mark.parametrize(
    ("job", "worker"),
    [({}, {"capacity": 1}), ({}, {"load": 2}), ({"demand": 2}, {})],
    ids=["little room", "room is taken", "large bookings"],
)
def test_a_batch_for_which_there_is_no_room_is_caught(job: dict[str, int], worker: dict[str, int]) -> None:
    decision = decide_window(a_batch_in({}, {}))

    assert Fault.TOO_MANY_ON_BOARD in faults(a_batch_in(job, worker), decision)


@pytest.mark.parametrize("limit", ["window_end_s", "shift_ends_s"])
def test_a_batch_that_picks_up_later_than_it_may_is_caught(limit: str) -> None:
    allowed = {limit: 1800}
    problem = a_batch_in(allowed, {}) if limit == "window_end_s" else a_batch_in({}, allowed)
    decision = decide_window(problem)
    first = the_proposal(decision)
    late = replace(first.providers[0], pickup_s=1801, end_s=2400)

    planted = replace(decision, outcomes=(replace(first, providers=(late,)), decision.outcomes[1]))

    assert Fault.EXCLUDED_CHOSEN in faults(problem, planted)


def test_a_batch_of_which_only_a_part_is_asked_for_is_caught() -> None:
    problem = a_batch_in({}, {})
    decision = decide_window(problem)
    alone = replace(the_proposal(decision, 1), batch=None)

    assert Fault.WRONG_BATCH in faults(problem, replace(decision, outcomes=(decision.outcomes[0], alone)))


def test_a_batch_that_asks_nobody_is_caught_and_does_not_stop_the_check() -> None:
    problem = a_batch_in({}, {})
    decision = decide_window(problem)
    unasked = replace(the_proposal(decision), providers=())

    found = faults(problem, replace(decision, outcomes=(unasked, decision.outcomes[1])))

    assert {Fault.NOBODY_ASKED, Fault.WRONG_BATCH} <= found
