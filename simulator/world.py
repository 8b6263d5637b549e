"""What all people of a run share: the clock, the way to the backend, the street, and what has happened so far."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.models.stop import StopType
from simulator.backend_client import BackendClient
from simulator.business_clock import BusinessClock
from simulator.travel import Roads

EVENTS_KEPT = 12


@dataclass(frozen=True)
class Doorstep:
    """What a provider learns at the door: the PIN the customer says, and whether the stop can be done at all."""

    pin: str | None = None
    fails_at: StopType | None = None


@dataclass(frozen=True)
class Happening:
    """One line of the live view."""

    at: datetime
    text: str


@dataclass
class Diary:
    """Counts and last lines for the live view; the report rests on the server's records, not on this."""

    placed: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    lines: deque[Happening] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))
    faults: list[str] = field(default_factory=list)
    """What a client met that should not happen: listeners refused, commands refused beyond recovery."""

    @property
    def ended_count(self) -> int:
        """How many bookings have ended."""
        return sum(self.ended.values())


@dataclass
class World:
    """Shared by all agents of a run."""

    clock: BusinessClock
    backend: BackendClient
    project_id: str
    roads: Roads
    area_id: str
    timezone: ZoneInfo
    doorsteps: dict[str, Doorstep] = field(default_factory=dict)
    diary: Diary = field(default_factory=Diary)

    def note(self, text: str) -> None:
        """Add a line to the diary."""
        self.diary.lines.append(Happening(self.clock.now(), text))

    def hour(self, at: datetime) -> int:
        """Hour of the local day, for traffic."""
        return at.astimezone(self.timezone).hour
