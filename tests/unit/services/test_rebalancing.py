"""Rebalancing as stories: a zone runs short, somebody idle is asked to move, and what came of it is kept."""

from typing import Any

import pytest

from muster.services.learn_demand import learn_demand
from muster.services.rebalance_areas import rebalance_area
from muster.services.snapshot_areas import snapshot_areas
from muster.services.window import gather_window
from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor
from shared.models.area import ServiceArea
from shared.models.change import put, remove
from shared.models.facts import ZoneState
from shared.models.supply import DemandModel, Suggestion, SuggestionState, SupplyLevel
from shared.models.zone import Zone
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, PROVIDER, a_point, later, some_facts
from tests.moves import a_suggestion_to
from tests.world import AREA, World, refused

WEST_M = 1500


def a_city(**supply: Any) -> World:
    """Berlin with a second zone in the west that has plenty of idle providers, and none in the middle."""
    world = World()
    place = {"lat": CENTRE.lat, "lng": CENTRE.lng}
    dispatch = {"matching_window_hold_s": 0}
    known = {"area_id": AREA, "name": "Berlin", "timezone": "Europe/Berlin", "centre": place, "dispatch": dispatch}
    world.do(ADMIN, "put_service_area", **known, supply={"most_per_run": 2, **supply})
    west = a_point(east_m=-WEST_M)
    circle = {"type": "Circle", "centre": {"lat": west.lat, "lng": west.lng}, "radius_m": 800}
    zone = {"zone_id": "west", "area_id": AREA, "name": "West", "geometry": circle, "services": ["courier"]}
    world.do(ADMIN, "put_zone", **zone, priority=1)
    return world


def with_people(world: World, *uids: str) -> list[Actor]:
    return [world.a_provider_on_duty(uid, east_m=-WEST_M, vehicle="car") for uid in uids]


def short_of_supply(world: World, bookings: int = 4) -> None:
    for _ in range(bookings):
        world.a_booking()
    snapshot_areas(world.backend)


def suggestions(world: World) -> list[Suggestion]:
    return list(world.store.documents(collection_names.SUGGESTIONS, Suggestion).values())


def state(world: World, zone_id: str) -> ZoneState:
    return world.store.value(paths.zone_state(zone_id), ZoneState)


def test_an_area_that_can_not_be_looked_at_does_not_hide_the_others() -> None:
    world = World()
    area = world.store.value(paths.service_area(AREA), ServiceArea)
    torn = area.model_copy(update={"area_id": "aachen", "timezone": "Mars/Olympus"})
    ghost = world.store.value(paths.zone("mitte"), Zone).model_copy(update={"zone_id": "dom", "area_id": "aachen"})
    world.store.seed({paths.service_area("aachen"): torn, paths.zone("dom"): ghost})

    looked = snapshot_areas(world.backend)

    assert looked == 2
    assert state(world, "mitte").computed_at == world.clock.now()


def test_who_is_idle_where_nothing_happens_is_asked_to_go_where_people_wait() -> None:
    world = a_city()
    with_people(world, "ada", "bob", "cleo", "dora")

    short_of_supply(world)

    assert (state(world, "mitte").level, state(world, "west").level) == (SupplyLevel.SHORT, SupplyLevel.CALM)
    asked = suggestions(world)
    assert len(asked) == 2, "no more than the cap of a run"
    assert {(s.from_zone, s.to_zone, s.state, s.cause) for s in asked} == {("west", "mitte", "open", "schedule")}
    assert all(s.gain_s > 0 and s.zone_before.waiting == 4 for s in asked)


