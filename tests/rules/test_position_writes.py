"""The one thing that clients write: their own position, field by field."""

import pytest

from shared import paths
from tests.rules.access_table import place, stored_position
from tests.rules.people import OTHER_PROVIDER, PIA, PROVIDER
from tests.rules.position_cases import CASES, Case
from tests.rules.rest import Emulator, Malformed
from tests.rules.values import point, text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_position_write_is_judged_field_by_field(emulator: Emulator, case: Case) -> None:
    let_through = case.is_let_through(emulator)

    assert let_through == case.allowed


@pytest.mark.parametrize(("lat", "lng"), [(91, 0), (0, 181), (-90.1, 0), ("NaN", 0), (0, "Infinity")])
def test_a_point_off_the_globe_is_refused_even_to_the_owner(emulator: Emulator, lat: float, lng: float) -> None:
    with pytest.raises(Malformed):
        emulator.put(paths.position(PIA), stored_position() | {"point": point(lat, lng)})


def test_two_writes_within_two_seconds_are_one_too_many(emulator: Emulator) -> None:
    path, fix = paths.position(PIA), place()
    emulator.remove(path)

    first = emulator.may_create(PROVIDER.bearer, path, fix, stamp="server_time")
    second = emulator.may_update(PROVIDER.bearer, path, fix, mask=tuple(fix), stamp="server_time")

    assert (first, second) == (True, False)


def test_a_provider_may_not_write_under_a_second_document(emulator: Emulator) -> None:
    path = paths.position("pia-again")

    written = emulator.may_create(PROVIDER.bearer, path, place(), stamp="server_time")

    assert not written


def test_each_provider_writes_their_own(emulator: Emulator) -> None:
    path = paths.position("per")
    emulator.remove(path)

    written = emulator.may_create(
        OTHER_PROVIDER.bearer, path, place() | {"provider_id": text("per")}, stamp="server_time"
    )

    assert written


def test_a_whole_document_may_not_replace_the_server_s_fields(emulator: Emulator) -> None:
    path = paths.position(PIA)
    emulator.put(path, stored_position())

    written = emulator.may_replace(PROVIDER.bearer, path, place(), stamp="server_time")

    assert not written
