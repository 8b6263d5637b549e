"""The ways out, kept in lists: topics, timers, pushes, ids and the log."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from muster.ports.clock import Clock
from shared.errors import Code, Rejected, Unavailable
from shared.models.push import Envelope, PushAnswer
from shared.units import as_utc


class _Faulty:
    """Fails on demand, as the real services do."""

    def __init__(self) -> None:
        self.on_call: Callable[[str], None] = lambda _name: None
        self._failures = 0

    def fail_next(self, times: int = 1) -> None:
        """Let the next calls raise ``X908`` and do nothing."""
        self._failures += times

    def _called(self, name: str) -> None:
        self.on_call(name)
        if self._failures:
            self._failures -= 1
            raise Unavailable(Code.UNAVAILABLE, {"service": name})


@dataclass(frozen=True)
class Published:
    """A message as a topic got it."""

    topic: str
    key: str
    payload: dict[str, Any]


class MemoryBus(_Faulty):
    """Implements ``ports.messaging.Bus``."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.published: list[Published] = []

    def publish(self, topic: str, key: str, payload: dict[str, Any]) -> None:
        """Keep the message; what is not plain JSON is refused as the wire would refuse it."""
        self._called("publish")
        self.published.append(Published(topic, key, _over_the_wire(payload)))

    def on(self, topic: str) -> list[Published]:
        """What one topic got."""
        return [message for message in self.published if message.topic == topic]

    def drain(self) -> list[Published]:
        """Take all messages away, in order."""
        drained, self.published = self.published, []
        return drained


@dataclass(frozen=True)
class Task:
    """A timer as its queue keeps it; ``due_at`` is real time."""

    queue: str
    name: str
    payload: dict[str, Any]
    due_at: datetime


class MemoryTasks(_Faulty):
    """Implements ``ports.messaging.Tasks`` on a virtual clock; a name is remembered after its task has run."""

    def __init__(self, clock: Clock) -> None:
        """Start empty."""
        super().__init__()
        self.pending: list[Task] = []
        self._clock = clock
        self._names: set[tuple[str, str]] = set()

    def schedule(self, queue: str, name: str, payload: dict[str, Any], due_at: datetime) -> None:
        """Create the task, unless its name was used on that queue."""
        self._called("schedule")
        if (queue, name) in self._names:
            return
        self._names.add((queue, name))
        self.pending.append(Task(queue, name, _over_the_wire(payload), as_utc(due_at)))

    def take_due(self) -> list[Task]:
        """Take the tasks that are due by real time, the earliest first."""
        due = sorted((task for task in self.pending if task.due_at <= self._clock.real_now()), key=lambda t: t.due_at)
        self.pending = [task for task in self.pending if task not in due]
        return due

    @property
    def next_due_at(self) -> datetime | None:
        """When the next task is due, real time."""
        return min((task.due_at for task in self.pending), default=None)


class RecordingPush(_Faulty):
    """Implements ``ports.messaging.Push``; ``answers`` sets what single installations answer, each time or by turns."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.sent: list[Envelope] = []
        self.answers: dict[str, list[PushAnswer]] = {}

    def send(self, envelopes: Sequence[Envelope]) -> list[PushAnswer]:
        """Keep the messages."""
        self._called("push")
        self.sent += envelopes
        return [self._answer(one.device.installation_id) for one in envelopes]

    def _answer(self, installation_id: str) -> PushAnswer:
        planned = self.answers.get(installation_id)
        return planned.pop(0) if planned else PushAnswer(status=200)


@dataclass(frozen=True)
class HookCall:
    """A call to a partner as it was made."""

    url: str
    body: bytes
    headers: dict[str, str]


class MemoryHooks:
    """Implements ``ports.messaging.Hooks``; ``statuses`` are answered by turns, then 200."""

    def __init__(self) -> None:
        """Start empty."""
        self.calls: list[HookCall] = []
        self.statuses: list[int | None] = []
        self.down = False

    def check(self, url: str) -> None:
        """Refuse what is not HTTPS."""
        if not url.startswith("https://"):
            raise Rejected(Code.BAD_WEBHOOK_URL)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int | None:
        """Keep the call."""
        self.calls.append(HookCall(url, body, dict(headers)))
        if self.down:
            return None
        return self.statuses.pop(0) if self.statuses else 200


class SequentialIds:
    """Implements ``ports.messaging.Ids``: ``bkg_0001``, ``bkg_0002``, ..., counted by prefix."""

    def __init__(self) -> None:
        """Start at 1."""
        self._counts: Counter[str] = Counter()

    def new(self, prefix: str) -> str:
        """The next id of that prefix."""
        self._counts[prefix] += 1
        return f"{prefix}_{self._counts[prefix]:04d}"

    def secret(self) -> str:
        """A secret that is the next one."""
        return self.new("secret")


@dataclass(frozen=True)
class Line:
    """One log line."""

    action: str
    outcome: str
    fields: dict[str, Any] = field(default_factory=dict)


class MemoryLog:
    """Implements ``ports.messaging.Log``."""

    def __init__(self) -> None:
        """Start empty."""
        self.lines: list[Line] = []

    def step(self, action: str, outcome: str, **fields: Any) -> None:
        """Keep the line."""
        self.lines.append(Line(action, outcome, fields))

    def of(self, action: str) -> list[Line]:
        """The lines of one action."""
        return [line for line in self.lines if line.action == action]


def _over_the_wire(payload: dict[str, Any]) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(json.dumps(payload, allow_nan=False))
    return decoded
