"""Stories of plans that stop holding, one for each kind: what is noticed, when, and when it is over."""

from datetime import timedelta

import pytest

from muster.services.look_at_provider import look_at_provider
from muster.services.watch import watch
from shared import collection_names, paths
from shared.models.disruption import DisruptionState
from shared.models.facts import ZoneState
from shared.models.supply import SupplyLevel
from tests.builders import CENTRE, CUSTOMER
from tests.fakes.messaging import Published
from tests.watched import Watched, noticed_in
from tests.world import AREA, World


def calls_for_recovery(world: World) -> list[str]:
    return [row.fields["disruption_id"] for row in world.log.of("disruption") if row.outcome in {"opened", "worsened"}]


def published(world: World) -> list[Published]:
    return [one for one in world.bus.published if one.payload.get("step") == "recover"]


def test_a_provider_who_falls_silent_is_noticed_and_found_again() -> None:
    world = Watched("start_stop")

    world.minutes(3, seen=False)
    before = world.noticed
    world.minutes(1, seen=False)
    lost = world.noticed["signal_lost"]
    world.minutes(2, seen=True)

    assert before == {}
    assert (lost.provider_id, lost.booking_id, lost.is_open) == ("ada", world.booking_id, True)
    assert lost.detected_at - lost.onset_at == timedelta(minutes=4)
    assert world.noticed["signal_lost"].state is DisruptionState.CLEARED
    assert world.told() == ["disruption.opened signal_lost", "disruption.cleared signal_lost"]


def test_a_provider_who_does_not_set_out_is_noticed_by_tracks_and_cleared_by_setting_out() -> None:
    world = Watched()
    waits_since = world.now

    world.minutes(4, tracks={"still_since": waits_since, "since": waits_since})
    world.look()
    late = world.noticed["late_start"]
    world.press(world.ada, "start_stop", world.booking_id)
    world.minutes(3)

    assert (late.onset_at, late.detected_at) == (waits_since, waits_since + timedelta(minutes=4))
    assert world.noticed["late_start"].end_reason == "signs_gone"


def test_a_late_start_is_noticed_without_tracks_once_the_pickup_is_overdue() -> None:
    world = Watched()

    world.minutes(12)

    assert world.noticed["late_start"].is_open


def test_a_provider_who_stands_still_on_the_way_is_noticed() -> None:
    world = Watched("start_stop")
    stood = world.now

    world.minutes(5, tracks={"still_since": stood})
    world.look()

    assert world.noticed["provider_inactive"].onset_at == stood


def test_a_provider_who_rides_elsewhere_is_noticed_and_cleared_by_turning_round() -> None:
    world = Watched("start_stop")
    turned = world.now

    world.minutes(3, tracks={"away_since": turned, "to_stop_m": 2600.0})
    world.look()
    away = world.noticed["off_route"]
    world.minutes(3, tracks={})

    assert away.onset_at == turned
    assert {one.name: one.value for one in away.evidence} == {"away": 180.0, "strayed": 600.0}
    assert world.noticed["off_route"].state is DisruptionState.CLEARED


def test_a_slow_road_is_noticed_by_the_time_that_it_costs() -> None:
    world = Watched("start_stop")
    left = world.now

    world.minutes(14, tracks={"since": left, "pace": 2.0})
    world.look()

    assert world.noticed["traffic_delay"].onset_at == left


def test_a_pickup_that_is_not_ready_is_noticed_and_over_when_it_is_done() -> None:
    world = Watched("start_stop", "arrive_at_stop")

    world.minutes(5)
    waits = world.noticed["pickup_not_ready"]
    world.press(world.ada, "complete_stop", world.booking_id)
    world.minutes(1)

    assert waits.disruption_id == f"pickup_not_ready.{world.booking_id}"
    assert (waits.stop_id, waits.is_open) == ("s1", True)
    assert world.noticed["pickup_not_ready"].end_reason == "stop_finished"


def test_a_stop_that_takes_far_too_long_is_noticed() -> None:
    world = Watched("start_stop", "arrive_at_stop", "start_service")

    world.minutes(8)

    assert world.noticed["long_stop"].stop_id == "s1"


def test_a_booking_that_goes_from_a_running_plan_is_noted_and_settles() -> None:
    world = Watched(capacity=2, most_on_board=2)
    other = world.won_by(world.ada)

    world.do(CUSTOMER, "cancel_booking", booking_id=other, reason="rain")
    world.settle()
    gone = world.noticed["cancellation"]
    world.minutes(30)

    assert (gone.booking_id, gone.provider_id) == (other, "ada")
    assert world.told(other)[0] == "disruption.opened cancellation"
    assert world.noticed["cancellation"].end_reason == "settled"


