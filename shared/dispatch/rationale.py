"""Makes the record of a decision: a readable part for people, a replayable part for proof. No text is made here."""

import zlib

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet
from shared.dispatch.codec import decision_json, digest, problem_json
from shared.dispatch.engine import Decided
from shared.dispatch.outcome import Held, Nobody, Outcome
from shared.dispatch.problem import WindowProblem
from shared.models.decision import (
    CandidateRationale,
    DecisionRecord,
    HoldRationale,
    JobRationale,
    ReplayPart,
    ReplayStorage,
)
from shared.units import DecisionId, Uid

COMPRESSION_LEVEL = 1
"""Higher levels save a tenth of the bytes for eight times the time."""


def record(problem: WindowProblem, decided: Decided, *, decision_id: DecisionId, solver_version: str) -> DecisionRecord:
    """Record a decision.

    Args:
        problem: what was decided about.
        decided: what ``engine.decide`` gave for it.
        decision_id: identifier of the record.
        solver_version: from ``solver.solver_version()``.

    Returns:
        The record. Of a large window it keeps fewer candidates and at most ``READABLE_JOBS`` bookings readable; all can be
        replayed.
    """
    inputs = problem_json(problem)
    outcomes = decided.decision.outcomes[: config.READABLE_JOBS]
    rows = max(1, min(config.READABLE_CANDIDATES, config.READABLE_ROWS // max(1, len(outcomes))))
    return DecisionRecord(
        decision_id=decision_id,
        area_id=problem.area_id,
        decided_at=problem.now,
        engine_version=decided.decision.engine_version,
        solver_version=solver_version,
        settings_version=decided.decision.settings_version,
        seed=problem.seed,
        solver_fallback=decided.decision.solver_fallback,
        input_digest=digest(inputs),
        output_digest=digest(decision_json(decided.decision)),
        jobs=tuple(job_rationale(problem, decided, index, outcome, rows) for index, outcome in enumerate(outcomes)),
        jobs_left_out=len(decided.decision.outcomes) - len(outcomes),
        replay=_replay_part(inputs),
    )


def job_rationale(problem: WindowProblem, decided: Decided, index: int, outcome: Outcome, rows: int) -> JobRationale:
    """The readable part of one booking, with at most ``rows`` candidates."""
    candidates = decided.candidates
    shared = {
        "booking_id": outcome.booking_id,
        "candidates": tuple(_candidate(problem, candidates, arc) for arc in candidates.of_job(index)[:rows]),
        "candidate_count": len(candidates.of_job(index)),
        "excluded": candidates.left_out(index),
        "base": _base(problem, decided, index),
        "fallback": outcome.fallback.action,
        "fallback_provider": outcome.fallback.provider_id,
    }
    if isinstance(outcome, Nobody):
        return JobRationale(**shared, nobody=outcome.code, would_change=outcome.would_change)
    if isinstance(outcome, Held):
        return JobRationale(**shared, held=_hold(outcome))
    return JobRationale(
        **shared,
        chosen=tuple(ask.provider_id for ask in outcome.providers),
        margin_s=outcome.margin_s,
        confidence=outcome.confidence,
        risks=outcome.risks,
        gate=outcome.gate,
        batch=outcome.batch,
    )


def _base(problem: WindowProblem, decided: Decided, index: int) -> Uid | None:
    arc = int(decided.base[index])
    return None if arc < 0 else problem.workers[int(decided.candidates.worker[arc])].provider_id


def _hold(outcome: Held) -> HoldRationale:
    return HoldRationale(
        provider_id=outcome.provider_id,
        turn=outcome.turn,
        offer_s=outcome.offer_s,
        pickup_s=outcome.pickup_s,
        end_s=outcome.end_s,
    )


def _candidate(problem: WindowProblem, candidates: CandidateSet, arc: int) -> CandidateRationale:
    return CandidateRationale(
        provider_id=problem.workers[int(candidates.worker[arc])].provider_id,
        total_s=int(candidates.total_s[arc]),
        terms=tuple(candidates.terms[arc].tolist()),
    )


def _replay_part(inputs: bytes) -> ReplayPart:
    packed = zlib.compress(inputs, COMPRESSION_LEVEL)
    size = config.CHUNK_BYTES
    chunks = tuple(packed[start : start + size] for start in range(0, len(packed), size))
    storage = ReplayStorage.INLINE if len(chunks) == 1 else ReplayStorage.CHUNKED
    return ReplayPart(storage=storage, size_bytes=len(packed), chunks=chunks)
