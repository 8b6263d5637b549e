"""Documents in states that the matrix does not hold: unassigned, released, without an area, absent."""

import pytest

from shared import paths
from shared.models.offer import Offer
from tests.rules.access_table import TABLE
from tests.rules.people import ADA, ADMIN, CUSTOMER, OPERATOR, PROVIDER, VIENNA, Person
from tests.rules.rest import Emulator
from tests.rules.values import Value, fields, no, nothing, text

BOOKING = {"customer_id": text(ADA), "area_id": text(VIENNA), "state": text("searching")}


def _readers(emulator: Emulator, path: str) -> set[str]:
    people = (CUSTOMER, PROVIDER, OPERATOR, ADMIN)
    return {person.name for person in people if emulator.may_get(person.bearer, path)}


@pytest.mark.parametrize(
    "assignment", [nothing(), fields(provider_id=text("per")), fields(epoch=text("1"))], ids=["none", "other", "broken"]
)
def test_a_provider_reads_a_booking_only_while_it_is_theirs(emulator: Emulator, assignment: Value) -> None:
    path = paths.booking("b-released")

    emulator.put(path, BOOKING | {"assignment": assignment})

    assert _readers(emulator, path) == {"customer", "operator", "admin"}


@pytest.mark.parametrize("path", [paths.refusal("r-nowhere"), paths.audit("anna.op-nowhere")])
@pytest.mark.parametrize("area", [{}, {"area_id": nothing()}], ids=["absent", "null"])
def test_what_has_no_area_is_for_administrators(emulator: Emulator, area: dict[str, Value], path: str) -> None:
    emulator.put(path, {"code": text("B101")} | area)

    assert _readers(emulator, path) == {"admin"}


def test_a_position_off_duty_without_area_is_for_its_provider(emulator: Emulator) -> None:
    path = paths.position("pia")

    emulator.put(path, {"provider_id": text("pia"), "matchable": no(), "area_id": nothing()})

    assert _readers(emulator, path) == {"provider", "admin"}


@pytest.mark.parametrize("person", [CUSTOMER, PROVIDER, OPERATOR], ids=lambda person: person.name)
def test_an_absent_document_tells_nothing(emulator: Emulator, person: Person) -> None:
    guarded = [row for row in TABLE if "area_id" in row.document or "owner" in row.document]
    told = {row.collection for row in guarded if emulator.answers(person.bearer, f"{row.collection}/absent")}

    assert told == set()


def test_an_offer_holds_no_exact_place_and_no_person() -> None:
    schema = str(Offer.model_json_schema())

    named = {word for word in ("LatLng", "phone", "address", "notes", "customer") if word in schema}

    assert named == set()
