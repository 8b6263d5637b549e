"""Problems that people report: opened once, added to, and refused where they are nobody's to report."""

from typing import Any

import pytest

from shared import collection_names
from shared.errors import Code
from shared.messages.events import Actor, ActorKind
from shared.models.disruption import Disruption, DisruptionState, Severity
from shared.recovery.delays import held_up
from tests.builders import CUSTOMER, OPERATOR
from tests.watched import Watched
from tests.world import AREA, World, refused

EVE = Actor(kind=ActorKind.PROVIDER, id="eve", areas=(AREA,))
STRANGER = Actor(kind=ActorKind.CUSTOMER, id="customer-9")
ELSEWHERE = Actor(kind=ActorKind.OPERATOR, id="operator-9", areas=("paris",))


def report(world: Watched, actor: Actor, kind: str, **fields: Any) -> dict[str, Any]:
    return world.do(actor, "report_problem", booking_id=world.booking_id, kind=kind, **fields)


def contents(world: World) -> dict[str, Any]:
    return {path: world.store._row(path).document for path in world.store}  # type: ignore[union-attr]


def test_a_provider_says_that_the_goods_are_not_ready() -> None:
    world = Watched("start_stop", "arrive_at_stop")

    told = report(world, world.ada, "pickup_not_ready", expected_delay_s=900, note="the oven is cold")

    noticed = world.noticed["pickup_not_ready"]
    assert told == {"disruption_id": noticed.disruption_id, "state": "open", "severity": noticed.severity.value}
    assert (noticed.reported_by, noticed.note, noticed.stop_id) == ("ada", "the oven is cold", "s1")
    assert {one.name: one.value for one in noticed.evidence} == {"expected_delay": 900, "reports": 1}
    assert world.told() == ["disruption.opened pickup_not_ready"]


def test_what_is_written_on_the_course_of_the_booking_holds_no_words_of_people() -> None:
    world = Watched("start_stop")

    report(world, CUSTOMER, "address_problem", note="ring at Miller's, +49 30 1234567")

    assert "Miller" not in world.signals()[0].model_dump_json()


def test_a_second_report_adds_to_the_first_and_asks_for_no_second_recovery() -> None:
    world = Watched("start_stop")

    report(world, CUSTOMER, "address_problem", stop_id="s2", note="other entrance")
    world.bus.drain()
    report(world, world.ada, "address_problem", stop_id="s2")

    noticed = world.noticed["address_problem"]
    assert len(world.store.documents(collection_names.DISRUPTIONS, Disruption)) == 1
    assert (noticed.reported_by, noticed.note, noticed.episodes) == (CUSTOMER.id, "other entrance", 1)
    assert [one.value for one in noticed.evidence if one.name == "reports"] == [2]
    assert world.bus.drain() == []
    assert world.told() == ["disruption.opened address_problem", "disruption.reported address_problem"]


def test_a_report_of_what_a_detector_noticed_adds_to_it() -> None:
    world = Watched("start_stop", "arrive_at_stop")
    world.minutes(5)
    found = world.noticed["pickup_not_ready"]

    report(world, world.ada, "pickup_not_ready", note="twenty minutes")

    noticed = world.noticed["pickup_not_ready"]
    assert (noticed.detected_at, noticed.note, noticed.reported_by) == (found.detected_at, "twenty minutes", "ada")
    assert {one.name for one in noticed.evidence} == {one.name for one in found.evidence} | {"reports"}


def test_how_much_longer_it_takes_is_counted_from_when_it_was_said() -> None:
    world = Watched("start_stop", "arrive_at_stop")
    world.minutes(25)

    report(world, world.ada, "pickup_not_ready", expected_delay_s=900)
    world.minutes(5)

    assert held_up(world.noticed["pickup_not_ready"], world.clock.now()).middle_s == 600


def test_who_can_not_go_on_can_not_do_any_job_held() -> None:
    world = Watched("start_stop", capacity=2, most_on_board=2)
    other = world.won_by(world.ada)

    report(world, world.ada, "provider_trouble")

    troubles = world.store.documents(collection_names.DISRUPTIONS, Disruption).values()
    assert {(one.booking_id, one.severity) for one in troubles} == {
        (world.booking_id, Severity.CRITICAL),
        (other, Severity.CRITICAL),
    }


