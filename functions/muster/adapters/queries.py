"""What a query is, apart from any technology: filters, an order, a limit, and the composite index it needs."""

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from shared.models.base import Document

D = TypeVar("D", bound=Document)
Operator = Literal["==", "in", "<", "<=", ">=", "array_contains", "array_contains_any"]
_EQUALITIES = frozenset({"==", "in"})
_ARRAYS = frozenset({"array_contains", "array_contains_any"})


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


def composite_index(query: Query[Any]) -> dict[str, Any] | None:
    """Give the composite index that production needs, as ``firestore.indexes.json`` writes it; None when it needs none.

    Equalities and one array filter alone are served by merging the automatic single-field indexes; so is a range or an
    order over a single field. An order beside other filters needs the index.
    """
    equalities = _fields(query, _EQUALITIES)
    arrays = _fields(query, _ARRAYS)
    ordered = _fields(query, frozenset({"<", "<=", ">="})) or ([query.order_by] if query.order_by else [])
    ordered = [name for name in ordered if name not in equalities]
    if not ordered or not (equalities or arrays):
        return None
    fields = [{"fieldPath": name, "order": "ASCENDING"} for name in equalities]
    fields += [{"fieldPath": name, "arrayConfig": "CONTAINS"} for name in arrays]
    fields += [{"fieldPath": name, "order": "ASCENDING"} for name in ordered]
    group = query.collection.rsplit("/", 1)[-1]
    return {"collectionGroup": group, "queryScope": "COLLECTION", "fields": fields}


def _fields(query: Query[Any], operators: frozenset[str]) -> list[str]:
    return list(dict.fromkeys(where.field for where in query.where if where.operator in operators))
