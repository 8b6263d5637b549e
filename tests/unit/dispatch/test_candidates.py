from typing import Any

import pytest

from shared.dispatch.candidates import CandidateSet, judge, kept
from shared.dispatch.columns import CODE_OF, NO_CODE
from shared.dispatch.problem import RoutePromise
from shared.dispatch.pruning import cheapest
from shared.eta.travel import travel_table
from shared.models.decision import ExclusionReason
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.provider import Duty, Link, VehicleType
from shared.units import BookingId
from tests.windows import a_job, a_window, a_worker, north_of_centre

FAR_DEADLINE = {"window_end_s": 10_000}


def reason_for(job: dict[str, Any], worker: dict[str, Any], settings: dict[str, Any] | None = None) -> str | None:
    window = a_window([a_job(**job)], [a_worker(**worker)], settings=DispatchSettings(**settings or {}))
    code = int(judge(window).codes[0, 0])
    return None if code == NO_CODE else list(ExclusionReason)[code - 1]


@pytest.mark.parametrize(
    ("job", "worker", "reason"),
    [
        ({}, {"duty": Duty.PAUSED}, ExclusionReason.NOT_ON_DUTY),
        ({}, {"link": Link.LOST}, ExclusionReason.LINK_LOST),
        ({}, {"position": LatLng(lat=0, lng=0)}, ExclusionReason.POSITION_SUSPECT),
        ({}, {"accuracy_m": 5000.0}, ExclusionReason.POSITION_SUSPECT),
        ({}, {"accuracy_m": float("nan")}, ExclusionReason.POSITION_SUSPECT),
        ({}, {"speed_mps": 120.0}, ExclusionReason.POSITION_SUSPECT),
        ({"service": "plumbing"}, {}, ExclusionReason.NO_SERVICE),
        ({"skills": ("lift", "cold")}, {"skills": ("cold",)}, ExclusionReason.NO_SKILL),
        ({"vehicles": (VehicleType.VAN,)}, {"vehicle": VehicleType.FOOT}, ExclusionReason.WRONG_VEHICLE),
        ({"blocked": ("p1",)}, {}, ExclusionReason.BLOCKED_BY_CUSTOMER),
        ({"offered_to": ("p1",)}, {}, ExclusionReason.ALREADY_OFFERED),
        ({"declined_by": ("p1",)}, {}, ExclusionReason.DECLINED_RECENTLY),
        ({"demand": 2}, {"load": 1}, ExclusionReason.FULL),
        ({}, {"open_offers": 1}, ExclusionReason.TOO_MANY_OPEN_OFFERS),
        ({}, {"metres": 8001}, ExclusionReason.TOO_FAR),
        ({"window_end_s": 10}, {}, ExclusionReason.WINDOW_UNREACHABLE),
        ({}, {"shift_ends_s": 10}, ExclusionReason.SHIFT_ENDS_BEFORE),
        ({}, {"promises": (RoutePromise(booking_id=BookingId("b0"), slack_s=5),)}, ExclusionReason.BREAKS_PROMISE),
    ],
    ids=str,
)
def test_a_provider_who_can_not_do_a_booking_is_left_out_for_one_coded_reason(
    job: dict[str, Any], worker: dict[str, Any], reason: ExclusionReason
) -> None:
    assert reason_for(job, worker) == reason


@pytest.mark.parametrize(
    ("job", "worker"),
    [
        ({}, {}),
        ({}, {"metres": 7999}),
        ({}, {"link": Link.STALE, "position_age_s": 90}),
        ({"demand": 2}, {}),
        ({"skills": ("lift",)}, {"skills": ("cold", "lift")}),
        ({"window_end_s": 10_000}, {"shift_ends_s": 10_000}),
        ({"declined_by": ("p2",)}, {}),
        ({}, {"promises": (RoutePromise(booking_id=BookingId("b0"), slack_s=15),)}),
        ({}, {"promises": (RoutePromise(booking_id=BookingId("b0"), slack_s=-1),)}),
    ],
    ids=str,
)
def test_a_provider_who_can_do_a_booking_is_a_candidate(job: dict[str, Any], worker: dict[str, Any]) -> None:
    assert reason_for(job, worker) is None


