"""All ports in one value: what every service is given."""

from dataclasses import dataclass

from muster.ports.clock import Clock
from muster.ports.messaging import Bus, Ids, Log, Push, Tasks
from muster.ports.store import Store


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
