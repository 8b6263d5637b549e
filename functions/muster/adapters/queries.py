"""What a query is, apart from any technology: filters, an order and a limit."""

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from shared.models.base import Document

D = TypeVar("D", bound=Document)
Operator = Literal["==", "in", "<", "<=", ">", ">=", "array_contains", "array_contains_any"]


@dataclass(frozen=True)
class Where:
    """One filter; ``field`` may be a dotted path."""

    field: str
    operator: Operator
    value: Any


def equal(field: str, value: Any) -> Where:
    """Keep documents whose ``field`` is ``value``."""
    return Where(field, "==", value)


@dataclass(frozen=True)
class Query(Generic[D]):
    """A named query over one collection; without ``order_by`` the order is that of the document ids."""

    name: str
    collection: str
    kind: type[D]
    where: tuple[Where, ...]
    limit: int
    order_by: str | None = None
    any_of: tuple[tuple[Where, ...], ...] = ()
    """Groups of further filters, all of one of which have to hold; empty for none."""
    descends: bool = False
    """Whether the greatest of ``order_by`` comes first."""
