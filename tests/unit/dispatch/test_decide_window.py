from typing import Any

import pytest

from shared.dispatch.codec import decision_json
from shared.dispatch.engine import decide, decide_window
from shared.dispatch.outcome import WindowDecision
from shared.dispatch.problem import Job, Worker
from shared.dispatch.solver import SolverFailedError
from shared.eta.travel import travel_table
from shared.models.decision import ExclusionReason, FallbackAction, Gate, NobodyCode, Remedy, Risk, SolverFallback
from shared.models.dispatch_settings import AutonomyMode, DispatchSettings, OfferStrategy
from shared.models.provider import Duty, Link
from tests.windows import a_job, a_window, a_worker, asked, the_nobody, the_proposal


def decided(jobs: list[Job], workers: list[Worker], **settings: Any) -> WindowDecision:
    return decide_window(a_window(jobs, workers, settings=DispatchSettings(**settings)))


def timed(to_pickup_s: list[list[int]], jobs: list[Job], workers: list[Worker]) -> WindowDecision:
    travel = travel_table(to_pickup_s, [300] * len(jobs), shape=(len(jobs), len(workers)), basis="test")
    return decide_window(a_window(jobs, workers, travel=travel))


def failing_solver(*_: object) -> Any:
    raise SolverFailedError


def test_the_cheapest_provider_is_asked() -> None:
    decision = decided([a_job()], [a_worker("p1", 900), a_worker("p2", 300)])

    assert asked(decision) == [["p2"]]


def test_the_window_as_a_whole_is_served_best_not_each_booking_by_itself() -> None:
    jobs = [a_job("b1"), a_job("b2")]

    decision = timed([[100, 200], [110, 900]], jobs, [a_worker("p1"), a_worker("p2")])

    assert asked(decision) == [["p2"], ["p1"]]


def test_equal_matchings_go_to_the_lower_booking_and_provider() -> None:
    jobs = [a_job(f"b{place}") for place in range(3)]

    decision = decided(jobs, [a_worker("p1"), a_worker("p2")])

    assert asked(decision) == [["p1"], ["p2"], []]


def test_who_waited_longer_is_served_first() -> None:
    decision = decided([a_job("b1", waiting_s=10), a_job("b2", waiting_s=400)], [a_worker()])

    assert asked(decision) == [[], ["p1"]]
    assert the_nobody(decision).code == NobodyCode.OUTBID


def test_somebody_dear_is_better_than_nobody() -> None:
    decision = decided([a_job(promise_end_s=-200_000)], [a_worker(free_at_s=100_000)])

    assert asked(decision) == [["p1"]]
    assert Risk.LATE_PROMISE in the_proposal(decision).risks


def test_bookings_at_one_busy_place_still_reach_far_providers() -> None:
    jobs = [a_job(f"b{place}") for place in range(60)]
    near = [a_worker(f"n{place:02}", 50 + place) for place in range(30)]
    far = [a_worker(f"f{place:02}", 3000 + place) for place in range(30)]

    assert all(asked(decided(jobs, near + far)))


def test_bookings_reach_idle_providers_whom_pruning_gave_to_nearer_ones() -> None:
    jobs = [a_job(f"a{place}") for place in range(60)]
    jobs += [a_job(f"b{place}", pickup=a_worker(metres=4000).position) for place in range(26)]
    near = [a_worker(f"n{place:02}", 50 + place) for place in range(30)]
    far = [a_worker(f"f{place:02}", 4000 + place) for place in range(60)]

    assert all(asked(decided(jobs, near + far)))


def test_a_wave_asks_the_next_best_besides_and_widens() -> None:
    workers = [a_worker(f"p{place}", 100 * place) for place in range(8)]

    first = decided([a_job()], workers, strategy=OfferStrategy.WAVES, wave_size=2)
    second = decided([a_job(wave=2)], workers, strategy=OfferStrategy.WAVES, wave_size=2)

    assert asked(first) == [["p0", "p1"]]
    assert asked(second) == [["p0", "p1", "p2", "p3"]]


def test_a_broadcast_never_asks_more_than_the_attempts_left() -> None:
    workers = [a_worker(f"p{place}", 100 * place) for place in range(8)]

    decision = decided([a_job(attempts_left=3)], workers, strategy=OfferStrategy.BROADCAST)

    assert asked(decision) == [["p0", "p1", "p2"]]
    assert Risk.LAST_ATTEMPT in the_proposal(decision).risks