def test_the_phone_hears_of_a_suggestion_once_and_not_after_it_is_over() -> None:
    world = a_city()
    (ada,) = with_people(world, "ada")
    phone = {"installation_id": "phone-1", "target_kind": "token", "target": "token-1-2-3", "app": "provider"}
    world.do(ada, "register_device", **phone)
    short_of_supply(world)
    messages = [m for m in world.bus.drain() if m.topic == "notifications"]

    world.deliver(messages)
    world.deliver(messages)

    (sent,) = world.push.sent
    told = sent.message
    assert (told.kind, told.ids, told.high_priority) == ("suggestion", {"suggestion_id": "ada.2"}, False)
    world.clock.advance(301)
    world.store.commit([remove(paths.delivery(told.delivery_id))])
    world.deliver(messages)
    assert len(world.push.sent) == 1


def test_nobody_is_asked_again_within_the_cool_down_whatever_they_answered() -> None:
    world = a_city(most_per_run=5)
    ada, _ = with_people(world, "ada", "bob")
    short_of_supply(world)
    world.do(ada, "answer_suggestion", suggestion_id=suggestions(world)[0].suggestion_id, accept=False)

    for _ in range(25):
        world.clock.advance(60)
        world.is_seen("ada", a_point(east_m=-WEST_M))
        world.is_seen("bob", a_point(east_m=-WEST_M))
        snapshot_areas(world.backend)
    within = len(suggestions(world))
    world.clock.advance(600)
    world.is_seen("ada", a_point(east_m=-WEST_M))
    snapshot_areas(world.backend)

    assert within == 2
    assert sum(s.provider_id == "ada" for s in suggestions(world)) == 2


def test_two_runs_at_once_ask_a_provider_once() -> None:
    world = a_city()
    with_people(world, "ada")
    for _ in range(4):
        world.a_booking()
    world.store.before_next_commit(lambda: None)
    world.store.before_next_commit(lambda: rebalance_area(world.backend, AREA, "rival") and None)  # type: ignore[arg-type]

    rebalance_area(world.backend, AREA, "schedule")  # type: ignore[arg-type]

    assert len(suggestions(world)) == 1


def test_a_run_that_saw_the_fleet_before_another_asked_asks_nobody_twice() -> None:
    world = a_city()
    (ada,) = with_people(world, "ada")
    for _ in range(4):
        world.a_booking()

    def another_run() -> None:
        world.do(ada, "set_duty", duty="online")
        assert rebalance_area(world.backend, AREA, "rival") == 1  # type: ignore[arg-type]

    world.store.before_next_commit(lambda: None)
    world.store.before_next_commit(another_run)

    assert rebalance_area(world.backend, AREA, "schedule") == 0  # type: ignore[arg-type]
    assert [s.cause for s in suggestions(world)] == ["rival"]


def test_who_agrees_counts_where_they_go_for_pressure_and_for_dispatch() -> None:
    world = a_city()
    (ada,) = with_people(world, "ada")
    short_of_supply(world)
    before = state(world, "mitte")

    told = world.do(ada, "answer_suggestion", suggestion_id=suggestions(world)[0].suggestion_id, accept=True)
    snapshot_areas(world.backend)

    assert told["state"] == "accepted"
    assert state(world, "mitte").supply > before.supply == 0
    assert state(world, "west").supply == 0
    area = world.store.value(paths.service_area(AREA), ServiceArea)
    window = gather_window(world.backend, area, world.store.bookings_waiting(AREA, 10))
    assert [worker.zone for worker in window.problem.workers] == ["mitte"]


def test_an_accepted_move_is_measured_when_the_provider_should_have_been_there_for_a_while() -> None:
    world = a_city()
    ada, bob = with_people(world, "ada", "bob")
    short_of_supply(world)
    for actor, asked in zip((ada, bob), sorted(suggestions(world), key=lambda s: s.provider_id), strict=True):
        world.do(actor, "answer_suggestion", suggestion_id=asked.suggestion_id, accept=True)
    world.is_seen("ada", CENTRE)
    world.clock.advance(3600)
    world.is_seen("ada", CENTRE)

    assert world.sweep()["suggestions"] == 2
    assert world.sweep()["suggestions"] == 0

    went = {s.provider_id: s.effect and (s.effect.went, s.effect.got_job) for s in suggestions(world)}
    assert went == {"ada": (True, False), "bob": (False, False)}
    (effect, _) = [s.effect for s in suggestions(world)]
    assert effect is not None
    assert effect.zone_after is not None
    assert effect.zone_after.waiting == 4


