"""Figures of the loops' benchmark, from accounts of days written by hand."""

from typing import Any

from benchmarks.loops import findings
from benchmarks.loops.report import impact


def an_account(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "bookings": [],
        "injected": [],
        "disruptions": [],
        "recoveries": [],
        "replans": [],
        "slow_paces": [],
        "message_kinds": {},
    }
    return {**plain, **changes}


def a_booking(**changes: Any) -> dict[str, Any]:
    plain = {
        "booking_id": "bkg_1",
        "state": "completed",
        "placed_s": 0.0,
        "promise_s": 1000.0,
        "widened_s": 0,
        "end_s": 900.0,
        "late": False,
        "undelivered": False,
        "stranded": False,
        "told": [],
        "messages": 3,
        "lost_s": {},
        "hopeless": False,
    }
    return {**plain, **changes}


def test_late_and_never_delivered_count_together_and_cancelled_not_at_all() -> None:
    bookings = [
        a_booking(),
        a_booking(end_s=1100.0, late=True),
        a_booking(state="in_progress", end_s=None, undelivered=True, stranded=True),
        a_booking(state="cancelled", end_s=300.0),
    ]

    found = findings.lateness([an_account(bookings=bookings)])

    assert (found["bookings"], found["late_or_never"], found["stranded"]) == (3, 2, 1)
    assert found["mean_past_promise_s"] == 100.0


def test_who_was_late_but_for_a_wider_promise_is_counted_apart() -> None:
    widened = a_booking(end_s=950.0, widened_s=900)
    others = [a_booking(end_s=90.0, widened_s=900), a_booking(), a_booking(end_s=1100.0, late=True)]

    found = findings.lateness([an_account(bookings=[widened, *others])])

    assert (found["late_or_never"], found["late_or_never_unwidened"], found["widened"]) == (1, 2, 2)


def test_only_what_was_late_or_never_came_is_put_down_to_a_cause() -> None:
    bookings = [
        a_booking(lost_s={"kitchen late": 900.0}),
        a_booking(late=True, lost_s={"kitchen late": 900.0, "slow road": 100.0}),
        a_booking(undelivered=True, lost_s={"silent provider": 4000.0}, hopeless=True),
        a_booking(state="cancelled", undelivered=True, lost_s={"slow road": 900.0}),
    ]

    found = findings.causes([an_account(bookings=bookings)])

    assert found == {"by_cause": {"kitchen late": 1, "silent provider": 1}, "hopeless": 1}


def test_a_window_holds_its_borders_and_each_one_told_counts() -> None:
    told = [(0.0, 950.0, 1000.0, 1050.0), (500.0, 800.0, 850.0, 900.0)]

    found = findings.coverage([an_account(bookings=[a_booking(end_s=900.0, told=told)])])

    assert (found["first"]["covered"], found["last"]["covered"], found["all"]["covered"]) == (0.0, 1.0, 0.5)
    assert found["first"]["early"] == 1.0


def test_the_first_fitting_disruption_after_the_onset_says_how_long_detection_took() -> None:
    trouble = {"what": "silent", "at_s": 100.0, "provider": "rider-1"}
    noticed = [
        {"kind": "signal_lost", "provider": "rider-2", "booking": "b", "zone": None, "detected_s": 110.0},
        {"kind": "traffic_delay", "provider": "rider-1", "booking": "b", "zone": None, "detected_s": 120.0},
        {"kind": "signal_lost", "provider": "rider-1", "booking": "b", "zone": None, "detected_s": 290.0},
        {"kind": "signal_lost", "provider": "rider-1", "booking": "b", "zone": None, "detected_s": 20.0},
    ]

    found = findings.detection([an_account(injected=[trouble], disruptions=noticed)])

    assert found["silent"] == {"injected": 1, "noticed": 1, "median_s": 190.0, "p90_s": 190.0}


def test_a_slow_road_counts_as_seen_when_tracks_say_so_on_that_way() -> None:
    trouble = {"what": "traffic_delay", "at_s": 100.0, "until_s": 500.0, "provider": "rider-1", "booking": "b"}
    paces = [(60.0, "rider-1"), (180.0, "rider-2"), (240.0, "rider-1"), (900.0, "rider-1")]

    found = findings.detection([an_account(injected=[trouble], slow_paces=paces)])

    assert found["traffic_delay"]["noticed"] == 0
    assert found["traffic_delay, seen in the pace of tracks"]["median_s"] == 140.0


def test_stops_that_a_replan_was_not_about_are_counted_among_those_in_the_plans_it_changed() -> None:
    replans = [
        {"booking_id": "b", "moved": 1, "touched": 4, "everywhere": 40},
        {"booking_id": "c", "moved": 0, "touched": 6, "everywhere": 60},
    ]

    found = findings.churn([an_account(replans=replans)])

    assert (found["share_of_touched"], found["share_of_all"]) == (0.1, 0.01)


def test_an_impact_is_right_when_it_saves_where_saving_was_foreseen_or_nothing_where_nothing_was() -> None:
    by = {"kind": "signal_lost", "by": "playbook"}
    pairs = [
        {"action": "reassign", "predicted_s": 600, "actual_s": 200, **by},
        {"action": "reassign", "predicted_s": 600, "actual_s": -10, **by},
        {"action": "reroute", "predicted_s": 40, "actual_s": 0, **by},
        {"action": "reroute", "predicted_s": -300, "actual_s": -500, **by},
    ]

    found = impact(pairs)

    assert found["right_sign"] == 0.75
    assert found["mean_abs_error_s"] == (400 + 610 + 40 + 200) / 4
    assert found["by_action"]["signal_lost: reassign by playbook"]["right"] == 1
    assert impact([]) == {"pairs": 0}
