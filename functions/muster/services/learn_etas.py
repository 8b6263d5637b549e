"""Learn the areas' times from the bookings and drives that ended since the last look, on schedule.

Each is learned from once: the instants up to which they were read are stored in the same document as what was learned
from them, and the commit has that document as it was read for a precondition. So a run that is repeated begins where the
last commit ended, of two at a time one loses and leaves it, and a message delivered twice only writes the same fact again.
A fact that is written later than ``settled_facts`` allows for is not learned from; a booking that is reopened and ends again
is learned from twice. Neither matters to medians over many.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend
from muster.services.execution import kept
from muster.services.gathering import existing
from muster.services.settled import settled_drives, settled_facts
from muster.services.tolerance import add_up
from shared import paths
from shared.eta.learned import learn_all
from shared.models.area import ServiceArea
from shared.models.change import create, replace
from shared.models.eta import EtaModel

_HISTORY = timedelta(days=14)
"""How far back an area's first look goes."""


def learn_etas(backend: Backend) -> int:
    """Look at every area.

    Returns:
        How many bookings and drives were learned from.
    """
    return add_up(backend, "learn_etas", backend.store.area_ids, lambda area_id: _learn(backend, area_id))


def _learn(backend: Backend, area_id: str) -> int:
    area = existing(backend, paths.service_area(area_id), ServiceArea).value
    before = backend.store.get(paths.eta_model(area_id), EtaModel)
    known, first = before.value if before else None, backend.clock.now() - _HISTORY
    facts, until = settled_facts(backend, area_id, known.learned_until if known else first)
    drives, drives_until = settled_drives(backend, area_id, (known.drives_until if known else None) or first)
    if not facts and not drives:
        return 0
    zone = ZoneInfo(area.timezone)
    learned = learn_all(
        known,
        [(fact, fact.ended_at.astimezone(zone).hour) for fact in facts],
        area.dispatch.fleet_speed_mps,
        [(drive, drive.at.astimezone(zone).hour) for drive in drives],
    )
    after = learned.document(area.area_id, until, drives_until)
    write = replace(before, after) if before else create(paths.eta_model(area_id), after)
    return len(facts) + len(drives) if kept(backend, write, "learn_etas", area_id=area_id) else 0
