"""What an area has learned: read together with whatever else is read, once a minute."""

from collections.abc import Mapping
from typing import Any

from muster.ports.backend import Backend, Learned
from shared import paths
from shared.eta.learned import LearnedEta
from shared.models.acceptance import AcceptanceModel
from shared.models.base import Document
from shared.models.change import Versioned
from shared.models.eta import EtaModel


def models_of(area_id: str) -> dict[str, type[Document]]:
    """Say what has to be read when nothing is remembered."""
    return {paths.eta_model(area_id): EtaModel, paths.acceptance_model(area_id): AcceptanceModel}


def remembered(backend: Backend, area_id: str, found: Mapping[str, Versioned[Any]]) -> Learned:
    """Make what was learned of the models among ``found``, and remember it."""
    etas, acceptance = (known.value if (known := found.get(path)) else None for path in models_of(area_id))
    return backend.learned.put(area_id, Learned(LearnedEta(etas), acceptance), backend.clock.real_now())
