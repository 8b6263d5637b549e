"""Keeps what every Firestore query of this process would need, as it is turned into its wire form."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from google.cloud.firestore_v1.base_query import BaseQuery
from google.cloud.firestore_v1.types import StructuredQuery

from tests.budgets.index_needs import Need, need_of


@contextmanager
def needs_of_queries() -> Iterator[set[Need]]:
    """Gather the needs of all queries, counts and listeners that begin while the block runs."""
    needs: set[Need] = set()
    to_protobuf: Any = BaseQuery._to_protobuf

    def noted(query: BaseQuery) -> StructuredQuery:
        wire: StructuredQuery = to_protobuf(query)
        needs.add(need_of(wire))
        return wire

    with patch.object(BaseQuery, "_to_protobuf", noted):
        yield needs
