"""The two reads that a store brings, on which every named query is written."""

from abc import ABC, abstractmethod
from typing import TypeVar

from muster.adapters.queries import Query
from shared.models.base import Document
from shared.models.change import Versioned

D = TypeVar("D", bound=Document)


class Reads(ABC):
    """What a store can be asked."""

    @abstractmethod
    def select(self, query: Query[D]) -> list[Versioned[D]]:
        """Run ``query``."""

    @abstractmethod
    def tally(self, query: Query[D]) -> int:
        """Count what ``query`` finds, up to its limit, without reading the documents."""


def values(found: list[Versioned[D]]) -> list[D]:
    """Give the documents without their versions."""
    return [versioned.value for versioned in found]
