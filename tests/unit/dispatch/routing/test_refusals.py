"""What can't be planned gets the rule and the stop, never an exception."""

from dataclasses import replace
from typing import Any

import pytest

from shared.dispatch.routing.model import Reason, RouteJob, RouteProblem, RouteProvider
from tests.routes import a_delivery, a_driver, a_service, on_a_line, on_board, refs, refused


@pytest.mark.parametrize(
    ("job", "reason", "stop"),
    [
        (a_delivery("b", 10, 20, door_earliest_s=50, door_latest_s=40), Reason.WINDOW_CONTRADICTORY, "door"),
        (a_delivery("b", 10, 20, door_latest_s=19), Reason.TOO_LATE, "door"),
        (a_delivery("b", 10, 20, demand=6), Reason.CAPACITY, "pickup"),
        (a_delivery("b", 10, 20, max_on_board_s=9), Reason.TOO_LONG_ON_BOARD, "door"),
        (a_delivery("b", 10, 999), Reason.UNKNOWN_PLACE, "door"),
        (a_delivery("b", 10, 20, door_latest_s=float("nan")), Reason.NOT_A_NUMBER, "door"),
        (a_delivery("b", 10, 20, door_load=-2), Reason.UNBALANCED_LOAD, None),
        (a_delivery("b", 10, 20, door_stop_id="pickup"), Reason.DUPLICATE, "pickup"),
        (on_board("b", 20, provider="nobody"), Reason.UNKNOWN_PROVIDER, None),
        (RouteJob(booking_id="b", visits=()), Reason.NOTHING_TO_VISIT, None),  # type: ignore[arg-type]
    ],
)
def test_refusal_names_the_rule_and_the_stop(job: RouteJob, reason: Reason, stop: str | None) -> None:
    found = refused(on_a_line(job))

    assert (found.reason, found.booking_id, found.stop_id) == (reason, "b", stop)


@pytest.mark.parametrize(
    ("locked", "reason"),
    [
        ("b.nowhere", Reason.LOCK_UNKNOWN),
        ("x.pickup", Reason.LOCK_UNKNOWN),
        ("b.pickup b.pickup", Reason.LOCK_TWICE),
        ("b.door", Reason.LOCK_OUT_OF_ORDER),
        ("b.door b.pickup", Reason.LOCK_OUT_OF_ORDER),
    ],
)
def test_locks_that_contradict_what_is_known_are_refused(locked: str, reason: Reason) -> None:
    found = refused(on_a_line(a_delivery("b", 10, 20), drivers=[a_driver(locked=refs(locked))]))

    assert found.reason is reason


@pytest.mark.parametrize("second", ["b.pickup", "b.door"])
def test_two_providers_can_not_be_locked_to_one_booking(second: str) -> None:
    drivers = [a_driver(locked=refs("b.pickup")), a_driver("bob", locked=refs(second))]

    found = refused(on_a_line(a_delivery("b", 10, 20), drivers=drivers))

    assert found.reason in {Reason.LOCK_TWICE, Reason.LOCK_OF_ANOTHER}


def test_a_locked_stop_that_comes_too_late_is_named() -> None:
    driver = a_driver(locked=refs("b.pickup"))

    found = refused(on_a_line(a_delivery("b", 10, 20, pickup_latest_s=5), drivers=[driver]))

    assert (found.reason, found.stop_id, found.provider_id) == (Reason.TOO_LATE, "pickup", "ada")


def test_windows_that_exclude_each_other_are_proven_to_for_one_provider() -> None:
    found = refused(
        on_a_line(a_service("a", 10, latest_s=10), a_service("b", 90, latest_s=90), a_service("c", 50, latest_s=20))
    )

    assert found.reason is Reason.TOO_LATE
    assert found.proven


def test_nobody_to_drive_is_a_reason_of_its_own() -> None:
    problem = on_a_line(a_service("a", 10))

    assert refused(replace(problem, providers=())).reason is Reason.NO_PROVIDER


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, None, "soon"])
def test_a_stop_that_no_usable_leg_leads_to_is_named(value: Any) -> None:
    problem = on_a_line(a_service("a", 10), drivers=[a_driver(), a_driver("bob", place=3)])
    travel_s = [[value if target == 10 else leg for target, leg in enumerate(row)] for row in problem.travel_s]

    found = refused(replace(problem, travel_s=travel_s))

    assert (found.reason, found.booking_id) == (Reason.UNKNOWN_TRAVEL, "a")


@pytest.mark.parametrize(
    ("driver", "reason"),
    [
        (a_driver(place=5000), Reason.UNKNOWN_PLACE),
        (a_driver(free_s=float("nan")), Reason.NOT_A_NUMBER),
    ],
)
def test_a_provider_who_makes_no_sense_is_named(driver: RouteProvider, reason: Reason) -> None:
    found = refused(on_a_line(a_service("a", 10), drivers=[driver]))

    assert (found.reason, found.provider_id) == (reason, "ada")


def test_a_table_with_ragged_rows_is_no_exception() -> None:
    problem = RouteProblem(providers=(a_driver(),), jobs=(a_service("a", 1),), travel_s=[[0], [1]])

    assert refused(problem).reason is Reason.UNKNOWN_TRAVEL


def test_two_bookings_of_one_name_are_refused() -> None:
    assert refused(on_a_line(a_service("a", 1), a_service("a", 2))).reason is Reason.DUPLICATE


def test_a_search_that_finds_nothing_does_not_claim_a_proof() -> None:
    jobs = [a_service(f"s{n:02d}", n, latest_s=3) for n in range(20)]

    found = refused(on_a_line(*jobs, drivers=[a_driver(), a_driver("bob", place=10)]), rounds=3)

    assert (found.reason, found.proven) == (Reason.TOO_LATE, False)
