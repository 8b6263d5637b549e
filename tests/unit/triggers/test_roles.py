"""Who may send what: every callable, by every role, in the own area and from another one."""

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared import collection_names, paths
from shared.messages.commands.roles import MAY
from shared.messages.events import ActorKind
from tests.builders import ADMIN, a_triage_item, an_operator, later
from tests.in_process import Answer, Functions, as_person, functions
from tests.overrides import preview
from tests.unit.triggers.commands import WELL_FORMED, well_formed
from tests.world import AREA, World

MAIN = Path(__file__).parents[3] / "functions" / "main.py"
CALLABLES = sorted(
    name.name
    for line in ast.walk(ast.parse(MAIN.read_text(encoding="utf-8")))
    if isinstance(line, ast.ImportFrom) and line.module == "muster.triggers.callables"
    for name in line.names
)
ROLES = sorted(role.value for role in ActorKind if role is not ActorKind.SYSTEM)
STAFF = frozenset({"operator", "supervisor", "admin"})
BY_AREA = sorted(set(MAY) - {"ack_push", "register_device", "unregister_device", "put_operator", "end_sessions"})
"""Commands that concern an area, or a booking of one."""
REFUSED = frozenset({"X905", "B111"})
"""Not for this role or area, or about somebody else's booking."""


def a_world() -> World:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.won_by(ada)
    world.store.seed({paths.triage("tri_0001"): a_triage_item(triage_id="tri_0001", booking_id="bkg_0001")})
    window = {"start_at": later(86_400).isoformat(), "end_at": later(90_000).isoformat()}
    world.do(ADMIN, "close_zone", zone_id="mitte", closure={"window": window, "reason": "storm"})
    world.do(ADMIN, "put_webhook", **WELL_FORMED["put_webhook"])
    assert preview(world, "unassign", booking_id="bkg_0001") == "ovr_0001"
    return world


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    """One in which commands are obeyed, and one in which all are refused, so that no case sees what another one did."""
    return {"served": a_world(), "untouched": a_world()}


@pytest.fixture
def served(worlds: dict[str, World]) -> Iterator[Functions]:
    with functions(worlds["served"]) as found:
        yield found


@pytest.fixture
def untouched(worlds: dict[str, World]) -> Iterator[Functions]:
    with functions(worlds["untouched"]) as found:
        yield found


def asked(served: Functions, name: str, role: str, *areas: str) -> Answer:
    """Ask as somebody new each time, so that nobody is turned away for the ones before."""
    uid = f"{role}-{'-'.join(areas) or 'nowhere'}-{name}"
    data: dict[str, Any] = well_formed(name, f"op-{name}"[:60])
    own = {"uid": uid} if name == "end_sessions" else {}
    return served.call(name, uid, role, data | about_berlin(name) | own, *areas)


def about_berlin(name: str) -> dict[str, Any]:
    """What a well-formed request has to name so that it is about a place in Berlin."""
    if name == "put_service_area":
        return {"area_id": AREA}
    return {"provider_id": "ada"} if name == "set_duty" else {}


def test_every_callable_is_in_the_table_and_nothing_else_is() -> None:
    assert set(MAY) == set(CALLABLES) == set(WELL_FORMED)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", CALLABLES)
def test_a_command_is_open_to_the_roles_of_its_row_alone(served: Functions, name: str, role: str) -> None:
    before = documents(served.world)

    answer = asked(served, name, role, AREA)

    allowed = ActorKind(role) in MAY[name]
    assert (answer.code == "X905") is not allowed or (role not in STAFF and answer.code in REFUSED)
    if not allowed:
        assert documents(served.world) == before


@pytest.mark.parametrize("role", ["operator", "supervisor"])
@pytest.mark.parametrize("name", BY_AREA)
def test_staff_of_another_area_may_do_nothing_here(untouched: Functions, name: str, role: str) -> None:
    before = documents(untouched.world)

    answer = asked(untouched, name, role, "paris")

    assert answer.code in REFUSED
    assert documents(untouched.world) == before


@pytest.mark.parametrize("name", sorted(name for name, roles in MAY.items() if ActorKind.OPERATOR in roles))
def test_staff_whose_session_was_revoked_may_do_nothing(served: Functions, name: str) -> None:
    uid = f"revoked-{name}"
    served.world.store.seed({paths.operator(uid): an_operator(uid=uid, valid_after="2100-01-01T00:00:00Z")})

    answer = served.call(name, uid, "operator", well_formed(name), AREA)

    assert (answer.status, answer.code) == (401, "X904")


@pytest.mark.parametrize("role", ["operator", "supervisor"])
def test_staff_without_an_area_may_do_nothing(served: Functions, role: str) -> None:
    assert asked(served, "close_zone", role).code == "X905"


def test_somebody_without_a_role_may_do_nothing(served: Functions) -> None:
    body = json.dumps({"data": well_formed("register_device")}).encode()

    assert served.post("register_device", body, as_person("nobody", None)).code == "X905"


def test_each_command_has_its_service_and_its_model() -> None:
    commands = importlib.import_module("shared.messages.commands")
    models = {"".join(part.capitalize() for part in name.split("_")) for name in MAY}

    assert models <= set(vars(commands))


def documents(world: World) -> dict[str, str]:
    apart = {collection_names.REFUSALS}
    tables = world.store._tables
    return {path: str(row) for name, rows in tables.items() if name not in apart for path, row in rows.items()}


def test_the_documented_table_is_the_one_that_is_checked() -> None:
    text = (MAIN.parents[1] / "docs" / "roles.md").read_text(encoding="utf-8")
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")]
    order = ("customer", "provider", "operator", "supervisor", "admin")

    documented = {
        cells[0].strip("`"): {role for role, said in zip(order, cells[1:], strict=True) if said} for cells in lines
    }

    assert documented == {name: {role.value for role in roles} for name, roles in MAY.items()}
