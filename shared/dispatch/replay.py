"""Decides a recorded window again and says whether the same came out."""

import zlib
from dataclasses import dataclass
from enum import StrEnum

from shared.dispatch import config
from shared.dispatch.codec import decision_json, digest, problem_of
from shared.dispatch.engine import Decided, decide
from shared.dispatch.outcome import WindowDecision
from shared.dispatch.problem import WindowProblem
from shared.models.decision import DecisionRecord, SolverFallback

NOT_REPEATABLE = frozenset({SolverFallback.DEADLINE, SolverFallback.SOLVER_FAILED})
"""What happened to the solver then need not happen again, so a replay takes the same way out."""


class ReplayCode(StrEnum):
    """What a replay found."""

    SAME = "same"
    DIFFERENT = "different"
    OTHER_ENGINE = "other_engine"
    """A different decision, by an engine of another version: not a fault by itself."""
    CHUNKS_MISSING = "chunks_missing"
    INPUTS_CORRUPT = "inputs_corrupt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The code, and what was decided now, unless the inputs could not be read."""

    code: ReplayCode
    problem: WindowProblem | None = None
    decided: Decided | None = None

    @property
    def decision(self) -> WindowDecision | None:
        """What was decided now."""
        return self.decided.decision if self.decided else None


def replay(record: DecisionRecord) -> Replay:
    """Decide a recorded window again from its stored inputs, byte for byte."""
    if sum(len(chunk) for chunk in record.replay.chunks) != record.replay.size_bytes:
        return Replay(code=ReplayCode.CHUNKS_MISSING)
    problem = _stored_problem(record)
    if problem is None:
        return Replay(code=ReplayCode.INPUTS_CORRUPT)
    forced = record.solver_fallback if record.solver_fallback in NOT_REPEATABLE else None
    decided = decide(problem, forced=forced)
    return Replay(code=_compared(record, decided.decision), problem=problem, decided=decided)


def _stored_problem(record: DecisionRecord) -> WindowProblem | None:
    try:
        inputs = zlib.decompressobj().decompress(b"".join(record.replay.chunks), config.MAX_INPUT_BYTES)
        return problem_of(inputs) if digest(inputs) == record.input_digest else None
    except (zlib.error, ValueError):
        return None


def _compared(record: DecisionRecord, decision: WindowDecision) -> ReplayCode:
    if digest(decision_json(decision)) == record.output_digest:
        return ReplayCode.SAME
    return ReplayCode.DIFFERENT if record.engine_version == decision.engine_version else ReplayCode.OTHER_ENGINE
