"""The real backend inside this process: services on a store, with topics, timers and pushes kept in sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from muster.adapters.http_hooks import HttpHooks
from muster.adapters.push_recorder import PushRecorder
from muster.adapters.random_ids import RandomIds
from muster.adapters.system_clock import SystemClock
from muster.ports.backend import Backend
from muster.ports.store import Store


@dataclass
class Outside:
    """Stands for topics, timers and the log: keeps what it is given."""

    published: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    scheduled: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def publish(self, topic: str, key: str, payload: dict[str, Any]) -> None:
        """Keep a message."""
        self.published.append((topic, key, payload))

    def schedule(self, queue: str, name: str, payload: dict[str, Any], due_at: datetime) -> None:  # noqa: ARG002
        """Keep a timer."""
        self.scheduled.append((queue, payload))

    def step(self, action: str, outcome: str, **fields: Any) -> None:
        """Drop a log line."""


def backend_on(store: Store, outside: Outside | None = None) -> Backend:
    """Make a backend on a store, with everything else kept in ``outside``."""
    outside = outside or Outside()
    return Backend(
        store=store,
        bus=outside,
        tasks=outside,
        push=PushRecorder(outside),
        hooks=HttpHooks(),
        clock=SystemClock(),
        ids=RandomIds(),
        log=outside,
    )
