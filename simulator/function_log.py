"""Reading what the functions said of themselves in the emulators' log, and how often the emulator started them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

POSITION_ACTIONS = frozenset({"report_track"})
SET_UP_ACTIONS = frozenset(
    {"put_service_area", "put_zone", "put_provider", "put_operator", "register_device", "set_duty"}
)
SCHEDULED_ACTIONS = frozenset(
    {
        "sweep",
        "sweep_schedule",
        "watch",
        "watch_schedule",
        "snapshot",
        "rollup",
        "learn",
        "learn_acceptance",
        "learn_etas",
    }
)
TIMERS = ("dispatchwindow", "expireoffer")
_STARTED = re.compile(r'Beginning execution of "(?:[a-z]+-[a-z]+\d+-)?(?P<name>\w+)"')


@dataclass(frozen=True)
class Step:
    """One line of a function. A request writes at least one; the one with a latency closes it."""

    action: str
    outcome: str
    latency_ms: float | None = None
    decision_ms: float | None = None
    reads: int = 0
    writes: int = 0

    @property
    def is_position(self) -> bool:
        """Whether it reports where a provider is: counted apart."""
        return self.action in POSITION_ACTIONS

    @property
    def is_set_up(self) -> bool:
        """Whether it opens the city or a shift: no booking asked for it."""
        return self.action in SET_UP_ACTIONS

    @property
    def is_scheduled(self) -> bool:
        """Whether the clock started it, whatever the number of bookings."""
        return self.action in SCHEDULED_ACTIONS


@dataclass(frozen=True)
class FunctionLog:
    """All lines of a run, and how often each function was started."""

    steps: tuple[Step, ...] = ()
    started: Mapping[str, int] = field(default_factory=dict)

    @property
    def polls(self) -> int:
        """Timers that came before their time, as the tasks emulator makes them: started, but nothing to log."""
        done = Counter(step.action for step in self.steps if step.latency_ms is not None)
        return sum(max(0, self.started.get(name, 0) - done[name]) for name in TIMERS)


def read_log(path: Path) -> FunctionLog:
    """Read a whole log; nothing when there is none."""
    if not path.exists():
        return FunctionLog()
    with path.open(encoding="utf-8", errors="replace") as lines:
        return log_of(lines)


def log_of(lines: Iterable[str]) -> FunctionLog:
    """Pick the functions' own lines and the starts out of whatever the emulators write."""
    steps: list[Step] = []
    started: Counter[str] = Counter()
    for line in lines:
        if begun := _STARTED.search(line):
            started[begun["name"]] += 1
        elif (fields := _fields(line)) is not None and "outcome" in fields:
            steps.append(_step(fields))
    return FunctionLog(tuple(steps), dict(started))


def _step(fields: Mapping[str, Any]) -> Step:
    return Step(
        action=str(fields["action"]),
        outcome=str(fields["outcome"]),
        latency_ms=_number(fields.get("latency_ms")),
        decision_ms=_number(fields.get("decision_ms")),
        reads=int(fields.get("reads") or 0),
        writes=int(fields.get("writes") or 0) + int(fields.get("deletes") or 0),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _fields(line: str) -> dict[str, Any] | None:
    start = line.find("{")
    if start < 0 or '"action"' not in line:
        return None
    try:
        fields, _end = json.JSONDecoder().raw_decode(line[start:])
    except ValueError:
        return None
    return fields if isinstance(fields, dict) and "action" in fields else None
