"""Tracks of working phones: what is believed, who sees it, and the arrivals it shows."""

from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import StopArrived
from shared.models.eta import DriveSample
from shared.models.place import LatLng
from shared.models.progress import Progress
from shared.models.provider import Doubt, LiveAssignment, Position
from shared.models.stop import ArrivalSource, StopState
from tests.builders import CENTRE, CUSTOMER, OPERATOR, PROVIDER, a_point, later
from tests.world import World, refused

AWAY = a_point(north_m=5000)


def point(world: World, where: LatLng, ago_s: float = 0, **changes: Any) -> dict[str, Any]:
    at = later(-ago_s, world.clock.real_now()).isoformat()
    return {"point": where.model_dump(), "accuracy_m": 8, "device_time": at, **changes}


def report(world: World, actor: Any, *points: dict[str, Any]) -> dict[str, Any]:
    return world.do(actor, "report_track", points=points)


def on_the_way() -> tuple[World, Any, str]:
    world = World()
    ada = world.a_provider_on_duty("ada", north_m=800)
    booking_id = world.won_by(ada)
    world.press(ada, "start_stop", booking_id)
    world.clock.advance(30)
    return world, ada, booking_id


def test_a_track_moves_the_provider_and_what_the_customer_sees() -> None:
    world, ada, booking_id = on_the_way()

    told = report(world, ada, point(world, a_point(600), ago_s=5), point(world, a_point(500)))

    assert told == {"kept": 1, "suspect": 0, "arrived": None}
    position = world.store.value(paths.position("ada"), Position)
    assert (position.point, position.matchable, position.source) == (a_point(500), True, "track")
    live = world.store.value(paths.live(booking_id, 1), LiveAssignment)
    assert live.last_seen is not None
    assert live.last_seen.point == a_point(500)


def test_a_leg_is_followed_by_one_document_without_reading_the_booking_again() -> None:
    world, ada, booking_id = on_the_way()
    report(world, ada, point(world, a_point(700)))
    world.clock.advance(7)
    calls: list[str] = []
    world.store.on_call = calls.append

    report(world, ada, point(world, a_point(665)))

    progress = world.store.value(paths.progress("ada"), Progress)
    assert (progress.booking_id, progress.stop_id) == (booking_id, "s1")
    assert progress.to_stop_m == pytest.approx(665, rel=0.01)
    assert calls == ["get_many", "get_many", "commit"]


def test_a_stop_that_was_moved_is_noticed_within_minutes() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", north_m=800)
    booking_id = world.won_by(ada)
    world.clock.advance(10)
    report(world, ada, point(world, a_point(700)))
    there = {"stop_id": "s1", "point": a_point(700, 900).model_dump()}
    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, stops=[there])
    world.clock.advance(300)

    report(world, ada, point(world, a_point(700)))

    assert world.store.value(paths.progress("ada"), Progress).to_stop_m == pytest.approx(900, rel=0.01)


def test_setting_out_when_there_already_is_an_arrival_half_a_minute_later() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", north_m=20)
    booking_id = world.won_by(ada)
    world.clock.advance(10)
    assert report(world, ada, point(world, a_point(15)))["arrived"] is None
    world.press(ada, "start_stop", booking_id)

    world.clock.advance(31)

    assert report(world, ada, point(world, a_point(10)))["arrived"] == "s1"


def test_a_geofence_arrival_keeps_what_the_position_said() -> None:
    world, ada, booking_id = on_the_way()

    report(world, ada, point(world, a_point(40), accuracy_m=12))

    arrived = world.store.timeline(booking_id)[-1].data
    assert isinstance(arrived, StopArrived)
    assert arrived.evidence is not None
    assert arrived.evidence.distance_m == pytest.approx(40, rel=0.01)
    assert (arrived.evidence.accuracy_m, arrived.evidence.age_s) == (12, 0)


def test_a_vague_position_has_to_last_before_it_is_an_arrival() -> None:
    world, ada, _ = on_the_way()

    first = report(world, ada, point(world, a_point(180), accuracy_m=90))
    world.clock.advance(21)
    second = report(world, ada, point(world, a_point(170), accuracy_m=90))

    assert (first["arrived"], second["arrived"]) == (None, "s1")


def test_leaving_a_stop_that_is_not_done_is_noticed_once() -> None:
    world, ada, _ = on_the_way()
    report(world, ada, point(world, CENTRE))
    for north_m in (300, 400, 500):
        world.clock.advance(30)
        report(world, ada, point(world, a_point(north_m)))

    signals = [line.fields["signals"] for line in world.log.of("track")]
    assert [s for found in signals for s in found if s == "left"] == ["left"]
    assert world.store.value(paths.progress("ada"), Progress).left_at is not None


def test_driving_is_sampled_and_no_person_is_in_a_sample() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", north_m=3500)
    world.press(ada, "start_stop", world.won_by(ada))
    ride(world, ada, start_m=3500, mps=2.5, seconds=420)

    samples = world.store.documents(collection_names.DRIVES, DriveSample).values()

    assert len(samples) == 2
    for sample in samples:
        assert sample.took_s / sample.assumed_s == pytest.approx(5.5 * 0.8 / 2.5, rel=0.1)
        assert "ada" not in sample.model_dump_json()


def ride(world: World, actor: Any, *, start_m: float, mps: float, seconds: int) -> None:
    for second in range(0, seconds, 7):
        report(world, actor, point(world, a_point(start_m - mps * second)))
        world.clock.advance(7)


