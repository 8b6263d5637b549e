"""Learn from the offers that ended: each area's acceptance model moves forward, on schedule and never on a booking's path."""

from datetime import timedelta

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.gathering import area_of
from muster.services.tolerance import add_up
from shared import paths
from shared.dispatch.acceptance.advancing import advanced, fitting, unlearned
from shared.errors import MusterError
from shared.models.acceptance import AcceptanceModel
from shared.models.area import ServiceArea
from shared.models.change import Write, create, replace

_BATCH = 300
_BATCHES = 10
"""What is left after so many is learned by the next pass."""
_LANDED = timedelta(seconds=30)
"""An answer bears the time at which it was decided; by so much later (real time) its commit has landed or never will."""
_HISTORY = timedelta(days=30)
"""How far back a new model looks."""


def learn_acceptance(backend: Backend) -> int:
    """Bring every area's model up to date. Overlapping passes do no harm: the second one's commit is refused.

    Returns:
        How many ended offers were looked at.
    """
    return add_up(backend, "learn_acceptance", backend.store.area_ids, lambda area_id: _learn(backend, area_id))


def _learn(backend: Backend, area_id: str) -> int:
    seen = 0
    try:
        area = area_of(backend, area_id)
        for _ in range(_BATCHES):
            read, new = _learn_batch(backend, area)
            seen += new
            if read < _BATCH:
                break
    except (MusterError, CommitLost, CommitUnknown) as trouble:
        backend.log.step("learn_acceptance", "left", area_id=area_id, cause=str(trouble))
    return seen


def _learn_batch(backend: Backend, area: ServiceArea) -> tuple[int, int]:
    """Learn from one batch; gives how many offers were read, and how many of them were new."""
    path = paths.acceptance_model(area.area_id)
    known = backend.store.get(path, AcceptanceModel)
    weights = area.dispatch.weights
    model = fitting(known.value if known else None, area.area_id, weights)
    now = backend.clock.now()
    since = model.learned_until or now - _HISTORY
    ended = backend.store.offers_answered(area.area_id, since, now - _LANDED * backend.clock.rate, _BATCH)
    new = unlearned(model, ended)
    if new:
        after = advanced(model, new, weights)
        write: Write = replace(known, after) if known else create(path, after)
        backend.store.commit([write])
        told = {"answers": after.answers, "calibration_error": round(after.calibration_error, 4)}
        backend.log.step("learn_acceptance", "done", area_id=area.area_id, offers=len(new), **told)
    return len(ended), len(new)
