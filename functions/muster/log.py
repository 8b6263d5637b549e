"""One JSON line a step on standard output, as Cloud Logging reads it: no coordinate, token or personal data ever.

Encoding never fails: what a line can not carry is named by its type.
"""

import json
import math
import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import islice
from typing import Any

from shared.models.place import LatLng

_PERSONAL = frozenset({"address", "addresses", "email", "name", "notes", "phone", "pin", "pins"})
_PLACES = frozenset({"geohash", "lat", "latitude", "lng", "longitude", "point"})
_SECRETS = frozenset({"authorization", "target", "token"})
_HIDDEN = _PERSONAL | _PLACES | _SECRETS
_LONGEST_TEXT = 500
_LONGEST_LIST = 50
_DEEPEST = 5
_ERROR_OUTCOMES = ("failed", "error", "dead")
_trace: ContextVar[str | None] = ContextVar("muster_trace", default=None)


def follow_trace(header: str | None, project_id: str) -> None:
    """Let the lines of this request carry its trace.

    Args:
        header: ``X-Cloud-Trace-Context`` as the request has it (``TRACE/SPAN;o=1``), or None.
        project_id: the project of the trace.
    """
    trace = (header or "").split("/", 1)[0]
    _trace.set(f"projects/{project_id}/traces/{trace}" if trace else None)


def _to_stdout(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class JsonLog:
    """Implements ``ports.messaging.Log``.

    Args:
        counted: gives what the step has cost, such as ``Meter.take``; added to each line.
        write: takes each line.
    """

    def __init__(
        self, counted: Callable[[], Mapping[str, Any]] = dict, write: Callable[[str], None] = _to_stdout
    ) -> None:
        self._counted = counted
        self._write = write

    def step(self, action: str, outcome: str, **fields: Any) -> None:
        """Write the line."""
        severity = "ERROR" if outcome.startswith(_ERROR_OUTCOMES) else "INFO"
        line = {"severity": severity, "message": f"{action} {outcome}", "action": action, "outcome": outcome}
        trace = _trace.get()
        traced = {} if trace is None else {"logging.googleapis.com/trace": trace}
        entry = {**_safe_map(fields), **self._counted(), **line, **traced}
        self._write(json.dumps(entry, ensure_ascii=True, allow_nan=False))


def _safe_map(fields: Mapping[Any, Any], depth: int = 0) -> dict[str, Any]:
    return {str(key): "[hidden]" if str(key) in _HIDDEN else _safe(value, depth) for key, value in fields.items()}


def _safe(value: Any, depth: int) -> Any:
    if isinstance(value, Enum):
        return _safe(value.value, depth)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return value[:_LONGEST_TEXT]
    return _safe_object(value, depth + 1)


def _safe_object(value: Any, depth: int) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping) and depth <= _DEEPEST:
        return _safe_map(value, depth)
    if isinstance(value, list | tuple | set | frozenset) and depth <= _DEEPEST:
        return [_safe(each, depth) for each in islice(value, _LONGEST_LIST)]
    return "[hidden]" if isinstance(value, LatLng) else f"[{type(value).__name__}]"
