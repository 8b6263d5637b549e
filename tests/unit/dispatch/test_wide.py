"""Windows too large to judge every pair: sound, explained, and never an exception, whatever they hold."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet
from shared.dispatch.codec import decision_json, problem_json, problem_of
from shared.dispatch.columns import NO_CODE, pairs
from shared.dispatch.engine import decide, decide_window
from shared.dispatch.exclusion import codes_of
from shared.dispatch.loading import columns_of
from shared.dispatch.market import market_of
from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.dispatch.rationale import record
from shared.dispatch.replay import ReplayCode, replay
from shared.dispatch.solver import SolverFailedError, cheapest_matching
from shared.eta.estimate import TravelEstimate, travel_estimate
from shared.eta.speeds import speed_book
from shared.eta.travel import Traveller, travel_table
from shared.models.decision import ExclusionReason, NobodyCode, SolverFallback
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.provider import Duty
from shared.units import DecisionId
from tests.windows import CENTRE, METRE_DEG, a_job, a_window, a_worker, asked, estimated, the_nobody


def scattered(number: int, seed: int, half_side_m: float = 3000) -> list[LatLng]:
    metres = np.random.default_rng(seed).uniform(-half_side_m, half_side_m, (number, 2))
    return [
        LatLng(lat=CENTRE.lat + north * METRE_DEG, lng=CENTRE.lng + east * METRE_DEG) for north, east in metres.tolist()
    ]


def line(jobs: list[Job], workers: list[Worker]) -> TravelEstimate:
    travellers = [Traveller(place=worker.start, vehicle=worker.vehicle) for worker in workers]
    return travel_estimate(travellers, [(job.pickup, job.dropoff) for job in jobs], speed_book(5.5), hour=12)


def a_wide_window(n_jobs: int = 480, n_workers: int = 480, **settings: Any) -> WindowProblem:
    jobs = [a_job(f"b{i:05}", pickup=place) for i, place in enumerate(scattered(n_jobs, 1))]
    workers = [a_worker(f"p{i:05}", position=place) for i, place in enumerate(scattered(n_workers, 2))]
    assert n_jobs * n_workers > config.DENSE_PAIRS
    return a_window(jobs, workers, travel=line(jobs, workers), settings=DispatchSettings(**settings))


def test_the_estimate_without_a_table_gives_the_decision_that_its_table_gives() -> None:
    window = a_wide_window()
    small = replace(window, jobs=window.jobs[:40], workers=window.workers[:50], travel=line([], []))
    travels = [make(list(small.jobs), list(small.workers)) for make in (line, estimated)]

    one, other = (decision_json(decide_window(replace(small, travel=travel))) for travel in travels)

    assert one == other


def test_a_wide_window_costs_hardly_more_than_one_judged_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    window = a_wide_window()
    likely = total_s(window)

    monkeypatch.setattr("shared.dispatch.config.DENSE_PAIRS", 10**9)
    monkeypatch.setattr("shared.dispatch.config.ARCS_PER_JOB", 10**6)

    assert likely <= 1.005 * total_s(window)


def test_looking_at_the_near_alone_costs_hardly_more_than_looking_at_all_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    window = a_wide_window(480, 500)
    all_ways = total_s(window)

    monkeypatch.setattr(config, "GRID_PAIRS", 0)

    assert abs(total_s(window) - all_ways) <= 0.005 * all_ways


def test_nobody_beyond_the_radius_is_a_candidate_and_all_within_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    window = a_wide_window(max_radius_m=400)

    in_grid = decide(window).candidates
    monkeypatch.setattr(config, "GRID_PAIRS", 0)
    near = decide(window).candidates

    assert pairs_in(in_grid) == pairs_in(near)
    assert 0 < in_grid.travel_s.max() < 400


def pairs_in(found: CandidateSet) -> set[tuple[int, int]]:
    return set(zip(found.job.tolist(), found.worker.tolist(), strict=True))


def test_where_all_ways_are_known_only_pairs_that_could_be_have_a_price() -> None:
    window = a_wide_window(max_radius_m=400)
    skilled = (replace(window.jobs[0], skills=("cold",)), *window.jobs[1:])
    columns = columns_of(replace(window, jobs=skilled))
    everybody = np.arange(480)

    grid = market_of(columns).jobs.grid

    could = codes_of(pairs(columns, everybody[:, None], everybody[None, :])) == NO_CODE
    assert grid is not None
    assert not could[0].any()
    assert (np.isfinite(grid) == could).all()


def a_crowded_window() -> WindowProblem:
    """Bookings at a dozen shops in one quarter, and providers all over town."""
    shops = scattered(12, 3, half_side_m=500)
    jobs = [a_job(f"b{i:05}", pickup=shops[i % len(shops)]) for i in range(360)]
    workers = [a_worker(f"p{i:05}", position=place) for i, place in enumerate(scattered(900, 2))]
    return a_window(jobs, workers, travel=line(jobs, workers), settings=DispatchSettings())


def test_prices_had_beforehand_spare_a_crowded_window_matchings(monkeypatch: pytest.MonkeyPatch) -> None:
    window, rounds = a_crowded_window(), []

    def counted(*arcs: Any) -> Any:
        rounds[-1] += 1
        return cheapest_matching(*arcs)

    monkeypatch.setattr(config, "GRID_PAIRS", 0)
    for crowded in (1.0, 0.0):
        monkeypatch.setattr(config, "CROWDED", crowded)
        rounds.append(0)
        decide(window, solve=counted)

    assert rounds[0] < rounds[1]


def test_a_crowded_window_costs_hardly_more_than_one_judged_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    window = a_crowded_window()
    monkeypatch.setattr(config, "GRID_PAIRS", 0)
    likely = total_s(window)

    monkeypatch.setattr(config, "DENSE_PAIRS", 10**9)
    monkeypatch.setattr(config, "ARCS_PER_JOB", 10**6)

    assert likely <= 1.005 * total_s(window)


def test_a_crowded_window_does_without_prices_that_can_not_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> Any:
        raise SolverFailedError

    monkeypatch.setattr(config, "GRID_PAIRS", 0)
    monkeypatch.setattr("shared.dispatch.crowds.cheapest_of_crowds", failing)

    decision = decide_window(a_crowded_window())

    assert sum(map(bool, asked(decision))) == 360
    assert decision.solver_fallback is None


def total_s(window: WindowProblem) -> int:
    proposals = [outcome for outcome in decide_window(window).outcomes if hasattr(outcome, "providers")]
    assert len(proposals) == len(window.jobs)
    return sum(proposal.providers[0].total_s for proposal in proposals)


def test_a_wide_window_replays_byte_for_byte() -> None:
    window = a_wide_window()
    decided = decide(window)

    kept = record(window, decided, decision_id=DecisionId("d1"), solver_version="test")

    assert problem_json(problem_of(problem_json(window))) == problem_json(window)
    assert replay(kept).code == ReplayCode.SAME


def test_a_booking_whose_nearest_providers_are_all_late_finds_a_farther_one() -> None:
    window = a_wide_window()
    busy = tuple(replace(worker, free_at_s=9000) for worker in window.workers[:-1])
    hurried = tuple(replace(job, window_end_s=5000) for job in window.jobs[:1]) + window.jobs[1:]

    decision = decide_window(replace(window, jobs=hurried, workers=(*busy, window.workers[-1])))

    assert asked(decision)[0] == [window.workers[-1].provider_id]


def test_nobody_is_explained_by_all_providers_not_only_by_the_near() -> None:
    window = a_wide_window(max_radius_m=1500)
    away = replace(window.jobs[0], pickup=LatLng(lat=CENTRE.lat + 0.1, lng=CENTRE.lng))
    idle = tuple(replace(worker, duty=Duty.PAUSED) for worker in window.workers[:100])

    outcome = the_nobody(
        decide_window(replace(window, jobs=(away, *window.jobs[1:]), workers=(*idle, *window.workers[100:])))
    )

    assert outcome.code == NobodyCode.ALL_EXCLUDED
    assert outcome.excluded == {ExclusionReason.NOT_ON_DUTY: 100, ExclusionReason.TOO_FAR: 380}
    assert outcome.would_change[0].least_m is not None


def test_a_failing_solver_is_survived_in_a_wide_window() -> None:
    def failing(*_: object) -> Any:
        raise SolverFailedError

    decision = decide(a_wide_window(), solve=failing).decision

    assert decision.solver_fallback == SolverFallback.SOLVER_FAILED
    assert sum(map(bool, asked(decision))) == 480


def half_answered(window: WindowProblem) -> WindowProblem:
    rows = [[300] * len(window.workers)] * (len(window.jobs) // 2)
    shape = (len(window.jobs), len(window.workers))
    return replace(window, travel=travel_table(rows, [60] * len(window.jobs), shape=shape, basis="broke off"))


def nonsense_answered(window: WindowProblem) -> WindowProblem:
    rows = [[float("nan"), -5.0, 300.0] * (len(window.workers) // 3)] * len(window.jobs)
    shape = (len(window.jobs), len(window.workers))
    return replace(window, travel=travel_table(rows, [60] * len(window.jobs), shape=shape, basis="nonsense"))


def without_speeds(window: WindowProblem) -> WindowProblem:
    assert isinstance(window.travel, TravelEstimate)
    return replace(window, travel=replace(window.travel, road_mps=(float("nan"), -1.0, 0.0)))


def all_at_one_place(window: WindowProblem) -> WindowProblem:
    jobs = tuple(replace(job, pickup=CENTRE) for job in window.jobs)
    return replace(window, jobs=jobs, workers=tuple(replace(worker, position=CENTRE) for worker in window.workers))


@pytest.mark.parametrize(
    ("spoil", "served"),
    [(half_answered, 240), (nonsense_answered, 160), (without_speeds, 0), (all_at_one_place, 480)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_bad_input_gives_each_booking_somebody_or_a_reason(
    spoil: Callable[[WindowProblem], WindowProblem], served: int
) -> None:
    decision = decide_window(spoil(a_wide_window()))

    assert sum(map(bool, asked(decision))) == served
    assert len(decision.outcomes) == 480


@pytest.mark.parametrize(("n_jobs", "n_workers"), [(10_000, 25), (25, 10_000)])
def test_one_sided_windows_serve_as_many_as_there_are(n_jobs: int, n_workers: int) -> None:
    decision = decide_window(a_wide_window(n_jobs, n_workers))

    assert sum(map(bool, asked(decision))) == 25


@pytest.mark.proof
@pytest.mark.parametrize("n_workers", [2_000, 10_000])
def test_ten_thousand_bookings_all_over_town_are_decided(n_workers: int) -> None:
    decision = decide_window(a_wide_window(10_000, n_workers))

    assert sum(map(bool, asked(decision))) == n_workers
    assert decision.solver_fallback is None


def test_candidates_told_apart_by_sorting_are_those_told_apart_by_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    window = a_wide_window()
    marked = decide(window)

    monkeypatch.setattr(config, "MAX_MARKED_PAIRS", 0)
    in_order = decide(window)

    assert in_order.candidates.job.tolist() == marked.candidates.job.tolist()
    assert in_order.candidates.worker.tolist() == marked.candidates.worker.tolist()
    assert decision_json(in_order.decision) == decision_json(marked.decision)
