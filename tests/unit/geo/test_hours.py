"""Opening hours by the local wall clock, past midnight and over daylight saving; temporary closures."""

from datetime import UTC, datetime, time

import pytest
from pydantic import ValidationError

from shared.errors import Code, Rejected
from shared.geo.hours import closure_at, is_open, next_open_at
from shared.models.place import Window
from shared.models.zone import Closure, OpeningHours
from tests.builders import a_zone

BERLIN = "Europe/Berlin"
EVERY_DAY = tuple(range(7))
DAYTIME = OpeningHours(weekdays=(0, 1, 2, 3, 4), opens=time(9), closes=time(18))
FRIDAY_NIGHT = OpeningHours(weekdays=(4,), opens=time(22), closes=time(3))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_closure(start: str, end: str, reason: str = "flood") -> Closure:
    return Closure(window=Window(start_at=utc(start), end_at=utc(end)), reason=reason)


def test_zone_without_hours_is_always_open() -> None:
    assert is_open(a_zone(), utc("2026-05-03T03:00"), BERLIN)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-05-04T06:59:59", False),
        ("2026-05-04T07:00:00", True),
        ("2026-05-04T15:59:59", True),
        ("2026-05-04T16:00:00", False),
        ("2026-05-03T10:00:00", False),
    ],
)
def test_hours_are_local_and_end_before_closing(at: str, *, expected: bool) -> None:
    assert is_open(a_zone(hours=(DAYTIME,)), utc(at), BERLIN) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-05-08T19:59:00", False),
        ("2026-05-08T20:00:00", True),
        ("2026-05-09T00:59:00", True),
        ("2026-05-09T01:00:00", False),
        ("2026-05-09T20:30:00", False),
        ("2026-05-08T00:30:00", False),
    ],
)
def test_hours_past_midnight_belong_to_the_day_they_began(at: str, *, expected: bool) -> None:
    assert is_open(a_zone(hours=(FRIDAY_NIGHT,)), utc(at), BERLIN) is expected


def test_sunday_night_runs_into_monday() -> None:
    sunday_night = OpeningHours(weekdays=(6,), opens=time(20), closes=time(2))

    assert is_open(a_zone(hours=(sunday_night,)), utc("2026-05-03T23:30"), BERLIN)


def test_equal_times_mean_the_whole_day_round() -> None:
    round_the_clock = OpeningHours(weekdays=(0,), opens=time(6), closes=time(6))
    zone = a_zone(hours=(round_the_clock,))

    assert is_open(zone, utc("2026-05-05T03:59"), BERLIN)
    assert not is_open(zone, utc("2026-05-05T04:00"), BERLIN)


def test_skipped_hour_opens_when_the_clock_has_passed_it() -> None:
    zone = a_zone(hours=(OpeningHours(weekdays=EVERY_DAY, opens=time(2, 30), closes=time(5)),))

    assert not is_open(zone, utc("2026-03-29T00:59"), BERLIN)
    assert is_open(zone, utc("2026-03-29T01:00"), BERLIN)


def test_repeated_hour_is_open_both_times() -> None:
    zone = a_zone(hours=(OpeningHours(weekdays=EVERY_DAY, opens=time(2), closes=time(2, 30)),))

    assert is_open(zone, utc("2026-10-25T00:15"), BERLIN)
    assert is_open(zone, utc("2026-10-25T01:15"), BERLIN)
    assert not is_open(zone, utc("2026-10-25T00:45"), BERLIN)


def test_unknown_timezone_is_refused() -> None:
    for name in ("Mars/Olympus", "../../etc/passwd", ""):
        with pytest.raises(Rejected) as refusal:
            is_open(a_zone(hours=(DAYTIME,)), utc("2026-05-04T07:00"), name)

        assert refusal.value.code is Code.INVALID_ARGUMENT


def test_closure_is_in_force_until_its_end() -> None:
    closure = a_closure("2026-05-04T08:00", "2026-05-04T10:00")
    zone = a_zone(closures=(closure,))

    assert closure_at(zone, utc("2026-05-04T08:00")) == closure
    assert closure_at(zone, utc("2026-05-04T09:59")) == closure
    assert closure_at(zone, utc("2026-05-04T10:00")) is None


def test_closure_that_ends_last_is_named() -> None:
    short = a_closure("2026-05-04T08:00", "2026-05-04T10:00", "works")
    long = a_closure("2026-05-04T09:00", "2026-05-04T12:00", "flood")

    assert closure_at(a_zone(closures=(long, short)), utc("2026-05-04T09:30")) == long


def test_next_opening_is_after_the_weekend() -> None:
    assert next_open_at(a_zone(hours=(DAYTIME,)), utc("2026-05-08T17:00"), BERLIN) == utc("2026-05-11T07:00")


def test_next_opening_waits_for_the_closure_to_end() -> None:
    zone = a_zone(hours=(DAYTIME,), closures=(a_closure("2026-05-03T08:00", "2026-05-04T10:00"),))

    assert next_open_at(zone, utc("2026-05-04T08:00"), BERLIN) == utc("2026-05-04T10:00")


def test_next_opening_is_told_where_the_same_weekday_is_a_week_away() -> None:
    zone = a_zone(hours=(OpeningHours(weekdays=(0,), opens=time(9), closes=time(10)),))

    assert next_open_at(zone, utc("2026-05-04T09:00"), BERLIN) == utc("2026-05-11T07:00")


def test_zone_that_never_opens_has_no_next_opening() -> None:
    zone = a_zone(hours=(OpeningHours(weekdays=(), opens=time(9), closes=time(10)),))

    assert next_open_at(zone, utc("2026-05-04T09:00"), BERLIN) is None


def test_hours_with_an_offset_are_no_local_hours() -> None:
    with pytest.raises(ValidationError):
        OpeningHours.model_validate({"weekdays": [0], "opens": "09:00Z", "closes": "18:00"})
