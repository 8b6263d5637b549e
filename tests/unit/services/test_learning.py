"""Offers that ended are learned from, once each, and the next window knows."""

import zlib

import pytest

from muster.services.learn_acceptance import learn_acceptance
from shared import collection_names, paths
from shared.dispatch.codec import problem_of
from shared.models.acceptance import AcceptanceModel
from shared.models.area import SettingsVersion
from shared.models.decision import DecisionRecord
from shared.models.offer import Offer, OfferState
from shared.models.provider import Link, Position, Provider
from tests.builders import ADMIN, CENTRE
from tests.world import AREA, World

LANDED_S = 31
A_MINUTE_S = 61
"""An instance remembers for a minute what was learned."""


def model_of(world: World) -> AcceptanceModel:
    return world.store.value(paths.acceptance_model(AREA), AcceptanceModel)


def offers(world: World) -> list[Offer]:
    return list(world.store.documents(collection_names.OFFERS, Offer).values())


def a_declined_offer(world: World) -> None:
    ada = world.a_provider_on_duty("ada")
    world.a_booking()
    world.settle()
    world.do(ada, "decline_offer", offer_id=world.offers_to("ada")[0].offer_id)
    world.clock.advance(LANDED_S)


def test_an_offer_keeps_what_was_known_when_it_was_made() -> None:
    world = World()
    world.a_provider_on_duty("ada", north_m=500)
    world.a_booking()
    world.settle()

    about = offers(world)[0].circumstances

    assert about is not None
    assert about.travel_s > 0
    assert about.trip_s > 0
    assert about.hour == 0 * 24 + 13  # noon in UTC on a Monday is one o'clock in Berlin


def test_a_held_offer_keeps_it_too() -> None:
    world = World(dispatch={"mode": "manual", "triage_ttl_s": 30})
    world.a_provider_on_duty("ada")
    world.a_booking()
    world.settle()

    world.let_pass(40)
    world.sweep()

    assert offers(world)[0].circumstances is not None


def test_an_answer_is_learned_from_once() -> None:
    world = World()
    a_declined_offer(world)

    passes = [learn_acceptance(world.backend) for _ in range(3)]

    assert passes == [1, 0, 0]
    assert model_of(world).answers == 1
    assert model_of(world).providers["ada"].mean < 0


def test_an_answer_too_fresh_to_have_landed_for_sure_waits() -> None:
    world = World()
    a_declined_offer(world)
    world.clock.advance(2 - LANDED_S)

    assert learn_acceptance(world.backend) == 0


def test_a_second_pass_at_the_same_time_is_refused_and_harmless() -> None:
    world = World()
    a_declined_offer(world)
    world.store.before_next_commit(lambda: learn_acceptance(world.backend))

    learn_acceptance(world.backend)

    assert model_of(world).answers == 1
    assert [line.outcome for line in world.log.of("learn_acceptance")] == ["done", "left"]


def test_more_answers_than_a_batch_are_all_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.services.learn_acceptance._BATCH", 2)
    world = World(dispatch={"strategy": "broadcast"})
    crew = [world.a_provider_on_duty(f"p{n}", north_m=100 * n) for n in range(5)]
    world.a_booking()
    world.settle()
    for actor in crew:
        world.clock.advance(1)
        world.do(actor, "decline_offer", offer_id=world.offers_to(actor.id)[0].offer_id)
    world.clock.advance(LANDED_S)

    learn_acceptance(world.backend)

    assert model_of(world).answers == 5


def test_a_window_soon_decides_by_what_was_learned_and_says_so_in_its_record() -> None:
    world = World()
    a_declined_offer(world)
    learn_acceptance(world.backend)
    world.clock.advance(A_MINUTE_S)
    world.is_seen("ada", CENTRE)
    world.a_booking()
    world.settle()

    latest = max(
        world.store.documents(collection_names.DECISIONS, DecisionRecord).values(), key=lambda kept: kept.decided_at
    )

    problem = problem_of(zlib.decompress(b"".join(latest.replay.chunks)))
    assert problem.acceptance is not None
    assert problem.acceptance.version == model_of(world).version
    assert problem.acceptance.effects["ada"] < 0


@pytest.mark.parametrize(("silent_s", "link", "made"), [(0, Link.FRESH, 1), (300, Link.LOST, 0)])
def test_silence_counts_unless_the_phone_was_out_of_reach(silent_s: float, link: Link, made: int) -> None:
    world = World(dispatch={"offer_ttl_s": 45})
    world.a_provider_on_duty("ada")
    world.a_booking()
    world.run_tasks()
    (offer,) = offers(world)
    world.clock.advance(50 + silent_s)
    if not silent_s:
        world.is_seen("ada", world.store.value(paths.position("ada"), Position).point)

    world.sweep()

    ended = world.store.value(paths.offer(offer.offer_id), Offer)
    assert (ended.state, ended.link) == (OfferState.EXPIRED, link)
    assert world.store.value(paths.provider("ada"), Provider).offers_made == made


def test_an_offer_withdrawn_is_taken_off_the_record() -> None:
    world = World(dispatch={"strategy": "broadcast"})
    ada, _bob = world.a_provider_on_duty("ada"), world.a_provider_on_duty("bob", north_m=300)
    world.a_booking()
    world.settle()

    world.accept(ada)

    assert (world.provider("ada").offers_made, world.provider("ada").offers_accepted) == (1, 1)
    assert world.provider("bob").offers_made == 0


def test_every_version_of_an_areas_settings_stays_readable() -> None:
    world = World()

    world.configure(strategy="waves")

    kept = [world.store.value(paths.area_settings(AREA, version), SettingsVersion) for version in (1, 2)]
    assert [one.dispatch.strategy.value for one in kept] == ["sequential", "waves"]
    assert [one.dispatch.version for one in kept] == [1, 2]
    assert {one.changed_by for one in kept} == {ADMIN.id}


def test_a_busy_provider_holds_promises_that_dispatch_sees() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=2, max_open_offers=2)
    booking_id = world.won_by(ada)

    held = world.provider("ada")
    assert held.promises[booking_id].predicted_at == held.free_at
    assert held.zone_id == "mitte"

    world.finish(ada, booking_id)
    assert world.provider("ada").promises == {}
