"""What the simulation says about trouble that nobody ends."""

from muster.services.watch import watch
from shared import collection_names
from shared.models.triage import Triage
from tests.builders import CUSTOMER
from tests.simulation.invariants import overdue, violations
from tests.watched import Watched


def escalated() -> Watched:
    """Ada has a parcel on board and can not go on; an operator is asked."""
    world = Watched("start_stop", "arrive_at_stop", "complete_stop")
    world.do(world.ada, "report_problem", booking_id=world.booking_id, kind="provider_trouble")
    world.settle()
    return world


def test_trouble_is_overdue_when_its_booking_ended_and_no_schedule_saw_it() -> None:
    world = Watched("start_stop")
    world.do(CUSTOMER, "report_problem", booking_id=world.booking_id, kind="address_problem")
    world.settle()
    world.finish(world.ada, world.booking_id)
    world.clock.advance(121)

    said = overdue(world, 120)
    watch(world.backend)

    assert [line.split(" though ")[0] for line in said] == [f"address_problem.{world.booking_id} is open"]
    assert overdue(world, 120) == []


def test_an_operator_s_item_is_overdue_past_its_deadline() -> None:
    world = escalated()
    world.clock.advance(301)

    said = overdue(world, 60)
    world.sweep()

    assert len(said) == 1
    assert said[0].endswith("past its deadline or its disruption's end")
    assert overdue(world, 60) == []


def test_an_escalation_that_nobody_is_asked_about_is_broken() -> None:
    world = escalated()
    (item,) = world.store.documents(collection_names.TRIAGE, Triage)
    del world.store._tables[collection_names.TRIAGE][item]

    assert any("that nobody is asked for" in line for line in violations(world))
