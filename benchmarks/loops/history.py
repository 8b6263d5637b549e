"""What an area knows before the day begins: learned on an ordinary day of the same city, by the product's own schedules."""

from dataclasses import replace

from benchmarks.loops.city import Size, Trouble, build
from benchmarks.loops.day import Day
from benchmarks.loops.town import Town
from shared import collection_names
from shared.models.base import Document
from tests.fakes.clock import START

Models = dict[str, Document]
_SEED = 1_000
_LEARNED = (collection_names.ETA_MODELS, collection_names.ACCEPTANCE_MODELS, collection_names.DEMAND_MODELS)


def ordinary(trouble: Trouble) -> Trouble:
    """The same city without what is special today: kitchens are late and customers call off on any day."""
    return replace(trouble, silent=0.0, slowdown=1.0, hot_zone=1.0)


def learned(size: Size, trouble: Trouble) -> Models:
    """Live an ordinary day and give what was learned, as if no time had passed since."""
    store = Day(build(_SEED, size, ordinary(trouble)), looped=False).live().town.store
    known: Models = {}
    for collection in _LEARNED:
        known |= store.documents(collection, Document)
    return {path: _as_of_opening(document) for path, document in known.items()}


def _as_of_opening(document: Document) -> Document:
    if "learned_until" not in type(document).model_fields:
        return document
    return document.model_copy(update={"learned_until": START})


def knowing(town: Town, models: Models) -> None:
    """Put what is known into a town."""
    town.store.seed(dict(models))
