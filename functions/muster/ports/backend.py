"""All ports in one value: what every service is given."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from muster.ports.clock import Clock
from muster.ports.identity import Identity, NoIdentity
from muster.ports.messaging import Bus, Hooks, Ids, Log, Push, Tasks
from muster.ports.payments import Payments
from muster.ports.recent import Recent
from muster.ports.store import Store

if TYPE_CHECKING:
    from shared.eta.learned import LearnedEta
    from shared.eta.road_speeds import RoadSpeeds
    from shared.models.acceptance import AcceptanceModel
    from shared.models.area import ServiceArea
    from shared.models.webhook import Webhook

_WEBHOOKS_KEPT = timedelta(seconds=60)
_LEARNED_KEPT = timedelta(seconds=60)
"""Real time; schedules learn every five minutes."""


@dataclass(frozen=True)
class Learned:
    """What an area has learned: how long things take, and how likely offers are to be accepted (None before data)."""

    etas: "LearnedEta"
    acceptance: "AcceptanceModel | None"


@dataclass(frozen=True)
class Roads:
    """What judging a track needs of its area: settings, and how fast its roads are."""

    area: "ServiceArea"
    speeds: "RoadSpeeds"


@dataclass(frozen=True)
class Backend:
    """The outside world, as the services see it; built once by ``bootstrap``, or of fakes by a test."""

    store: Store
    bus: Bus
    tasks: Tasks
    push: Push
    hooks: Hooks
    clock: Clock
    ids: Ids
    log: Log
    identity: Identity = field(default_factory=NoIdentity)
    learned: Recent[Learned] = field(default_factory=lambda: Recent(_LEARNED_KEPT))
    """What areas have learned, read and parsed once a minute and not for each window."""
    roads: Recent[Roads] = field(default_factory=lambda: Recent(_LEARNED_KEPT))
    """The same for tracks, which come in their thousands."""
    payments: Payments | None = None
    """Whom to ask for refunds; None where nobody keeps money."""
    webhooks: Recent["tuple[Webhook, ...]"] = field(default_factory=lambda: Recent(_WEBHOOKS_KEPT))
    """The active webhooks of areas: most have none, and a commit must not cost a read to know it."""