def test_a_wave_leaves_alone_who_is_matched_to_another_booking() -> None:
    workers = [a_worker("p1", 100, max_open_offers=5), a_worker("p2", 200, max_open_offers=5)]

    decision = decided([a_job("b1"), a_job("b2")], workers, strategy=OfferStrategy.WAVES)

    assert asked(decision) == [["p1"], ["p2"]]


def test_waves_share_a_provider_as_far_as_open_offers_allow() -> None:
    workers = [a_worker("p1", 100), a_worker("p2", 200), a_worker("p3", 300, max_open_offers=2)]

    decision = decided([a_job("b1"), a_job("b2")], workers, strategy=OfferStrategy.WAVES)

    assert asked(decision) == [["p1", "p3"], ["p2", "p3"]]


def test_a_wave_gives_who_waited_longest_the_next_best() -> None:
    workers = [a_worker("p1", 100), a_worker("p2", 200), a_worker("p3", 300)]

    decision = decided([a_job("b1"), a_job("b2", waiting_s=60)], workers, strategy=OfferStrategy.WAVES)

    assert [len(providers) for providers in asked(decision)] == [1, 2]


@pytest.mark.parametrize(
    ("mode", "worker", "gate"),
    [
        (AutonomyMode.MANUAL, {}, Gate.APPROVE),
        (AutonomyMode.ASSISTED, {}, Gate.SEND),
        (AutonomyMode.ASSISTED, {"offers_made": 100}, Gate.APPROVE),
        (AutonomyMode.AUTOMATIC, {"offers_made": 100}, Gate.SEND),
    ],
)
def test_the_area_says_which_proposals_wait_for_an_operator(
    mode: AutonomyMode, worker: dict[str, Any], gate: Gate
) -> None:
    decision = decided([a_job()], [a_worker(**worker)], mode=mode)

    assert the_proposal(decision).gate == gate


def test_an_automatic_area_holds_back_what_is_under_its_floor() -> None:
    decision = decided([a_job()], [a_worker(offers_made=100)], floor_confidence=0.9)

    assert the_proposal(decision).gate == Gate.APPROVE


@pytest.mark.parametrize(
    ("job", "workers", "settings", "action", "provider"),
    [
        ({}, 2, {}, FallbackAction.NEXT_CANDIDATE, "p1"),
        ({}, 4, {"strategy": OfferStrategy.WAVES}, FallbackAction.WIDER_WAVE, "p3"),
        ({}, 1, {}, FallbackAction.WAIT, None),
        ({"attempts_left": 1}, 2, {}, FallbackAction.UNFULFILLED, None),
    ],
)
def test_a_proposal_says_what_follows_if_it_fails(
    job: dict[str, Any], workers: int, settings: dict[str, Any], action: FallbackAction, provider: str | None
) -> None:
    decision = decided([a_job(**job)], [a_worker(f"p{p}", 100 * p) for p in range(workers)], **settings)

    assert the_proposal(decision).fallback.action == action
    assert the_proposal(decision).fallback.provider_id == provider


@pytest.mark.parametrize(
    ("job", "worker", "risk"),
    [
        ({}, {}, Risk.THIN_SUPPLY),
        ({}, {"link": Link.STALE, "position_age_s": 100}, Risk.STALE_POSITION),
        ({"promise_end_s": 600}, {"free_at_s": 200}, Risk.LATE_PROMISE),
        ({"promise_end_s": 500}, {"metres": 0}, Risk.TIGHT_PROMISE),
        ({}, {"offers_made": 50}, Risk.LOW_ACCEPTANCE),
        ({"attempts_left": 1}, {}, Risk.LAST_ATTEMPT),
    ],
    ids=str,
)
def test_what_is_doubtful_about_a_proposal_is_coded(job: dict[str, Any], worker: dict[str, Any], risk: Risk) -> None:
    assert risk in the_proposal(decided([a_job(dropoff=None, service_s=450, **job)], [a_worker(**worker)])).risks


def test_a_choice_that_hangs_by_a_hair_is_coded() -> None:
    proposal = the_proposal(decided([a_job()], [a_worker("p1", 300), a_worker("p2", 310)]))

    assert Risk.LOW_MARGIN in proposal.risks
    assert proposal.margin_s is not None
    assert 0 < proposal.margin_s < 30


