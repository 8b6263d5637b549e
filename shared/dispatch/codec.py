"""Canonical JSON of problems and decisions: one value, one sequence of bytes."""

import hashlib
import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from shared.dispatch.outcome import WindowDecision
from shared.dispatch.problem import WindowProblem


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def problem_json(problem: WindowProblem) -> bytes:
    """Canonical JSON of a problem."""
    return _canonical(_adapter(WindowProblem).dump_python(problem, mode="json"))


def problem_of(text: bytes) -> WindowProblem:
    """Read a problem back; its canonical JSON is ``text`` again.

    Raises:
        ValueError: the text is no problem.
    """
    problem: WindowProblem = _adapter(WindowProblem).validate_json(text)
    return problem


def decision_json(decision: WindowDecision) -> bytes:
    """Canonical JSON of a decision."""
    return _canonical(_adapter(WindowDecision).dump_python(decision, mode="json"))


def digest(text: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text).hexdigest()


def _canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, ASCII: equal values give equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
