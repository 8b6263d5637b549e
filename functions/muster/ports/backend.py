"""All ports in one value: what every service is given."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from muster.ports.clock import Clock
from muster.ports.messaging import Bus, Ids, Log, Push, Tasks
from muster.ports.recent import Recent
from muster.ports.store import Store

if TYPE_CHECKING:
    from shared.eta.learned import LearnedEta

_LEARNED_KEPT = timedelta(seconds=60)
"""Real time; schedules learn every five minutes."""


@dataclass(frozen=True)
class Backend:
    """The outside world, as the services see it; built once by ``bootstrap``, or of fakes by a test."""

    store: Store
    bus: Bus
    tasks: Tasks
    push: Push
    clock: Clock
    ids: Ids
    log: Log
    learned: "Recent[LearnedEta]" = field(default_factory=lambda: Recent(_LEARNED_KEPT))
    """What areas' forecasts have learned, read and parsed once a minute and not for each window."""
