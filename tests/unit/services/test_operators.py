"""Roles given: the record the server reads and the claims of the account say the same."""

from typing import Any

import pytest

from shared import paths
from shared.errors import Code
from shared.messages.events import Actor, ActorKind
from shared.models.triage import Operator
from tests.builders import ADMIN, OPERATOR, PROVIDER
from tests.world import AREA, World, refused

OLGA: dict[str, Any] = {"uid": "olga", "role": "supervisor", "areas": [AREA, "paris"]}


def test_a_role_is_written_down_and_put_into_the_account() -> None:
    world = World()

    told = world.do(ADMIN, "put_operator", **OLGA)

    assert world.identity.roles == {"olga": ("supervisor", (AREA, "paris"))}
    assert world.store.value(paths.operator("olga"), Operator).areas == (AREA, "paris")
    assert told["sessions_ended"] is False


@pytest.mark.parametrize("less", [{"role": "operator"}, {"areas": [AREA]}, {"areas": ["paris", "rome"]}])
def test_whoever_may_do_less_than_before_loses_older_sessions(less: dict[str, Any]) -> None:
    world = World()
    world.do(ADMIN, "put_operator", **OLGA)
    world.clock.advance(60)

    world.do(ADMIN, "put_operator", **{**OLGA, **less})

    assert world.identity.ended == ["olga"]
    assert world.store.value(paths.operator("olga"), Operator).valid_after == world.clock.real_now()


def test_whoever_may_do_more_keeps_the_session() -> None:
    world = World()
    world.do(ADMIN, "put_operator", **OLGA)

    world.do(ADMIN, "put_operator", **{**OLGA, "role": "admin", "areas": [AREA, "paris", "rome"]})

    assert world.identity.ended == []


def test_claims_that_could_not_be_set_are_set_when_it_is_sent_again() -> None:
    world = World()
    world.identity.is_down = True
    with refused(Code.UNAVAILABLE):
        world.do(ADMIN, "put_operator", op_id="op-of-anna-1", **OLGA)
    world.identity.is_down = False

    world.do(ADMIN, "put_operator", op_id="op-of-anna-1", **OLGA)

    assert "olga" in world.identity.roles


def test_a_person_without_an_account_is_named() -> None:
    world = World()
    world.identity.absent.add("olga")

    with refused(Code.NOT_FOUND):
        world.do(ADMIN, "put_operator", **OLGA)


def test_more_areas_than_a_token_holds_are_refused_before_anything_is_written() -> None:
    world = World()

    with refused(Code.INVALID_ARGUMENT):
        world.do(ADMIN, "put_operator", **{**OLGA, "areas": [f"area-of-a-long-name-{number}" for number in range(50)]})
    assert paths.operator("olga") not in world.store


def test_whoever_signs_out_everywhere_loses_every_older_session() -> None:
    world = World()
    world.do(ADMIN, "put_operator", uid=OPERATOR.id, role="operator", areas=[AREA])
    world.clock.advance(60)

    told = world.do(OPERATOR, "end_sessions", uid=OPERATOR.id)

    assert told["sessions_ended"] is True
    assert world.identity.ended == [OPERATOR.id]
    known = world.store.value(paths.operator(OPERATOR.id), Operator)
    assert (known.areas, known.valid_after) == ((AREA,), world.clock.real_now())


def test_a_record_is_made_for_whoever_had_none() -> None:
    world = World()

    world.do(ADMIN, "end_sessions", uid=ADMIN.id)

    known = world.store.value(paths.operator(ADMIN.id), Operator)
    assert (known.role, known.areas, known.valid_after) == ("admin", (), world.clock.real_now())


def test_nobody_but_an_administrator_ends_the_sessions_of_others() -> None:
    world = World()
    world.do(ADMIN, "put_operator", **OLGA)

    for actor in (OPERATOR, PROVIDER):
        with refused(Code.WRONG_ROLE):
            world.do(actor, "end_sessions", uid="olga")
    world.do(ADMIN, "end_sessions", uid="olga")

    assert world.identity.ended == ["olga"]


def test_sessions_of_somebody_unknown_can_not_be_ended() -> None:
    world = World()

    with refused(Code.NOT_FOUND):
        world.do(ADMIN, "end_sessions", uid="nobody")

    assert world.identity.ended == []


def with_a_phone(world: World, uid: str = "olga") -> None:
    actor = Actor(kind=ActorKind.SUPERVISOR, id=uid, areas=(AREA,))
    world.do(
        actor,
        "register_device",
        app="operator",
        installation_id=f"of-{uid}",
        target_kind="fid",
        target=f"target-of-{uid}",
    )


def rung(world: World) -> list[str]:
    return [device.value.owner for device in world.store.devices_in_group("operator", AREA, "", 10)]


@pytest.mark.parametrize("less", [{"areas": ["paris"]}, {"areas": []}, {"revoke_sessions": True}])
def test_whoever_loses_the_session_is_not_rung_until_they_sign_in_again(less: dict[str, Any]) -> None:
    world = World()
    world.do(ADMIN, "put_operator", **OLGA)
    with_a_phone(world)
    before = rung(world)

    world.do(ADMIN, "put_operator", **{**OLGA, **less})

    assert (before, rung(world)) == (["olga"], [])


def test_whoever_signs_out_everywhere_is_not_rung_on_a_lost_phone() -> None:
    world = World()
    with_a_phone(world, OPERATOR.id)
    with_a_phone(world, "olga")

    world.do(OPERATOR, "end_sessions", uid=OPERATOR.id)

    assert rung(world) == ["olga"]
