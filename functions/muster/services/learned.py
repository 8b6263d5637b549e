"""What an area has learned, as documents to read together with others, kept for a minute once read."""

from collections.abc import Mapping
from typing import Any

from muster.ports.backend import Backend, Learned
from shared import paths
from shared.eta.learned import LearnedEta
from shared.models.acceptance import AcceptanceModel
from shared.models.base import Document
from shared.models.change import Versioned
from shared.models.eta import EtaModel


def model_paths(area_id: str) -> dict[str, type[Document]]:
    """Name the documents that hold it; the forecasts' first."""
    return {paths.eta_model(area_id): EtaModel, paths.acceptance_model(area_id): AcceptanceModel}


def keep_learned(backend: Backend, area_id: str, found: Mapping[str, Versioned[Any]]) -> Learned:
    """Take what was read of ``model_paths``, and keep it for the next who asks."""
    etas, acceptance = (known.value if (known := found.get(path)) else None for path in model_paths(area_id))
    return backend.learned.put(area_id, Learned(LearnedEta(etas), acceptance), backend.clock.real_now())
