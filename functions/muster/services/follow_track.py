"""What follows from the lines that a track crossed: forecasts are revised, and somebody looks at what may be a disruption."""

import importlib
from importlib.util import find_spec

from muster.ports.backend import Backend
from shared.models.progress import Progress
from shared.models.zone import ServiceArea
from shared.telemetry.progress import Advance, Signal

_LOOK = frozenset({Signal.LEFT, Signal.FROZEN})


def follow_track(backend: Backend, area: ServiceArea, before: Progress | None, step: Advance) -> None:
    """Revise the provider's forecasts, and look at the provider, when a report gives a reason.

    Both are hints: schedules repeat what is lost here.
    """
    uid = step.progress.provider_id
    if step.signals:
        backend.log.step("track", "crossed", provider_id=uid, signals=sorted(step.signals))
    if Signal.DIVERGED in step.signals and find_spec("muster.services.revise_etas"):
        importlib.import_module("muster.services.revise_etas").revise_route(backend, uid)
    if _asks_for_a_look(area, before, step) and find_spec("muster.services.look_at_provider"):
        importlib.import_module("muster.services.look_at_provider").look_at_provider(backend, uid)


def _asks_for_a_look(area: ServiceArea, before: Progress | None, step: Advance) -> bool:
    if step.signals & _LOOK:
        return True
    if not find_spec("shared.recovery") or not find_spec("shared.recovery.detectors"):
        return False
    detectors = importlib.import_module("shared.recovery.detectors")
    return bool(
        detectors.asks_for_a_look(before, step.progress, area.detection, area.dispatch.arrival_radius_m)  # type: ignore[attr-defined]
    )
