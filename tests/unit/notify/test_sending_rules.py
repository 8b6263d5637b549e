"""When a message is tried again, held back, made silent or kept from a device."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from shared.models.device import Device, Group, QuietHours
from shared.notify.reach import PURGED_AFTER, SILENT_AFTER, is_silent, is_within, reaches
from shared.notify.retrying import drop_at, next_try
from shared.notify.sparing import AN_HOUR, GAP, wait_before
from tests.builders import NOW, later
from tests.builders import a_device as any_device


def a_device(**changes: Any) -> Device:
    """A customer's phone."""
    return any_device(**{"app": "customer", **changes})


NIGHT = QuietHours(starts=time(22), ends=time(7))


def test_tries_come_at_growing_distances_until_the_message_means_nothing() -> None:
    drop = drop_at(NOW, ttl_s=86_400)
    at, tries = NOW, []
    while (due := next_try("d-1", len(tries) + 1, at, 0.0, drop)) is not None:
        tries.append((due - at).total_seconds())
        at = due

    assert tries[0] >= 10
    assert tries == sorted(tries) or max(tries) >= 600
    assert at - NOW < timedelta(minutes=60)
    assert len(tries) >= 6


def test_the_push_services_own_pause_is_kept() -> None:
    due = next_try("d-1", 1, NOW, 60.0, later(3600))

    assert due == later(60)


def test_an_offer_is_not_tried_again_after_its_time() -> None:
    assert next_try("d-1", 1, NOW, 0.0, drop_at(NOW, ttl_s=9)) is None


def test_deliveries_that_failed_together_are_not_tried_again_together() -> None:
    dues = {next_try(f"d-{number}", 1, NOW, 0.0, later(3600)) for number in range(50)}

    assert len(dues) > 40


def test_who_has_just_heard_something_hears_the_next_after_a_gap() -> None:
    assert wait_before([], NOW) == 0
    assert wait_before([NOW - timedelta(seconds=30)], NOW) == GAP.total_seconds() - 30
    assert wait_before([NOW - GAP], NOW) == 0


def test_the_number_an_hour_counts_what_is_planned_too() -> None:
    planned = [later(600 * number) for number in range(-AN_HOUR + 1, 1)]

    assert wait_before([later(90)], NOW) == 90 + GAP.total_seconds()
    assert wait_before(planned[::-1], NOW) == wait_before(planned, NOW) == (planned[0] - NOW).total_seconds() + 3600


def test_nobody_hears_more_than_a_few_an_hour() -> None:
    sent = [NOW - timedelta(minutes=50 - 8 * number) for number in range(AN_HOUR)]

    assert wait_before(sent, NOW) == timedelta(minutes=10).total_seconds()


@pytest.mark.parametrize(("hour", "quiet"), [(21, False), (22, True), (3, True), (7, False), (12, False)])
def test_quiet_hours_run_past_midnight(hour: int, *, quiet: bool) -> None:
    assert is_within(NIGHT, time(hour)) is quiet
    assert is_within(QuietHours(starts=time(9), ends=time(9)), time(hour)) is False


def test_at_night_only_what_is_urgent_makes_a_sound_by_the_devices_own_clock() -> None:
    phone = a_device(quiet=NIGHT, timezone="Asia/Tokyo")
    midnight_in_tokyo = datetime(2026, 3, 2, 15, tzinfo=UTC)

    assert is_silent(phone, "assigned", midnight_in_tokyo)
    assert not is_silent(phone, "cancelled", midnight_in_tokyo)
    assert not is_silent(phone, "assigned", midnight_in_tokyo + timedelta(hours=9))
    assert not is_silent(a_device(quiet=NIGHT), "assigned", midnight_in_tokyo)


def test_a_device_is_left_alone_when_stale_shut_out_or_not_willing() -> None:
    assert reaches(a_device(), "assigned", NOW)
    assert not reaches(a_device(refreshed_at=NOW - SILENT_AFTER - timedelta(seconds=1)), "assigned", NOW)
    assert not reaches(a_device(quarantined_at=NOW), "assigned", NOW)
    assert not reaches(a_device(wants=(Group.WORK,)), "assigned", NOW)
    assert not reaches(a_device(app="provider"), "assigned", NOW)
    assert PURGED_AFTER > SILENT_AFTER


def test_an_operator_who_wants_only_grave_matters_is_spared_the_others() -> None:
    console = a_device(app="operator", least_severity="critical")

    assert reaches(console, "search_failing", NOW)
    assert not reaches(console, "approval", NOW)