def test_a_job_in_the_zone_shows_that_the_provider_went() -> None:
    world = a_city()
    (ada,) = with_people(world, "ada")
    short_of_supply(world, bookings=3)
    world.do(ada, "answer_suggestion", suggestion_id=suggestions(world)[0].suggestion_id, accept=True)
    world.is_seen("ada", CENTRE)
    world.settle()
    world.accept(ada)
    world.clock.advance(3600)

    world.sweep()

    (done,) = suggestions(world)
    assert done.effect is not None
    assert (done.effect.went, done.effect.got_job) == (True, True)


def test_a_suggestion_runs_out_for_the_reader_at_once_and_in_the_store_with_the_sweep() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    suggestion_id = a_suggestion_to(world, "ada")
    world.clock.advance(301)

    with refused(Code.SUGGESTION_OVER):
        world.do(ada, "answer_suggestion", suggestion_id=suggestion_id, accept=True)
    world.sweep()

    assert suggestions(world)[0].state is SuggestionState.EXPIRED


def test_a_suggestion_is_answered_once_by_whom_it_is_for() -> None:
    world = World()
    ada, bob = world.a_provider_on_duty("ada"), world.a_provider_on_duty("bob")
    suggestion_id = a_suggestion_to(world, "ada")

    for actor in (bob, CUSTOMER, OPERATOR, PROVIDER):
        with refused(Code.NOT_YOURS):
            world.do(actor, "answer_suggestion", suggestion_id=suggestion_id, accept=True)
    world.do(ada, "answer_suggestion", suggestion_id=suggestion_id, accept=False)
    with refused(Code.SUGGESTION_OVER):
        world.do(ada, "answer_suggestion", suggestion_id=suggestion_id, accept=True)
    with refused(Code.NOT_FOUND):
        world.do(ada, "answer_suggestion", suggestion_id="ada.99", accept=True)


def test_a_job_that_came_first_overtakes_the_suggestion() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.won_by(ada)
    suggestion_id = a_suggestion_to(world, "ada")

    with refused(Code.SUGGESTION_OVER):
        world.do(ada, "answer_suggestion", suggestion_id=suggestion_id, accept=True)


def test_saying_no_changes_nothing_for_dispatch() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    suggestion_id = a_suggestion_to(world, "ada")

    world.do(ada, "answer_suggestion", suggestion_id=suggestion_id, accept=False)
    world.a_booking()
    world.settle()

    assert len(world.offers_to("ada")) == 1


def test_an_area_that_does_not_want_it_asks_nobody() -> None:
    world = a_city(rebalancing=False)
    with_people(world, "ada", "bob")

    short_of_supply(world)

    assert suggestions(world) == []


def test_demand_is_learned_once_from_what_ended_and_what_was_refused() -> None:
    world = World()
    for number in range(3):
        fact = some_facts(booking_id=f"b-{number}", area_id=AREA, ended_at=later(-600))
        world.store.commit([put(paths.fact(f"b-{number}"), fact)])
    with refused(Code.SERVICE_NOT_OFFERED):
        world.a_booking(service="gardening")
    window = {"start_at": later(0).isoformat(), "end_at": later(60).isoformat()}
    world.do(OPERATOR, "shape_demand", area_id=AREA, kind="pause_service", window=window, reason="storm")
    with refused(Code.SERVICE_PAUSED):
        world.a_booking()
    world.clock.advance(600)

    assert [learn_demand(world.backend) for _ in range(2)] == [5, 0]
    model = world.store.value(paths.demand_model(AREA), DemandModel)
    zone = model.zones["mitte"]  # type: ignore[index]
    assert sum(zone.by_hour) == pytest.approx(5)
    assert zone.unserved == 2
