"""Reading what the functions said of themselves: JSON lines in the emulators' log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POSITION_ACTIONS = frozenset({"report_track"})
POLL_OUTCOMES = frozenset({"too_early", "not_due", "early", "polled"})
SCHEDULE_KINDS = frozenset({"schedule", "scheduled"})


@dataclass(frozen=True)
class Step:
    """One line of a function. A request writes at least one; the one with a latency closes it."""

    action: str
    outcome: str
    trigger: str
    latency_ms: float | None
    reads: int
    writes: int

    @property
    def is_position(self) -> bool:
        """Whether it reports where a provider is: counted apart."""
        return self.action in POSITION_ACTIONS

    @property
    def is_poll(self) -> bool:
        """Whether it is a timer that came before its time, as the tasks emulator makes them: counted apart."""
        return self.outcome in POLL_OUTCOMES

    @property
    def is_scheduled(self) -> bool:
        """Whether the clock started it, whatever the number of bookings."""
        return self.trigger in SCHEDULE_KINDS


def read_steps(log: Path) -> list[Step]:
    """Read all steps of a log; none when there is no log."""
    if not log.exists():
        return []
    with log.open(encoding="utf-8", errors="replace") as lines:
        return list(steps_in(lines))


def steps_in(lines: Iterable[str]) -> Iterator[Step]:
    """Give the steps among ``lines``, whatever the emulator writes around them."""
    for line in lines:
        fields = _fields(line)
        if fields is not None and "outcome" in fields:
            yield Step(
                action=str(fields["action"]),
                outcome=str(fields.get("outcome", "")),
                trigger=str(fields.get("trigger", "")),
                latency_ms=None if fields.get("latency_ms") is None else float(fields["latency_ms"]),
                reads=int(fields.get("reads") or 0),
                writes=int(fields.get("writes") or 0) + int(fields.get("deletes") or 0),
            )


def _fields(line: str) -> dict[str, Any] | None:
    start = line.find("{")
    if start < 0 or '"action"' not in line:
        return None
    try:
        fields, _end = json.JSONDecoder().raw_decode(line[start:])
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None
