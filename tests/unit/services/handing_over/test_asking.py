"""Who is asked to take goods over, as stories: one after the other, until somebody comes or an operator decides."""

from shared import paths
from shared.errors import Code
from shared.messages.events import Actor
from shared.models.disruption import RecoveryAction
from shared.models.offer import OfferPurpose
from shared.models.triage import Triage, TriageState
from tests.builders import ADMIN, OPERATOR
from tests.unit.services.handing_over.story import S, agreed, breaks_down, decided, given, ordered, seen, under_way
from tests.world import AREA, World, refused


def test_who_declines_passes_it_on_to_the_next_without_another_order(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    carol = world.a_provider_on_duty("carol", north_m=1500)
    ordered(world, ada, job)

    world.do(bob, "decline_offer", offer_id=world.offers_to("bob")[0].offer_id)
    world.settle()

    assert [offer.purpose for offer in world.offers_to("carol")] == [OfferPurpose.HAND_OVER]
    world.accept(carol)
    assert under_way(world, job).receiver_id == "carol"


def test_an_offer_that_runs_out_goes_to_the_next_too(world: World, ada: Actor, job: str, bob: Actor) -> None:
    world.a_provider_on_duty("carol", north_m=1500)
    ordered(world, ada, job)

    world.let_pass(50)

    assert world.offers_to("bob") == []
    assert len(world.offers_to("carol")) == 1


def test_the_offer_of_who_goes_off_duty_goes_to_the_next_at_once(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    world.a_provider_on_duty("carol", north_m=1500)
    ordered(world, ada, job)

    world.do(bob, "set_duty", duty="offline")
    world.settle()

    assert world.offers_to("bob") == []
    assert len(world.offers_to("carol")) == 1


def test_where_nobody_comes_it_goes_to_an_operator_and_the_goods_stay(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    trouble = ordered(world, ada, job)

    world.do(bob, "decline_offer", offer_id=world.offers_to("bob")[0].offer_id)
    world.settle()

    after = seen(world, trouble)
    item = world.store.value(paths.triage(str(after.triage_id)), Triage)
    assert (after.state, item.state) == (S.ESCALATED, TriageState.OPEN)
    assert RecoveryAction.HAND_OVER not in {one.action for one in item.options}
    assert (world.booking(job).hand_over, world.booking(job).provider_id) == (None, "ada")
    assert world.events(job)[-2:] == ["hand_over.ended", "recovery.escalated"]


def test_an_operator_orders_what_no_playbook_does_by_itself(world: World, ada: Actor, job: str, bob: Actor) -> None:
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=[{"kind": "provider_trouble"}])
    trouble = breaks_down(world, ada, job)
    assert world.offers_to("bob") == []

    decided(world, trouble, "hand_over")

    assert len(world.offers_to("bob")) == 1
    assert world.booking(job).provider_id == "ada"


def test_no_playbook_hands_over_what_is_with_somebody_who_is_only_silent(world: World) -> None:
    with refused(Code.BAD_PLAYBOOK):
        plays = [{"kind": "signal_lost", "automatic": ["hand_over"]}]
        world.do(ADMIN, "put_playbook", area_id=AREA, plays=plays)


def test_a_receiver_who_can_not_come_after_all_is_let_go_and_the_next_is_asked(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    agreed(world, ada, bob, job)
    world.a_provider_on_duty("carol", north_m=1500)

    world.press(bob, "fail_stop", job, reason="flat tyre, too")
    world.settle()

    assert (world.provider("bob").load, world.provider("bob").taking_over, world.provider("bob").route) == (0, {}, ())
    assert [offer.purpose for offer in world.offers_to("carol")] == [OfferPurpose.HAND_OVER]
    assert [entry.stop_id for entry in world.provider("ada").route] == ["s2"]
    world.assert_timelines_fold()


def test_those_who_do_not_meet_in_time_are_parted(world: World, ada: Actor, job: str, bob: Actor) -> None:
    trouble = agreed(world, ada, bob, job)

    world.clock.advance(3600)
    world.sweep()
    world.settle()

    assert "hand_over.failed" in world.events(job)
    assert world.provider("bob").load == 0
    assert world.booking(job).provider_id == "ada"
    assert seen(world, trouble).state is S.ESCALATED


def test_goods_that_were_given_and_never_taken_are_an_operators(world: World, ada: Actor, job: str, bob: Actor) -> None:
    trouble = given(world, ada, bob, job)

    world.let_pass(3600)
    world.sweep()

    assert seen(world, trouble).state is S.ESCALATED
    assert under_way(world, job).receiver_id == "bob"
    world.press(OPERATOR, "complete_stop", job)
    assert (world.booking(job).provider_id, seen(world, trouble).state) == ("bob", S.RECOVERED)
