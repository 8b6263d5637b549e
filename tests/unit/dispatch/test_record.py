import zlib
from dataclasses import replace
from typing import Any

import pytest

from shared.dispatch.codec import digest, problem_json, problem_of
from shared.dispatch.engine import decide
from shared.dispatch.problem import WindowProblem
from shared.dispatch.rationale import record
from shared.dispatch.replay import ReplayCode, replay
from shared.dispatch.solver import SolverFailedError, cheapest_matching, solver_version
from shared.models.decision import DecisionRecord, ReplayStorage, SolverFallback
from shared.models.dispatch_settings import DispatchSettings, ScoreWeights
from shared.models.provider import Duty
from shared.units import DecisionId, ZoneId
from tests.windows import a_job, a_window, a_worker


def a_problem() -> WindowProblem:
    jobs = [a_job("b1", waiting_s=30), a_job("b2", service="plumbing"), a_job("b3", dropoff=None)]
    workers = [a_worker("p1", 700), a_worker("p2", 100), a_worker("p3", duty=Duty.OFFLINE)]
    return a_window(jobs, workers, seed=7)


def recorded(problem: WindowProblem, solve: Any = cheapest_matching) -> DecisionRecord:
    decided = decide(problem, solve=solve)
    return record(problem, decided, decision_id=DecisionId("d1"), solver_version=solver_version())


def with_inputs(kept: DecisionRecord, inputs: bytes) -> DecisionRecord:
    packed = zlib.compress(inputs)
    part = kept.replay.model_copy(update={"chunks": (packed,), "size_bytes": len(packed)})
    return kept.model_copy(update={"replay": part, "input_digest": digest(inputs)})


def test_a_problem_survives_its_canonical_json() -> None:
    text = problem_json(a_problem())

    assert problem_json(problem_of(text)) == text


def test_canonical_json_does_not_depend_on_the_order_of_a_mapping() -> None:
    calm, busy = (ZoneId("calm"), 1.0), (ZoneId("busy"), 3.0)

    one, other = (replace(a_problem(), pressure=dict(pairs)) for pairs in ((calm, busy), (busy, calm)))

    assert problem_json(one) == problem_json(other)


def test_a_record_shows_candidates_with_terms_that_add_up() -> None:
    job = recorded(a_problem()).jobs[0]

    assert [candidate.provider_id for candidate in job.candidates] == ["p2", "p1"]
    assert all(candidate.total_s == sum(candidate.terms) for candidate in job.candidates)


def test_a_record_keeps_ten_candidates_and_counts_all() -> None:
    workers = [a_worker(f"p{place:02}", 10 * place) for place in range(15)]

    job = recorded(a_window([a_job()], workers)).jobs[0]

    assert len(job.candidates) == 10
    assert job.candidate_count == 15


def test_a_large_window_keeps_a_readable_part_that_fits_and_says_what_it_left_out() -> None:
    jobs = [a_job(f"b{place:03}") for place in range(450)]

    kept = recorded(a_window(jobs, [a_worker(f"p{place:02}") for place in range(20)]))

    assert (len(kept.jobs), kept.jobs_left_out) == (400, 50)
    assert sum(len(job.candidates) for job in kept.jobs) <= 1500


def test_inputs_too_large_for_a_document_are_cut_into_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.dispatch.config.CHUNK_BYTES", 100)

    kept = recorded(a_problem())

    assert kept.replay.storage == ReplayStorage.CHUNKED
    assert max(map(len, kept.replay.chunks)) == 100
    assert replay(kept).code == ReplayCode.SAME


def test_a_recorded_decision_replays_byte_for_byte() -> None:
    kept = recorded(a_problem())

    assert kept.replay.storage == ReplayStorage.INLINE
    assert replay(kept).code == ReplayCode.SAME


def test_a_decision_whose_solver_failed_replays_without_it() -> None:
    def failing(*_: object) -> Any:
        raise SolverFailedError

    kept = recorded(a_problem(), failing)

    assert kept.solver_fallback == SolverFallback.SOLVER_FAILED
    assert replay(kept).code == ReplayCode.SAME


def test_a_replay_under_other_settings_is_reported_as_different() -> None:
    kept = recorded(a_problem())
    other = replace(a_problem(), settings=DispatchSettings(weights=ScoreWeights(travel=9)))

    assert replay(with_inputs(kept, problem_json(other))).code == ReplayCode.DIFFERENT


def test_a_replay_by_another_engine_may_differ() -> None:
    kept = recorded(a_problem()).model_copy(update={"engine_version": "0", "output_digest": "0"})

    assert replay(kept).code == ReplayCode.OTHER_ENGINE


def test_a_record_with_a_chunk_missing_does_not_replay() -> None:
    kept = recorded(a_problem())
    part = kept.replay.model_copy(update={"chunks": ()})

    assert replay(kept.model_copy(update={"replay": part})).code == ReplayCode.CHUNKS_MISSING


def test_a_record_with_a_changed_byte_does_not_replay() -> None:
    kept = recorded(a_problem())
    packed = bytearray(kept.replay.chunks[0])
    packed[40] ^= 1
    part = kept.replay.model_copy(update={"chunks": (bytes(packed),)})

    assert replay(kept.model_copy(update={"replay": part})).code == ReplayCode.INPUTS_CORRUPT


def test_a_record_of_another_problem_does_not_replay() -> None:
    kept = recorded(a_problem())
    other = with_inputs(kept, problem_json(replace(a_problem(), seed=8)))

    assert replay(other.model_copy(update={"input_digest": kept.input_digest})).code == ReplayCode.INPUTS_CORRUPT


def test_inputs_that_are_no_problem_do_not_replay() -> None:
    assert replay(with_inputs(recorded(a_problem()), b'{"jobs": 3}')).code == ReplayCode.INPUTS_CORRUPT