def test_staff_report_what_somebody_told_them() -> None:
    world = Watched("start_stop")

    report(world, OPERATOR, "provider_trouble")

    assert world.noticed["provider_trouble"].reported_by == OPERATOR.id


def test_what_was_reported_stays_until_its_stop_is_done() -> None:
    world = Watched("start_stop")
    report(world, CUSTOMER, "address_problem", stop_id="s1")

    world.minutes(3)
    before = world.noticed["address_problem"].state
    world.moves("arrive_at_stop", "complete_stop")
    world.minutes(1)

    assert before is DisruptionState.OPEN
    assert world.noticed["address_problem"].end_reason == "stop_finished"


def test_one_that_is_reported_again_after_its_end_is_the_next_episode() -> None:
    world = Watched("start_stop")
    report(world, world.ada, "provider_trouble")
    world.release(world.ada, world.booking_id)
    world.minutes(1)
    moot = world.noticed["provider_trouble"]
    world.do(OPERATOR, "assign_booking", booking_id=world.booking_id, provider_id="ada", reason="she is well")

    report(world, world.ada, "provider_trouble")

    troubles = world.store.documents(collection_names.DISRUPTIONS, Disruption).values()
    assert moot.state is DisruptionState.MOOT
    assert [one.is_open for one in troubles] == [False, True]


BAD = [
    # who, what, why not
    (STRANGER, {"kind": "address_problem"}, Code.NOT_YOURS),
    (EVE, {"kind": "address_problem"}, Code.NOT_YOURS),
    (ELSEWHERE, {"kind": "address_problem"}, Code.NOT_YOURS),
    (CUSTOMER, {"kind": "provider_trouble"}, Code.NOT_REPORTABLE),
    (CUSTOMER, {"kind": "signal_lost"}, Code.NOT_REPORTABLE),
    (OPERATOR, {"kind": "region_overloaded"}, Code.NOT_REPORTABLE),
    (CUSTOMER, {"kind": "address_problem", "stop_id": "s9"}, Code.NOT_FOUND),
    (CUSTOMER, {"kind": "address_problem", "booking_id": "bkg_9999"}, Code.NOT_FOUND),
    (CUSTOMER, {"kind": "address_problem", "expected_version": 1}, Code.STALE_VERSION),
]


@pytest.mark.parametrize(("actor", "asked", "code"), BAD)
def test_a_report_that_is_not_the_callers_to_make_is_refused_and_changes_nothing(
    actor: Actor, asked: dict[str, Any], code: Code
) -> None:
    world = Watched("start_stop")
    before = contents(world)

    with refused(code):
        world.do(actor, "report_problem", **{"booking_id": world.booking_id, **asked})

    assert contents(world) == before


@pytest.mark.parametrize(
    "fields", [{"kind": "bad_weather"}, {"note": "x" * 281}, {"expected_delay_s": -1}, {"note": ""}]
)
def test_a_report_without_the_documented_shape_is_refused(fields: dict[str, Any]) -> None:
    world = Watched("start_stop")

    with pytest.raises(ValueError, match="validation error"):
        world.do(CUSTOMER, "report_problem", **{"booking_id": world.booking_id, "kind": "address_problem", **fields})


def test_nobody_reports_on_a_job_that_has_ended_or_not_begun() -> None:
    world = Watched("start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop")

    with refused(Code.WRONG_STATE):
        report(world, world.ada, "pickup_not_ready", stop_id="s1")
    world.moves("complete_stop")
    with refused(Code.WRONG_STATE):
        report(world, CUSTOMER, "address_problem")
    waiting = world.a_booking()
    with refused(Code.WRONG_STATE):
        world.do(CUSTOMER, "report_problem", booking_id=waiting, kind="address_problem")

    assert world.noticed == {}


def test_a_reported_problem_whose_answer_was_lost_is_answered_again() -> None:
    world = Watched("start_stop")
    world.store.lose_ack()

    told = report(world, world.ada, "provider_trouble")

    assert told["state"] == "open"
    assert world.noticed["provider_trouble"].version == 1
