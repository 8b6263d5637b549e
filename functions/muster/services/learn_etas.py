"""Learn the areas' times from the bookings that ended since the last look, on schedule.

Each fact is learned from once: the instant up to which facts were read is stored in the same document as what was learned
from them, and the commit has that document as it was read for a precondition. So a run that is repeated begins where the
last commit ended, of two at a time one loses and leaves it, and a message delivered twice only writes the same fact again.
A fact that is written more than ``settled_facts`` allows for after its booking's end is not learned from; a booking that is reopened and ends
again is learned from twice. Neither matters to medians over many.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.gathering import existing
from muster.services.settled_facts import settled_facts
from shared import paths
from shared.eta.learned import learn_all
from shared.models.change import create, replace
from shared.models.eta import EtaModel
from shared.models.zone import ServiceArea

_HISTORY = timedelta(days=14)
"""How far back an area's first look goes."""


def learn_etas(backend: Backend) -> int:
    """Look at every area.

    Returns:
        How many bookings were learned from.
    """
    return sum(_learn(backend, area_id) for area_id in backend.store.area_ids())


def _learn(backend: Backend, area_id: str) -> int:
    area = existing(backend, paths.service_area(area_id), ServiceArea).value
    before = backend.store.get(paths.eta_model(area_id), EtaModel)
    now = backend.clock.now()
    start = before.value.learned_until if before else now - _HISTORY
    facts, until = settled_facts(backend, area_id, start)
    if not facts:
        return 0
    zone = ZoneInfo(area.timezone)
    hours = [(fact, fact.ended_at.astimezone(zone).hour) for fact in facts]
    learned = learn_all(before.value if before else None, hours, area.dispatch.fleet_speed_mps)
    after = learned.document(area.area_id, until)
    try:
        backend.store.commit([replace(before, after) if before else create(paths.eta_model(area_id), after)])
    except (CommitLost, CommitUnknown):
        backend.log.step("learn_etas", "left", area_id=area_id)
        return 0
    return len(facts)
