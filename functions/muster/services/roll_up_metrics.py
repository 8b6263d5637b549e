"""Roll up the current and the last hour of every area from facts, refusals and the looks at its fleet, on schedule."""

from datetime import datetime, timedelta

from muster.ports.backend import Backend
from muster.services.execution import keep
from shared import paths
from shared.booking.hours import hour_of, roll_up
from shared.models.change import put
from shared.models.facts import WorkHour
from shared.units import AreaId

_HOUR = timedelta(hours=1)
_MOST = 5000


def roll_up_metrics(backend: Backend) -> int:
    """Recompute two hours of each area; running it twice changes nothing.

    Returns:
        How many hours were written.
    """
    this_hour = backend.clock.now().replace(minute=0, second=0, microsecond=0)
    hours = (this_hour - _HOUR, this_hour)
    areas = backend.store.area_ids()
    for area_id in areas:
        for start in hours:
            _roll_up_hour(backend, area_id, start)
    return len(areas) * len(hours)


def _roll_up_hour(backend: Backend, area_id: str, start: datetime) -> None:
    hour = hour_of(start)
    facts = backend.store.facts_between(area_id, start, start + _HOUR, _MOST)
    refused = backend.store.refusals_between(area_id, start, start + _HOUR, _MOST)
    work = backend.store.get(paths.work_hour(area_id, hour), WorkHour)
    codes = [refusal.code for refusal in refused]
    metrics = roll_up(AreaId(area_id), hour, facts, codes, work.value if work else None, backend.clock.now())
    keep(backend, [put(paths.metrics_hour(area_id, hour), metrics)])
