"""Every collection by every person by every verb: what the access table does not grant is refused."""

import pytest

from shared import collection_names
from shared.models.base import Document
from shared.models.contacts import Contacts
from tests.rules.access_table import LISTED, TABLE, Row
from tests.rules.matrix import try_all, wrong
from tests.rules.people import PEOPLE, Person
from tests.rules.rest import Emulator


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.collection.replace("/", "."))
def test_rules_grant_what_the_table_grants_and_nothing_else(emulator: Emulator, row: Row, person: Person) -> None:
    verdicts = try_all(emulator, row, person)

    assert wrong(verdicts) == []


def test_every_collection_has_a_row() -> None:
    collections = {value for name, value in vars(collection_names).items() if name.isupper() and isinstance(value, str)}

    rows = {row.collection.rpartition("/")[2] for row in LISTED}

    assert rows == collections


@pytest.mark.parametrize("row", [row for row in LISTED if row.model], ids=lambda row: row.collection)
def test_models_have_the_fields_that_rules_read(row: Row) -> None:
    read = {proof.field for proof in row.list.values() if proof}

    missing = {path for path in read if not _has(row.model, path)}

    assert missing == set()


def test_contacts_name_their_customer() -> None:
    assert "customer_id" in Contacts.model_fields


def _has(model: type[Document] | None, path: str) -> bool:
    """Whether a model has a field, given as a dotted path; below the first step the name alone is looked for."""
    assert model is not None
    first, _, rest = path.partition(".")
    return first in model.model_fields and (not rest or rest in str(model.model_json_schema()))
