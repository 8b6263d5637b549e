"""What is believed of a phone's positions, rule by rule."""

from datetime import timedelta
from typing import Any

import pytest

from shared.models.place import LatLng
from shared.models.provider import Doubt
from shared.telemetry.doubts import Bounds, doubts_of, is_believed
from shared.telemetry.quality import known_from, trusted_accuracy_m, watched
from tests.builders import CENTRE, a_point
from tests.fakes.clock import START
from tests.unit.telemetry.reports import a_fix, a_position, at, judged, known_at

SWAPPED = LatLng(lat=CENTRE.lng, lng=CENTRE.lat)


@pytest.mark.parametrize(
    ("point", "doubts"),
    [
        (a_fix(0), ()),
        (a_fix(-60), ()),
        (a_fix(-61), (Doubt.LATE,)),
        (a_fix(30), ()),
        (a_fix(31), (Doubt.FUTURE,)),
        (a_fix(0, mocked=True), (Doubt.MOCKED,)),
        (a_fix(0, accuracy_m=200), ()),
        (a_fix(0, accuracy_m=201), (Doubt.VAGUE,)),
        (a_fix(0, accuracy_m=0), (Doubt.NO_ACCURACY,)),
        (a_fix(0, speed_mps=60), ()),
        (a_fix(0, speed_mps=61), (Doubt.IMPOSSIBLE_SPEED,)),
        (a_fix(0, point=LatLng(lat=0, lng=0)), (Doubt.NOWHERE,)),
        (a_fix(0, point=SWAPPED), (Doubt.OUT_OF_REGION,)),
        (a_fix(0, point=SWAPPED, mocked=True, accuracy_m=900), (Doubt.MOCKED, Doubt.OUT_OF_REGION, Doubt.VAGUE)),
    ],
)
def test_each_rule_gives_its_own_doubt(point: Any, doubts: tuple[Doubt, ...]) -> None:
    found = judged([point])

    assert found.doubts == doubts
    assert (len(found.believed), found.suspect) == ((1, 0) if is_believed(doubts) else (0, 1))


@pytest.mark.parametrize("point", [a_fix(-10), a_fix(-20), a_fix(-10, north_m=50)])
def test_what_is_not_newer_than_the_last_point_says_nothing_new(point: Any) -> None:
    found = judged([point], known=known_at(-10))

    assert (found.believed, found.suspect, found.doubts) == ((), 0, None)


def test_a_jump_is_doubted_until_time_enough_has_passed_for_it() -> None:
    known = known_at(-20)

    doubts = [judged([a_fix(s, north_m=3000)], now_s=s, known=known).doubts for s in (0, 20, 40)]

    assert doubts == [(Doubt.TELEPORT,), (Doubt.TELEPORT,), ()]


def test_a_jump_is_judged_by_business_speed_on_a_fast_clock() -> None:
    assert judged([a_fix(0, north_m=3000)], known=known_at(-20), rate=10).doubts == ()


def test_the_points_after_a_jump_are_judged_against_the_last_believed_one() -> None:
    found = judged([a_fix(0, north_m=9000), a_fix(5, north_m=9050), a_fix(6, north_m=40)], 10, known_at(-5))

    assert [round(point.device_time.timestamp() - START.timestamp()) for point in found.believed] == [6]
    assert (found.suspect, found.doubts) == (2, ())


def test_a_fix_that_never_changes_is_marked_after_two_hours_and_still_used() -> None:
    frozen_since = at(-7200)

    found = judged([a_fix(0)], known=known_at(-10, frozen_since=frozen_since))

    assert (found.doubts, len(found.believed), found.frozen_since) == ((Doubt.FROZEN,), 1, frozen_since)


def test_a_fix_that_changes_is_not_frozen() -> None:
    found = judged([a_fix(0, north_m=1)], known=known_at(-10, frozen_since=at(-7200)))

    assert (found.doubts, found.frozen_since) == ((), None)


def test_a_point_a_little_ahead_of_the_server_is_written_up_as_of_now() -> None:
    (point,) = judged([a_fix(20)]).believed

    assert point.device_time == START


def test_of_several_points_ahead_of_the_server_the_newest_is_of_now() -> None:
    (point,) = judged([a_fix(20, north_m=5), a_fix(10)]).believed

    assert (point.device_time, point.point) == (START, a_fix(20, north_m=5).point)


def test_a_phone_whose_stored_clock_was_far_ahead_is_heard_again() -> None:
    position = a_position(device_time=START + timedelta(hours=20))

    assert judged([a_fix(5)], now_s=5, known=known_from(position)).doubts == ()


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        ({}, ()),
        ({"accuracy_m": 0}, (Doubt.NO_ACCURACY,)),
        ({"mocked": True}, (Doubt.MOCKED,)),
        ({"point": LatLng(lat=0, lng=0)}, (Doubt.NOWHERE,)),
        ({"point": SWAPPED}, (Doubt.OUT_OF_REGION,)),
        ({"device_time": at(-61)}, (Doubt.LATE,)),
        ({"device_time": at(31)}, (Doubt.FUTURE,)),
        ({"suspect": (Doubt.TELEPORT,)}, (Doubt.TELEPORT,)),
    ],
)
def test_what_an_idle_phone_wrote_is_judged_when_it_is_read(changes: dict[str, Any], doubts: tuple[Doubt, ...]) -> None:
    assert doubts_of(a_position(**changes), CENTRE) == doubts


@pytest.mark.parametrize(
    ("changes", "accuracy_m"),
    [({}, 8), ({"accuracy_m": 0}, 200), ({"suspect": (Doubt.FROZEN,)}, 200), ({"mocked": True}, 20_015_000)],
)
def test_a_doubtful_position_is_trusted_roughly_and_a_disbelieved_one_not_at_all(
    changes: dict[str, Any], accuracy_m: float
) -> None:
    assert trusted_accuracy_m(a_position(**changes)) == accuracy_m


def test_an_idle_phone_that_jumps_is_noticed_by_the_next_look_and_heals() -> None:
    bounds, there = Bounds(at(60), centre=CENTRE), a_point(north_m=20_000)
    _, known = watched(a_position(), None, bounds)

    doubts, kept = watched(a_position(point=there, device_time=at(60), server_time=at(60)), known, bounds)
    later, moved = watched(a_position(point=there, device_time=at(400), server_time=at(400)), kept, bounds)

    assert (doubts, kept) == ((Doubt.TELEPORT,), known)
    assert (later, moved.point) == ((), there)


def test_an_idle_phone_that_repeats_one_fix_for_hours_is_noticed() -> None:
    known, doubts = None, list[tuple[Doubt, ...]]()
    for second in range(0, 7500, 300):
        position = a_position(device_time=at(second), server_time=at(second))
        found, known = watched(position, known, Bounds(at(second), centre=CENTRE))
        doubts.append(found)

    assert doubts[-1] == (Doubt.FROZEN,)
    assert doubts[-3] == ()


def test_a_look_without_a_new_position_keeps_what_was_noticed() -> None:
    _, known = watched(a_position(), None, Bounds(START))
    position = a_position(suspect=(Doubt.TELEPORT,))

    assert watched(position, known, Bounds(at(60))) == ((Doubt.TELEPORT,), known)
