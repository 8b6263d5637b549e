"""The minutely look at the fleet: doubtful idle phones are marked and left out, and who is lost for long is paused."""

from typing import Any

import pytest

from muster.services.snapshot_areas import snapshot_areas
from shared import collection_names, paths
from shared.models.change import CommitRecord
from shared.models.facts import FleetEntry, FleetSnapshot
from shared.models.provider import Doubt, Duty, Position
from tests.builders import a_point
from tests.world import AREA, World

FAR = a_point(north_m=30_000)


def entry(world: World) -> FleetEntry:
    (only,) = world.store.value(paths.fleet_snapshot(AREA, 0), FleetSnapshot).providers
    return only


def position(world: World) -> Position:
    return world.store.value(paths.position("ada"), Position)


def watched(world: World, *, after_s: float = 60) -> None:
    world.clock.advance(after_s)
    snapshot_areas(world.backend)


def test_an_idle_phone_that_jumps_is_marked_shown_where_it_was_and_not_asked() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    snapshot_areas(world.backend)
    world.clock.advance(60)
    world.is_seen("ada", FAR)

    snapshot_areas(world.backend)
    world.is_seen("ada", a_point(north_m=100))
    world.a_booking()
    world.settle()

    assert position(world).suspect == (Doubt.TELEPORT,)
    assert (entry(world).lat, entry(world).suspect) == (a_point().lat, (Doubt.TELEPORT,))
    assert world.offers_to("ada") == []


def test_a_phone_that_is_believed_again_is_asked_again() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.store.seed({paths.position("ada"): position(world).model_copy(update={"suspect": (Doubt.TELEPORT,)})})
    snapshot_areas(world.backend)

    world.clock.advance(60)
    world.is_seen("ada", a_point(north_m=100))
    snapshot_areas(world.backend)
    world.a_booking()
    world.settle()

    assert position(world).suspect == ()
    assert len(world.offers_to("ada")) == 1


@pytest.mark.parametrize("doubtful", [{"mocked": True}, {"point": FAR.model_copy(update={"lat": 0.0, "lng": 0.0})}])
def test_what_a_position_says_of_itself_counts_before_any_look(doubtful: dict[str, Any]) -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.store.seed({paths.position("ada"): position(world).model_copy(update=doubtful)})

    world.a_booking()
    world.settle()

    assert world.offers_to("ada") == []


def test_a_look_that_finds_nothing_new_writes_no_position() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    snapshot_areas(world.backend)
    calls: list[str] = []
    world.store.on_call = calls.append

    watched(world)

    assert calls.count("commit") == 2, "the snapshot and the zones"


def test_who_is_lost_without_work_is_paused_with_a_reason_and_a_record() -> None:
    world = World()
    world.a_provider_on_duty("ada")

    watched(world, after_s=899)
    before = world.provider("ada").duty
    watched(world, after_s=2)

    ada = world.provider("ada")
    assert (before, ada.duty, position(world).matchable) == (Duty.ONLINE, Duty.PAUSED, False)
    assert ada.duty_reason == "no position for 901 s"
    (record,) = [
        found
        for path, found in world.store.documents(collection_names.COMMITS, CommitRecord).items()
        if "pause_lost" in path
    ]
    assert record.result == {"provider_id": "ada", "duty": "paused", "reason": "no position for 901 s"}


def test_who_is_lost_with_a_job_keeps_duty_and_job() -> None:
    world = World()
    booking_id = world.won_by(world.a_provider_on_duty("ada"))

    watched(world, after_s=2000)

    assert world.provider("ada").duty is Duty.ONLINE
    assert list(world.provider("ada").active_bookings) == [booking_id]


def test_who_was_paused_comes_back_by_a_word() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    watched(world, after_s=1000)
    world.is_seen("ada", a_point())

    world.do(ada, "set_duty", duty="online")

    assert (world.provider("ada").duty, world.provider("ada").duty_reason) == (Duty.ONLINE, None)
    assert position(world).matchable


def test_a_job_won_at_the_last_moment_is_not_paused_away() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.clock.advance(1000)
    changed = world.provider("ada").model_copy(update={"open_offers": 1, "version": 9})
    world.store.before_next_commit(lambda: None)
    world.store.before_next_commit(lambda: world.store.seed({paths.provider("ada"): changed}))

    snapshot_areas(world.backend)

    assert world.provider("ada").duty is Duty.ONLINE