def test_a_stale_link_is_left_out_where_the_area_says_so() -> None:
    assert reason_for({}, {"link": Link.STALE}, {"exclude_stale": True}) == ExclusionReason.LINK_STALE


def test_of_several_reasons_the_first_is_given() -> None:
    assert reason_for({"service": "plumbing"}, {"duty": Duty.OFFLINE, "metres": 9000}) == ExclusionReason.NOT_ON_DUTY


def test_the_second_of_two_entries_for_one_provider_is_left_out() -> None:
    codes = judge(a_window([a_job()], [a_worker("p1"), a_worker("p1", 100)])).codes

    assert codes.tolist() == [[NO_CODE, CODE_OF[ExclusionReason.DUPLICATE_PROVIDER]]]


@pytest.mark.parametrize("nonsense", [float("nan"), -5, None, "soon", float("inf"), 10**9, [1]], ids=str)
def test_a_travel_time_that_is_none_leaves_the_pair_out(nonsense: Any) -> None:
    travel = travel_table([[nonsense, 60]], [300], shape=(1, 2), basis="test")

    codes = judge(a_window([a_job()], [a_worker("p1"), a_worker("p2")], travel=travel)).codes

    assert codes.tolist() == [[CODE_OF[ExclusionReason.TRAVEL_UNKNOWN], NO_CODE]]


def test_a_trip_of_unknown_length_leaves_every_provider_out() -> None:
    travel = travel_table([[60, 60]], [float("nan")], shape=(1, 2), basis="test")

    codes = judge(a_window([a_job()], [a_worker("p1"), a_worker("p2")], travel=travel)).codes

    assert set(codes[0].tolist()) == {CODE_OF[ExclusionReason.TRAVEL_UNKNOWN]}


def test_a_job_of_one_stop_needs_no_trip() -> None:
    travel = travel_table([[60]], [None], shape=(1, 1), basis="test")

    codes = judge(a_window([a_job(dropoff=None)], [a_worker()], travel=travel)).codes

    assert codes.tolist() == [[NO_CODE]]


def candidates_of(n_jobs: int, n_workers: int) -> CandidateSet:
    jobs = [a_job(f"b{place}") for place in range(n_jobs)]
    workers = [a_worker(f"p{place:03}", 10 * place) for place in range(n_workers)]
    judged = judge(a_window(jobs, workers))
    return kept(judged, cheapest(judged))


def test_candidates_of_a_booking_come_best_first() -> None:
    found = candidates_of(2, 10)

    totals = [found.total_s[arc] for arc in found.of_job(1)]

    assert totals == sorted(totals)
    assert [found.worker[arc] for arc in found.of_job(1)] == list(range(10))


def test_dearer_providers_are_counted_as_outranked_beyond_the_cap() -> None:
    found = candidates_of(1, 40)

    assert len(found.of_job(0)) == 40 - found.excluded[0, CODE_OF[ExclusionReason.OUTRANKED]]
    assert found.excluded[0].sum() == 40


def test_a_provider_keeps_its_cheapest_bookings_whom_others_serve_better() -> None:
    jobs = [a_job(f"b{place}", waiting_s=place) for place in range(40)]
    workers = [a_worker(f"p{place:03}", 10 * place) for place in range(60)]

    keep = cheapest(judge(a_window(jobs, workers)))

    assert keep[:, -1].sum() == 24


def test_bookings_alike_in_all_do_not_all_keep_the_same_providers() -> None:
    jobs = [a_job(f"b{place}") for place in range(30)]
    workers = [a_worker(f"p{place:03}") for place in range(60)]

    keep = cheapest(judge(a_window(jobs, workers)))

    assert keep[29, 29:53].all()


def test_every_pair_is_a_candidate_or_counted_by_reason() -> None:
    found = candidates_of(60, 90)

    assert found.excluded.sum(axis=1).tolist() == [90] * 60
    assert [len(found.of_job(job)) for job in range(60)] == found.excluded[:, NO_CODE].tolist()


def test_a_busy_provider_counts_from_where_the_route_ends() -> None:
    worker = a_worker(metres=20_000, free_at_s=300, free_place=north_of_centre(100), load=1)

    found = judge(a_window([a_job()], [worker]))

    assert found.codes.tolist() == [[NO_CODE]]