def test_nobody_says_how_many_fell_to_what_and_what_would_have_changed_it() -> None:
    workers = [a_worker("p1", duty=Duty.OFFLINE), a_worker("p2", 8400), a_worker("p3", 9000)]

    outcome = the_nobody(decided([a_job()], workers))

    assert outcome.code == NobodyCode.ALL_EXCLUDED
    assert outcome.excluded == {ExclusionReason.NOT_ON_DUTY: 1, ExclusionReason.TOO_FAR: 2}
    nearest, online = outcome.would_change
    assert (nearest.remedy, nearest.providers) == (Remedy.WIDEN_RADIUS, 2)
    assert nearest.least_m is not None
    assert abs(nearest.least_m - 400) < 5
    assert (online.remedy, online.providers) == (Remedy.BRING_ONLINE, 1)


def test_nobody_says_by_how_much_the_window_was_missed() -> None:
    travel = travel_table([[700, 400]], [0], shape=(1, 2), basis="test")
    window = a_window([a_job(window_end_s=100)], [a_worker("p1"), a_worker("p2")], travel=travel)

    outcome = the_nobody(decide_window(window))

    assert outcome.would_change[0].remedy == Remedy.EXTEND_WINDOW
    assert outcome.would_change[0].least_s == 300


@pytest.mark.parametrize(
    ("job", "code"),
    [
        ({"attempts_left": 0}, NobodyCode.ATTEMPTS_EXHAUSTED),
        ({"window_start_s": 900, "window_end_s": 600}, NobodyCode.CONTRADICTORY_WINDOW),
    ],
)
def test_a_booking_that_can_not_be_served_at_all_ends(job: dict[str, Any], code: NobodyCode) -> None:
    outcome = the_nobody(decided([a_job(**job)], [a_worker()]))

    assert outcome.code == code
    assert outcome.fallback.action == FallbackAction.UNFULFILLED


def test_a_booking_that_comes_twice_is_decided_once() -> None:
    decision = decided([a_job("b1"), a_job("b1")], [a_worker("p1"), a_worker("p2")])

    assert asked(decision) == [["p1"], []]
    assert the_nobody(decision, 1).code == NobodyCode.DUPLICATE_BOOKING


def test_a_window_without_providers_leaves_everybody_waiting() -> None:
    outcome = the_nobody(decided([a_job()], []))

    assert outcome.code == NobodyCode.NO_PROVIDERS
    assert outcome.fallback.action == FallbackAction.WAIT


def test_a_window_without_bookings_decides_nothing() -> None:
    assert decided([], [a_worker()]).outcomes == ()
    assert decided([], []).outcomes == ()


def test_a_failing_solver_gives_way_to_the_greedy_matching_and_says_so() -> None:
    window = a_window([a_job("b1"), a_job("b2")], [a_worker("p1", 100), a_worker("p2", 900)])

    decision = decide(window, solve=failing_solver).decision

    assert decision.solver_fallback == SolverFallback.SOLVER_FAILED
    assert asked(decision) == [["p1"], ["p2"]]


def test_a_caller_out_of_time_gets_the_greedy_matching() -> None:
    decision = decide_window(a_window([a_job()], [a_worker()]), forced=SolverFallback.DEADLINE)

    assert decision.solver_fallback == SolverFallback.DEADLINE
    assert asked(decision) == [["p1"]]


def test_too_many_pairs_are_matched_greedily(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.dispatch.config.MAX_SOLVER_ARCS", 3)

    decision = decided([a_job("b1"), a_job("b2")], [a_worker("p1"), a_worker("p2")])

    assert decision.solver_fallback == SolverFallback.TOO_LARGE


def test_ten_thousand_bookings_at_one_place_are_decided() -> None:
    jobs = [a_job(f"b{place}") for place in range(10_000)]

    decision = decided(jobs, [a_worker(f"p{place}") for place in range(40)])

    assert sum(map(bool, asked(decision))) == 40
    assert len(decision.outcomes) == 10_000


def test_blocks_bound_the_memory_and_not_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [a_job(f"b{place}", waiting_s=place) for place in range(40)]
    window = a_window(jobs, [a_worker(f"p{place}", 37 * place) for place in range(50)])
    whole = decision_json(decide_window(window))

    monkeypatch.setattr("shared.dispatch.config.BLOCK_CELLS", 60)

    assert decision_json(decide_window(window)) == whole
