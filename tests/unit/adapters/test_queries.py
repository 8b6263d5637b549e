"""Which composite index a query needs in production, where the emulator would not ask for one."""

import pytest

from muster.adapters.queries import Query, Where, composite_index, equal
from shared.models.offer import Offer
from tests.builders import NOW


def a_query(*where: Where, order_by: str | None = None, collection: str = "offers") -> Query[Offer]:
    return Query("test", collection, Offer, where, 10, order_by)


@pytest.mark.parametrize(
    "query",
    [
        a_query(),
        a_query(order_by="made_at"),
        a_query(equal("state", "seen"), equal("area_id", "berlin")),
        a_query(Where("state", "in", ["seen"]), Where("cells", "array_contains_any", ["u3"])),
        a_query(Where("deadline_at", "<=", NOW), order_by="deadline_at"),
    ],
)
def test_single_field_indexes_are_enough(query: Query[Offer]) -> None:
    assert composite_index(query) is None


def test_an_order_beside_equalities_needs_an_index() -> None:
    query = a_query(equal("area_id", "berlin"), Where("state", "in", ["seen"]), order_by="made_at")

    assert composite_index(query) == {
        "collectionGroup": "offers",
        "queryScope": "COLLECTION",
        "fields": [
            {"fieldPath": "area_id", "order": "ASCENDING"},
            {"fieldPath": "state", "order": "ASCENDING"},
            {"fieldPath": "made_at", "order": "ASCENDING"},
        ],
    }


def test_a_range_beside_an_equality_names_its_field_once() -> None:
    query = a_query(equal("area_id", "x"), Where("made_at", ">=", NOW), Where("made_at", "<", NOW), order_by="made_at")

    index = composite_index(query)

    assert index is not None
    assert [field["fieldPath"] for field in index["fields"]] == ["area_id", "made_at"]


def test_an_array_filter_beside_an_order_is_part_of_the_index() -> None:
    index = composite_index(a_query(Where("areas", "array_contains", "berlin"), order_by="made_at"))

    assert index is not None
    assert index["fields"][0] == {"fieldPath": "areas", "arrayConfig": "CONTAINS"}


def test_a_subcollection_is_indexed_by_its_own_name() -> None:
    query = a_query(equal("type", "x"), order_by="seq", collection="bookings/b/events")

    index = composite_index(query)

    assert index is not None
    assert index["collectionGroup"] == "events"