def test_a_track_that_reaches_the_stop_is_an_arrival() -> None:
    world, ada, booking_id = on_the_way()

    told = report(world, ada, point(world, CENTRE))
    again = report(world, ada, point(world, CENTRE))

    stop = world.booking(booking_id).terms.stops[0]
    assert (told["arrived"], stop.state, stop.arrival_source) == ("s1", StopState.ARRIVED, ArrivalSource.GEOFENCE)
    assert again == {"kept": 0, "suspect": 0, "arrived": None}
    assert world.events(booking_id).count("stop.arrived") == 1


def test_passing_a_stop_before_setting_out_is_no_arrival() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", north_m=800)
    world.won_by(ada)
    world.clock.advance(30)

    assert report(world, ada, point(world, CENTRE))["arrived"] is None


def test_who_lost_the_job_meanwhile_does_not_arrive_for_the_next_provider() -> None:
    world, ada, booking_id = on_the_way()
    bob = world.a_provider_on_duty("bob", north_m=4000)

    def reassigned() -> None:
        world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id="bob", reason="flat tyre")
        world.press(bob, "start_stop", booking_id)

    world.store.before_next_commit(lambda: None)  # the position
    world.store.before_next_commit(reassigned)
    told = report(world, ada, point(world, CENTRE))

    assert told["arrived"] is None
    assert world.booking(booking_id).terms.stops[0].state is StopState.ENROUTE


@pytest.mark.parametrize(
    ("doubtful", "doubt"),
    [
        ({"where": a_point(north_m=30_000)}, Doubt.TELEPORT),
        ({"ago_s": 61}, Doubt.LATE),
        ({"ago_s": -31}, Doubt.FUTURE),
        ({"mocked": True}, Doubt.MOCKED),
        ({"accuracy_m": 201}, Doubt.VAGUE),
        ({"speed_mps": 61}, Doubt.IMPOSSIBLE_SPEED),
        ({"where": LatLng(lat=0, lng=0)}, Doubt.NOWHERE),
        ({"where": LatLng(lat=CENTRE.lng, lng=CENTRE.lat)}, Doubt.OUT_OF_REGION),
    ],
)
def test_a_point_that_is_not_believed_moves_nobody_and_is_seen_on_the_provider(
    doubtful: dict[str, Any], doubt: Doubt
) -> None:
    world, ada, booking_id = on_the_way()
    world.clock.advance(90)
    before = world.store.value(paths.position("ada"), Position)

    told = report(world, ada, point(world, **{"where": CENTRE, **doubtful}))

    after = world.store.value(paths.position("ada"), Position)
    assert told == {"kept": 0, "suspect": 1, "arrived": None}
    assert doubt in after.suspect
    assert after.model_copy(update={"suspect": ()}) == before
    assert world.store.value(paths.live(booking_id, 1), LiveAssignment).last_seen is None
    assert world.booking(booking_id).terms.stops[0].state is StopState.ENROUTE


def test_a_point_without_accuracy_counts_as_a_rough_one() -> None:
    world, ada, _ = on_the_way()

    report(world, ada, point(world, a_point(700), accuracy_m=0))

    position = world.store.value(paths.position("ada"), Position)
    assert (position.point, position.accuracy_m, position.suspect) == (a_point(700), 200, (Doubt.NO_ACCURACY,))


def test_one_good_point_takes_the_doubt_away() -> None:
    world, ada, _ = on_the_way()
    report(world, ada, point(world, CENTRE, mocked=True))
    world.clock.advance(5)

    report(world, ada, point(world, a_point(500)))

    assert world.store.value(paths.position("ada"), Position).suspect == ()


def test_of_a_shuffled_track_the_newest_believable_point_counts() -> None:
    world, ada, _ = on_the_way()
    points = [point(world, a_point(400), ago_s=2), point(world, AWAY), point(world, a_point(600), ago_s=9)]

    assert report(world, ada, *points)["suspect"] == 1

    assert world.store.value(paths.position("ada"), Position).point == a_point(400)


def test_a_track_never_undoes_a_change_of_duty() -> None:
    world, ada, _ = on_the_way()
    world.do(ada, "set_duty", duty="paused")
    world.clock.advance(5)
    world.store.before_next_commit(lambda: world.do(ada, "set_duty", duty="online"))

    told = report(world, ada, point(world, a_point(500)))

    assert told["kept"] == 0, "the next report comes in seconds"
    assert world.store.value(paths.position("ada"), Position).matchable
    world.clock.advance(5)
    assert report(world, ada, point(world, a_point(450)))["kept"] == 1
    assert world.store.value(paths.position("ada"), Position).matchable


def test_a_track_that_races_the_end_of_the_job_brings_no_live_document_back() -> None:
    world, ada, booking_id = on_the_way()
    world.store.before_next_commit(lambda: world.release(ada, booking_id))

    told = report(world, ada, point(world, a_point(500)))

    assert told["kept"] == 0
    assert world.store.documents(collection_names.LIVE, LiveAssignment) == {}


def test_a_doubtful_commit_is_one_to_send_again() -> None:
    world, ada, _ = on_the_way()
    world.store.lose_ack()

    with refused(Code.UNAVAILABLE):
        report(world, ada, point(world, a_point(500)))


def test_only_admitted_providers_report() -> None:
    world = World()

    for actor in (CUSTOMER, OPERATOR):
        with refused(Code.WRONG_ROLE):
            report(world, actor, point(world, CENTRE))
    with refused(Code.NOT_FOUND):
        report(world, PROVIDER, point(world, CENTRE))
