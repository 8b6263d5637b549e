from datetime import UTC, datetime, timedelta

import pytest

from devtools import schedules

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("declared", "interval_s"),
    [
        ("every 1 minutes", 60),
        ("every 5 mins", 300),
        ("every minute", 60),
        ("every 2 hours", 7200),
        ("Every  1 day", 86_400),
    ],
)
def test_an_interval_is_read(declared: str, interval_s: int) -> None:
    cadence = schedules.parse(declared)

    assert cadence.next_after(NOON) - NOON == timedelta(seconds=interval_s)


def test_a_crontab_line_is_due_at_its_next_time() -> None:
    cadence = schedules.parse("*/15 * * * *")

    assert cadence.next_after(NOON + timedelta(minutes=7)) == NOON + timedelta(minutes=15)


def test_a_crontab_line_is_meant_in_its_time_zone() -> None:
    cadence = schedules.parse("0 9 * * *", "Asia/Kolkata")

    assert cadence.next_after(NOON) == datetime(2026, 11, 21, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize("declared", ["", "every 0 minutes", "every now and then", "61 * * * *", "* * *"])
def test_an_unknown_notation_is_refused(declared: str) -> None:
    with pytest.raises(schedules.UnknownSchedule):
        schedules.parse(declared)


def test_a_faster_business_clock_runs_schedules_sooner() -> None:
    cadence = schedules.parse("every 10 minutes")

    assert schedules.real_wait_s(cadence, NOON, rate=12.0) == pytest.approx(50.0)


def test_no_schedule_runs_more_often_than_every_five_real_seconds() -> None:
    cadence = schedules.parse("every 1 minutes")

    assert schedules.real_wait_s(cadence, NOON, rate=1000.0) == schedules.SHORTEST_REAL_S
