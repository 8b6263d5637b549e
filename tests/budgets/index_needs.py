"""Which index production needs for a query, worked out from the query as it goes over the wire.

The emulator runs any query, production only what has an index. Rules followed here:

- equalities alone are answered by merging the automatic index of each field, and so is one array filter alone;
- one range or order over one field alone is answered by that field's automatic index;
- an OR of filters that differ in their values alone needs what one of them needs;
- everything else needs a composite index: the equalities in any order, then the array filter, then what is ordered.

Merging composite indexes with a common end is not relied on. An array filter beside an equality counts as needing a composite
index: where merging would do, the index costs little; where it would not, the query would fail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from google.cloud.firestore_v1.types import StructuredQuery

ASCENDING, DESCENDING, CONTAINS = "ASCENDING", "DESCENDING", "CONTAINS"
_EQUALITIES = {"EQUAL", "IN", "IS_NULL", "IS_NAN"}
_ARRAYS = {"ARRAY_CONTAINS", "ARRAY_CONTAINS_ANY"}
_DOCUMENT_ID = "__name__"


@dataclass(frozen=True)
class Need:
    """What a query asks of the indexes of one collection.

    Attributes:
        collection: id of the collection.
        equal: fields compared for equality.
        arrays: fields searched for an element.
        ordered: fields with a range or an order, and the direction.
    """

    collection: str
    equal: frozenset[str]
    arrays: frozenset[str]
    ordered: tuple[tuple[str, str], ...]

    @property
    def composite(self) -> bool:
        """Whether it needs an index of its own."""
        kinds = sum(map(bool, (self.equal, self.arrays, self.ordered)))
        return kinds > 1 or len(self.arrays) > 1 or len(self.ordered) > 1

    @property
    def automatic(self) -> frozenset[str]:
        """Fields whose automatic indexes it needs."""
        if self.composite:
            return frozenset()
        return self.equal | self.arrays | {name for name, _ in self.ordered}

    def is_served_by(self, index: dict[str, Any]) -> bool:
        """Whether a composite index, as ``firestore.indexes.json`` writes it, answers the query."""
        if index["collectionGroup"] != self.collection or index["queryScope"] != "COLLECTION":
            return False
        fields = [(field["fieldPath"], field.get("order") or field["arrayConfig"]) for field in index["fields"]]
        split = len(fields) - len(self.ordered)
        filtered, ordered = fields[:split], tuple(fields[split:])
        if {name for name, kind in filtered if kind == CONTAINS} != self.arrays:
            return False
        same_fields = sorted(name for name, _ in filtered) == sorted(self.equal | self.arrays)
        return same_fields and ordered in {self.ordered, _reversed(self.ordered)}


def need_of(query: StructuredQuery) -> Need:
    """Work out what a query needs.

    Raises:
        ValueError: the query is of a kind that Muster does not use, so its index is not worked out here.
    """
    (source,) = query.from_
    if source.all_descendants:
        raise ValueError("a collection group query needs a field override of that scope: add it here first")
    filters = list(_filters(query.where))
    equal = frozenset(name for name, operator in filters if operator in _EQUALITIES)
    arrays = frozenset(name for name, operator in filters if operator in _ARRAYS)
    ranges = {name for name, operator in filters if operator not in _EQUALITIES | _ARRAYS}
    orders = [(order.field.field_path, order.direction.name) for order in query.order_by]
    ordered = [pair for pair in orders if pair[0] not in equal | {_DOCUMENT_ID}]
    implied = sorted(ranges - {name for name, _ in ordered} - {_DOCUMENT_ID})
    return Need(source.collection_id, equal, arrays, (*ordered, *((name, ASCENDING) for name in implied)))


def _filters(where: StructuredQuery.Filter) -> Iterable[tuple[str, str]]:
    if "composite_filter" in where:
        branches = [list(_filters(part)) for part in where.composite_filter.filters]
        if where.composite_filter.op is StructuredQuery.CompositeFilter.Operator.OR:
            if any(sorted(branch) != sorted(branches[0]) for branch in branches):
                raise ValueError("an OR of unlike filters needs an index for each branch: add it here first")
            branches = branches[:1]
        for branch in branches:
            yield from branch
    elif "field_filter" in where:
        yield where.field_filter.field.field_path, where.field_filter.op.name
    elif "unary_filter" in where:
        yield where.unary_filter.field.field_path, where.unary_filter.op.name


def _reversed(ordered: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The same index read from its end."""
    return tuple((name, ASCENDING if way == DESCENDING else DESCENDING) for name, way in ordered)
