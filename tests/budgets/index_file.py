"""``firestore.indexes.json`` as the queries and models ask for it.

``python -m tests.budgets.index_file`` writes it anew, after a query or a model has changed.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client

from shared.models.base import Document
from tests.budgets.exemptions import exempt_fields
from tests.budgets.index_needs import ASCENDING, CONTAINS, Need
from tests.budgets.query_log import needs_of_queries
from tests.budgets.server_queries import run_all
from tests.rules.access_table import LISTED
from tests.rules.client_queries import CLIENT_QUERIES

PATH = Path(__file__).parents[2] / "firestore.indexes.json"
MODELS: frozenset[tuple[str, type[Document]]] = frozenset(
    (row.collection.rpartition("/")[2], row.model) for row in LISTED if row.model
)
"""What is stored in collections of an id; an override holds for all of that id, so one may have several models."""
EXPIRY = "expires_at"
"""The field by which the database itself deletes old documents, within a day or so."""
COLLECTIONS = frozenset(row.collection.rpartition("/")[2] for row in LISTED)


def stored() -> dict[str, Any]:
    """Read the file."""
    return dict(json.loads(PATH.read_text(encoding="utf-8")))


def needs_of_muster() -> set[Need]:
    """Give what the server's named queries and the clients' queries need."""
    client = Client(project="demo-muster", credentials=AnonymousCredentials())
    with needs_of_queries() as needs:
        run_all()
        for query in CLIENT_QUERIES:
            query.build(client)._to_protobuf()
    return needs


def without_index(needs: Iterable[Need]) -> list[Need]:
    """Give the needs of Muster's own collections that production could not meet."""
    file = stored()
    exempt = {(override["collectionGroup"], override["fieldPath"]) for override in file["fieldOverrides"]}
    return [need for need in needs if need.collection in COLLECTIONS and not _is_met(need, file["indexes"], exempt)]


@contextmanager
def every_query_is_indexed() -> Iterator[None]:
    """Watch the queries of this process, and fail at the end when production could not run one of them.

    Raises:
        AssertionError: an index is missing, or a field that a query needs is exempt.
    """
    with needs_of_queries() as needs:
        yield
    missing = without_index(needs)
    assert not missing, f"production could not run: {missing}"


def overrides(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """Give the field overrides: what is not indexed, and what expires."""
    listed = list(needs)
    exempt = {(name, field) for name, model in MODELS for field in exempt_fields(name, model, _queried(listed, name))}
    return [
        {"collectionGroup": collection, "fieldPath": field}
        | ({"ttl": True} if field == EXPIRY else {})
        | {"indexes": []}
        for collection, field in sorted(exempt)
    ]


def _is_met(need: Need, indexes: list[dict[str, Any]], exempt: set[tuple[str, str]]) -> bool:
    if need.composite:
        return any(need.is_served_by(index) for index in indexes)
    steps = {(need.collection, ".".join(path[: n + 1])) for path in _paths(need) for n in range(len(path))}
    return not steps & exempt


def _paths(need: Need) -> list[list[str]]:
    return [field.split(".") for field in need.automatic]


def _queried(needs: list[Need], collection: str) -> set[str]:
    return {field for need in needs if need.collection == collection for field in need.automatic}


def _index(need: Need) -> dict[str, Any]:
    """Write the index of a need; the area comes first, so that a reader sees at once whose it is."""
    fields = [{"fieldPath": name, "order": ASCENDING} for name in sorted(need.equal, key=lambda f: (f != "area_id", f))]
    fields += [{"fieldPath": name, "arrayConfig": CONTAINS} for name in sorted(need.arrays)]
    fields += [{"fieldPath": name, "order": direction} for name, direction in need.ordered]
    return {"collectionGroup": need.collection, "queryScope": "COLLECTION", "fields": fields}


def _lines(entries: Iterable[dict[str, Any]]) -> str:
    return ",\n".join(f"    {json.dumps(entry)}" for entry in entries)


def _write() -> None:
    needs = needs_of_muster()
    ordered = sorted(
        (need for need in needs if need.composite),
        key=lambda n: (n.collection, sorted(n.equal), sorted(n.arrays), n.ordered),
    )
    indexes, fields = _lines(map(_index, ordered)), _lines(overrides(needs))
    text = f'{{\n  "indexes": [\n{indexes}\n  ],\n  "fieldOverrides": [\n{fields}\n  ]\n}}\n'
    PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write()
