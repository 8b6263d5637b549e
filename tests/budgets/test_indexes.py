"""``firestore.indexes.json`` holds what the queries need, and nothing that no query needs."""

from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client, FieldFilter, Query

from muster.ports.store import Queries
from shared import collection_names
from tests.budgets import index_file
from tests.budgets.index_file import needs_of_muster, overrides, stored, without_index
from tests.budgets.index_needs import ASCENDING, Need, need_of
from tests.budgets.server_queries import SAMPLES


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(project="demo-muster", credentials=AnonymousCredentials())


@pytest.fixture(scope="module")
def needs() -> set[Need]:
    return needs_of_muster()


def test_every_named_query_has_a_sample() -> None:
    named = {name for name, member in vars(Queries).items() if callable(member) and not name.startswith("_")}

    assert set(SAMPLES) == named


def test_every_query_can_run_in_production(needs: set[Need]) -> None:
    missing = without_index(needs)

    assert missing == []


def test_every_composite_index_has_its_query(needs: set[Need]) -> None:
    unused = [
        index for index in stored()["indexes"] if not any(need.composite and need.is_served_by(index) for need in needs)
    ]

    assert unused == []


def test_fields_that_cost_and_serve_no_query_are_not_indexed(needs: set[Need]) -> None:
    expected = overrides(needs)

    listed = stored()["fieldOverrides"]

    assert sorted(listed, key=_name) == sorted(expected, key=_name), "python -m tests.budgets.index_file writes them"


def test_what_expires_is_deleted_by_the_database() -> None:
    swept = {override["collectionGroup"] for override in stored()["fieldOverrides"] if override.get("ttl")}

    assert swept == {
        "commits",
        "contacts",
        "dead_letters",
        "deliveries",
        "drives",
        "etas",
        "notes",
        "overrides",
        "refusals",
        "webhook_calls",
        "work_hours",
    }


def test_a_query_of_a_test_run_without_its_index_is_reported(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_file, "COLLECTIONS", {"things"})
    query = client.collection("things").where(filter=FieldFilter("state", "==", "a")).order_by("ended_at")

    def run() -> None:
        with index_file.every_query_is_indexed():
            query._to_protobuf()

    with pytest.raises(AssertionError, match="ended_at"):
        run()


@pytest.mark.parametrize("field", ["created_at", "terms.ready_at"])
def test_a_query_by_a_field_that_is_exempt_is_reported(field: str) -> None:
    need = Need(collection_names.BOOKINGS, equal=frozenset(), arrays=frozenset(), ordered=((field, ASCENDING),))

    missing = index_file.without_index({need})

    assert missing == [need]


@pytest.mark.parametrize(
    ("filters", "order", "automatic"),
    [
        ([("state", "==", "a")], [], {"state"}),
        ([("state", "==", "a"), ("area", "in", ["b"])], [], {"state", "area"}),
        ([], [("seq", Query.DESCENDING)], {"seq"}),
        ([("at", "<", 1)], [("at", Query.ASCENDING)], {"at"}),
        ([("at", "<", 1), ("at", ">=", 0)], [], {"at"}),
        ([("cells", "array_contains_any", ["a"])], [], {"cells"}),
        ([("cells", "array_contains", "a"), ("active", "==", True)], [], set()),
        ([("state", "in", ["a", "b"])], [("at", Query.ASCENDING)], set()),
        ([("state", "==", "a"), ("at", "<", 1)], [], set()),
        ([("a", "<", 1), ("b", "<", 1)], [], set()),
        ([], [("a", Query.ASCENDING), ("b", Query.DESCENDING)], set()),
        ([("gone", "==", None)], [("gone", Query.ASCENDING)], {"gone"}),
    ],
)
def test_needs_are_read_from_the_wire_form(
    client: Client, filters: list[Any], order: list[Any], automatic: set[str]
) -> None:
    query = client.collection("things").limit(1)
    for condition in filters:
        query = query.where(filter=FieldFilter(*condition))
    for field, direction in order:
        query = query.order_by(field, direction=direction)

    need = need_of(query._to_protobuf())

    assert need.automatic == automatic
    assert need.composite == (not automatic)


def test_an_index_serves_its_own_order_and_the_reverse_only(client: Client) -> None:
    by_time = client.collection("things").where(filter=FieldFilter("state", "==", "a"))
    index = {
        "collectionGroup": "things",
        "queryScope": "COLLECTION",
        "fields": [{"fieldPath": "state", "order": "ASCENDING"}, {"fieldPath": "at", "order": "ASCENDING"}],
    }

    served = [
        need_of(by_time.order_by(field, direction=direction)._to_protobuf()).is_served_by(index)
        for field, direction in (("at", Query.ASCENDING), ("at", Query.DESCENDING), ("name", Query.ASCENDING))
    ]

    assert served == [True, True, False]


def _name(override: dict[str, Any]) -> tuple[str, str]:
    return override["collectionGroup"], override["fieldPath"]