def test_a_booking_that_was_all_of_a_plan_disturbs_nothing() -> None:
    world = Watched()

    world.do(CUSTOMER, "cancel_booking", booking_id=world.booking_id, reason="rain")
    world.settle()

    assert world.noticed == {}


def test_a_hand_off_that_fails_is_noted() -> None:
    world = Watched("start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop")

    world.moves("fail_stop", reason="nobody there")
    world.settle()

    failed = world.noticed["failed_handoff"]
    assert (failed.booking_id, failed.stop_id, failed.is_open) == (world.booking_id, "s2", True)


def test_messages_that_come_again_or_late_note_nothing_twice() -> None:
    world = Watched("start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop")
    world.moves("fail_stop", reason="nobody there")
    messages = world.bus.drain()

    world.deliver([*messages, *messages])
    world.minutes(31)
    settled = world.noticed["failed_handoff"]
    world.deliver(messages)

    assert settled.end_reason == "settled"
    assert world.noticed["failed_handoff"] == settled
    assert settled.episodes == 1


def state(world: World, level: SupplyLevel, since_s: float, waiting: int) -> None:
    now = world.clock.now()
    since = now - timedelta(seconds=since_s)
    counted = {"waiting": waiting, "oldest_wait_s": 600, "computed_at": now}
    known = ZoneState(zone_id="mitte", area_id=AREA, level=level, level_since=since, **counted)
    world.store.seed({paths.zone_state("mitte"): known})


def test_a_zone_that_stays_short_is_noticed_once_and_over_when_it_no_longer_is() -> None:
    world = World()
    seen = []
    short, busy = SupplyLevel.SHORT, SupplyLevel.BUSY
    for level, since_s, waiting in ((short, 60, 9), (short, 300, 2), (short, 420, 6), (short, 540, 9), (busy, 60, 3)):
        state(world, level, since_s, waiting)
        world.clock.advance(120)
        watch(world.backend)
        seen.append([one.state.value for one in noticed_in(world).values()])

    assert seen == [[], [], ["open"], ["open"], ["cleared"]]


def test_what_was_noticed_is_moot_when_the_job_is_given_away() -> None:
    world = Watched("start_stop")
    world.minutes(4, seen=False)

    world.release(world.ada, world.booking_id)
    world.minutes(1)

    assert world.noticed["signal_lost"].state is DisruptionState.MOOT


def test_a_disruption_asks_for_recovery_when_it_opens_and_when_it_grows_worse_and_no_more() -> None:
    world = Watched("start_stop", "arrive_at_stop")

    world.minutes(58)

    steps = [row.outcome for row in world.log.of("disruption")]
    assert steps == ["opened", "worsened", "worsened"]
    assert calls_for_recovery(world) == [f"pickup_not_ready.{world.booking_id}"] * 3


def test_of_two_looks_at_once_one_leaves_it_at_that() -> None:
    world = Watched("start_stop", "arrive_at_stop")
    world.clock.advance(301)
    world.is_seen("ada", CENTRE)
    world.store.before_next_commit(world.look)  # type: ignore[arg-type]

    world.look()

    assert world.noticed["pickup_not_ready"].episodes == 1
    assert len(world.signals()) == 1


def test_a_look_whose_answer_is_lost_still_asks_for_recovery() -> None:
    world = Watched("start_stop", "arrive_at_stop")
    world.clock.advance(301)
    world.is_seen("ada", CENTRE)
    world.store.lose_ack()

    look_at_provider(world.backend, "ada")

    assert [one.payload["disruption_id"] for one in published(world)] == [f"pickup_not_ready.{world.booking_id}"]


def test_one_provider_whom_nobody_can_look_at_does_not_keep_the_watch_from_the_others() -> None:
    world = Watched("start_stop", "arrive_at_stop")
    eve = world.a_provider_on_duty("eve")
    world.won_by(eve)
    world.minutes(4, seen=False)
    del world.store._tables[collection_names.PROVIDERS][paths.provider("eve")]

    world.minutes(3)

    assert world.noticed["pickup_not_ready"].is_open


def test_a_job_that_goes_well_is_never_looked_at() -> None:
    world = Watched()
    for verb in ("start_stop", "arrive_at_stop", "complete_stop", "arrive_at_stop", "complete_stop"):
        world.minutes(1)
        world.moves(verb)
    world.minutes(30)

    assert world.noticed == {}
    assert all(row.fields["providers"] == 0 for row in world.log.of("watch"))


def test_a_storm_of_trouble_and_of_overdue_jobs_hides_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.services.watch._BATCH", 2)
    world = World()
    for number in range(7):
        world.won_by(world.a_provider_on_duty(f"p{number}"))
    world.clock.advance(12 * 60)

    first = watch(world.backend)
    world.clock.advance(7 * 3600)
    later = watch(world.backend)

    assert (first["open"], first["providers"]) == (0, 7)
    assert (later["open"], later["providers"]) == (7, 7)
