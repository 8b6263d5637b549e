"""A world with somebody at work in it, and what the watch notices there."""

from datetime import datetime, timedelta
from typing import Any

from muster.services.look_at_provider import look_at_provider
from muster.services.snapshot_areas import snapshot_areas
from muster.services.watch import watch
from shared import collection_names, paths
from shared.messages.events import Actor
from shared.models.disruption import Disruption
from shared.models.progress import Progress
from shared.models.signal import Signal
from tests.builders import CENTRE
from tests.world import AREA, World


class Watched(World):
    """Ada has won a booking from the centre to a kilometre north; her phone reports until it is told not to."""

    def __init__(self, *verbs: str, capacity: int = 1, **dispatch: Any) -> None:
        """Let Ada win the booking, and make those moves at its pickup."""
        super().__init__(dispatch=dispatch)
        self.ada: Actor = self.a_provider_on_duty("ada", capacity=capacity)
        self.booking_id = self.won_by(self.ada)
        self.moves(*verbs)

    def moves(self, *verbs: str, **fields: Any) -> None:
        """Let Ada make these moves at the stops of her booking, being there."""
        for verb in verbs:
            stop = self.booking(self.booking_id).next_stop
            self.is_seen("ada", (stop.point if stop else None) or CENTRE)
            self.press(self.ada, verb, self.booking_id, **fields)

    def minutes(self, count: int, *, seen: bool = True, tracks: dict[str, Any] | None = None) -> None:
        """Let minutes pass with the schedules of each, Ada's phone reporting if she is ``seen``, with what ``tracks`` tell."""
        for _ in range(count):
            self.clock.advance(60)
            if seen:
                self.is_seen("ada", CENTRE)
            if tracks is not None:
                self.tracked(**tracks)
            self.settle()
            snapshot_areas(self.backend)
            watch(self.backend)
            self.settle()

    def tracked(self, **changes: Any) -> None:
        """Keep what Ada's tracks tell of her way to her next stop."""
        first = self.provider("ada").route[0]
        now = self.clock.now()
        facts: dict[str, Any] = {
            "provider_id": "ada",
            "area_id": AREA,
            "booking_id": first.booking_id,
            "stop_id": first.stop_id,
            "since": now,
            "to_stop_m": 2000.0,
            "nearest_m": 2000.0,
            "at": now,
            "seen_at": self.clock.real_now(),
        }
        self.store.seed({paths.progress("ada"): Progress(**{**facts, **changes})})

    def look(self) -> int:
        """Look at Ada, as a report that passes a threshold asks for."""
        changed = look_at_provider(self.backend, "ada")
        self.settle()
        return changed

    @property
    def noticed(self) -> dict[str, Disruption]:
        """All disruptions by kind; one of a kind."""
        return noticed_in(self)

    def told(self, booking_id: str | None = None) -> list[str]:
        """What the signals of the booking say, oldest first, as ``type kind``."""
        return [f"{one.type} {one.kind}" for one in self.signals(booking_id)]

    def signals(self, booking_id: str | None = None) -> list[Signal]:
        """The signals of Ada's booking, or of another one."""
        return self.store.signals(booking_id or self.booking_id)

    def ago(self, seconds: float) -> datetime:
        """Business time before now."""
        return self.now - timedelta(seconds=seconds)

    @property
    def now(self) -> datetime:
        """Business time."""
        return self.clock.now()


def noticed_in(world: World) -> dict[str, Disruption]:
    """All disruptions of a world by kind; one of a kind."""
    found = world.store.documents(collection_names.DISRUPTIONS, Disruption).values()
    return {one.kind.value: one for one in found}
