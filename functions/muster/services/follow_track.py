"""What follows from the lines that a track crossed: forecasts are revised, and somebody looks at what may be a disruption."""

from muster.ports.backend import Backend
from muster.services.look_at_provider import look_at_provider
from muster.services.revise_etas import revise_route
from shared.models.area import ServiceArea
from shared.models.progress import Progress
from shared.recovery.detectors import asks_for_a_look
from shared.telemetry.progress import Advance, Signal

_LOOK = frozenset({Signal.LEFT, Signal.FROZEN})


def follow_track(backend: Backend, area: ServiceArea, before: Progress | None, step: Advance) -> None:
    """Revise the provider's forecasts, and look at the provider, when a report gives a reason.

    Both are hints: schedules repeat what is lost here.
    """
    uid = step.progress.provider_id
    if step.signals:
        backend.log.step("track", "crossed", provider_id=uid, signals=sorted(step.signals))
    if Signal.DIVERGED in step.signals:
        revise_route(backend, uid)
    if step.signals & _LOOK or asks_for_a_look(before, step.progress, area.detection, area.dispatch.arrival_radius_m):
        look_at_provider(backend, uid)
