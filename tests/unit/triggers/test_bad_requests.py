"""Whatever arrives at a callable, the answer is a coded refusal, and nothing has changed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared import collection_names
from tests.in_process import PROJECT, Answer, Functions, as_person, functions, id_token
from tests.unit.triggers.bad_requests import Bad, bad_requests
from tests.unit.triggers.commands import ROLE_OF, WELL_FORMED, well_formed
from tests.world import AREA, World

CORPUS = list(bad_requests())


@pytest.fixture(scope="module")
def served() -> Iterator[Functions]:
    world = World()
    provider = world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()
    assert world.offers_to(provider.id)
    assert booking_id == "bkg_0001"
    with functions(world) as found:
        yield found


def send(served: Functions, bad: Bad, number: int) -> Answer:
    """As a person of their own, so that no case is turned away for the ones before it."""
    areas = (AREA,) if bad.role in {"provider", "operator"} else ()
    signed_in = as_person(f"person-{number}", bad.role or None, *areas)
    headers = {"Content-Type": "application/json"} if bad.role is None else signed_in
    return served.post(bad.command, bad.body, headers)


def quote(served: Functions, bearer: str, content_type: str = "application/json") -> Answer:
    body = json.dumps({"data": well_formed("quote_booking")}).encode()
    return served.post("quote_booking", body, {"Content-Type": content_type, "Authorization": bearer})


def bearer(uid: str, project_id: str = PROJECT, **claims: Any) -> str:
    return f"Bearer {id_token(uid, {'role': 'customer', **claims}, project_id)}"


@pytest.mark.parametrize(
    "token",
    [
        "Bearer nonsense",
        "Basic dXNlcjpwYXNz",
        bearer("ada", project_id="another-project"),
        bearer("a" * 200),
        bearer(""),
        bearer("../bookings"),
        bearer("a/b"),
        bearer("__x__"),
    ],
)
def test_a_token_that_names_nobody_is_refused_with_a_code(served: Functions, token: str) -> None:
    answer = quote(served, token)

    assert (answer.status, answer.code) in {(401, "X904"), (403, "X904")}


@pytest.mark.parametrize("role", [["admin"], {"admin": True}, None, 7, "", "ADMIN", "system"])
def test_a_role_that_there_is_not_is_refused_with_a_code(served: Functions, role: Any) -> None:
    answer = quote(served, bearer("ada", role=role))

    assert (answer.status, answer.code) == (403, "X905")


@pytest.mark.parametrize("areas", ["berlin", {"berlin": 1}, [["berlin"]], 7])
def test_areas_of_the_wrong_type_give_no_area(served: Functions, areas: Any) -> None:
    body = json.dumps({"data": well_formed("close_zone")}).encode()
    signed_in = bearer("olga", role="operator", areas=areas)

    answer = served.post("close_zone", body, {"Content-Type": "application/json", "Authorization": signed_in})

    assert (answer.status, answer.code) == (403, "X905")


def test_what_is_no_call_is_refused_with_a_code(served: Functions) -> None:
    answer = quote(served, bearer("ada"), content_type="text/plain")

    assert (answer.status, answer.code) == (400, "X901")


def test_a_flood_from_one_person_is_turned_away_and_changes_nothing(served: Functions) -> None:
    before = stored(served.world)

    answers = [served.call("cancel_booking", "flooder", "customer", well_formed("cancel_booking")) for _ in range(100)]

    assert {(answer.status, answer.code) for answer in answers} == {(403, "B111"), (429, "X906")}
    assert stored(served.world) == before


def stored(world: World) -> dict[str, str]:
    """Everything but the count of refused demand, which is what a refusal leaves."""
    tables = world.store._tables
    return {
        path: repr(row)
        for collection, rows in tables.items()
        if collection != collection_names.REFUSALS
        for path, row in rows.items()
    }


def test_the_corpus_is_large_and_knows_every_callable(served: Functions) -> None:
    declared = {name for name in dir(served.module) if hasattr(getattr(served.module, name), "__firebase_endpoint__")}
    callables = {
        name for name in declared if getattr(served.module, name).__firebase_endpoint__.callableTrigger is not None
    }

    assert len(CORPUS) >= 500
    assert set(ROLE_OF) == set(WELL_FORMED) == callables


@pytest.mark.parametrize("command", sorted(ROLE_OF))
def test_a_bad_request_is_refused_with_a_code_and_changes_nothing(served: Functions, command: str) -> None:
    before = stored(served.world)
    cases = [(number, bad) for number, bad in enumerate(CORPUS) if bad.command == command]

    answers = [(bad, send(served, bad, number)) for number, bad in cases]

    wrong = [(bad.about, answer.status, answer.body) for bad, answer in answers if answer.code not in bad.told]
    assert not wrong
    assert all(400 <= answer.status < 500 for _, answer in answers)
    assert stored(served.world) == before
    failed = [line for line in served.world.log.lines if line.action == command and line.outcome == "failed"]
    assert not failed
