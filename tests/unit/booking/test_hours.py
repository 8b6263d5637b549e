"""An area's hour: the funnel, how long things took, how well they were foreseen, and how work was spread."""

import pytest

from shared.booking.hours import fairness, hour_of, roll_up, spread, work_seen
from shared.models.eta import Forecast
from shared.models.facts import BookingFacts, FleetEntry, HourMetrics, WorkHour
from shared.units import AreaId
from tests.builders import NOW, later, some_facts

AREA = AreaId("berlin")
HOUR = "2026-03-02T12"
TOLD = Forecast(p10_s=60, p50_s=120, p90_s=180)


def rolled(*facts: BookingFacts, refusals: tuple[str, ...] = (), work: WorkHour | None = None) -> HourMetrics:
    return roll_up(AREA, HOUR, facts, refusals, work, later(3600))


def seen(uid: str, work: str = "idle", duty: str = "online") -> FleetEntry:
    return FleetEntry(provider_id=uid, lat=52.5, lng=13.4, duty=duty, work=work, link="fresh", vehicle="car")


def worked(looks: int, **shares: tuple[int, int]) -> WorkHour:
    online = {uid: on for uid, (on, _) in shares.items()}
    return WorkHour(
        area_id=AREA, hour=HOUR, looks=looks, online=online, busy={u: b for u, (_, b) in shares.items()}, expires_at=NOW
    )


def test_each_step_of_the_funnel_is_one_of_those_before() -> None:
    done = some_facts(offers=2, to_assignment_s=20, to_pickup_s=300)
    by_hand = some_facts(offers=0, to_assignment_s=5, outcome="cancelled")
    unserved = some_facts(offers=3, to_assignment_s=None, outcome="unfulfilled")
    never_asked = some_facts(offers=0, to_assignment_s=None, outcome="cancelled")

    hour = rolled(done, by_hand, unserved, never_asked, refusals=("B102", "B102"))

    assert (hour.bookings, hour.offered, hour.assigned, hour.picked_up) == (4, 3, 2, 1)
    assert hour.outcomes == {"completed": 1, "cancelled": 2, "unfulfilled": 1}
    assert (hour.offers, hour.refusals) == (5, {"B102": 2})


def test_an_assignment_is_timed_from_the_begin_of_its_search_not_from_a_placing_hours_before() -> None:
    ahead = some_facts(searched_at=later(7200), to_assignment_s=7230.0)

    hour = rolled(ahead)

    assert hour.to_assignment is not None
    assert hour.to_assignment.p50_s == 30.0


def test_misses_are_told_without_their_sign_and_the_bias_with_it() -> None:
    hour = rolled(some_facts(eta_error_s=-60.0), some_facts(eta_error_s=180.0))

    assert hour.eta_miss is not None
    assert (hour.eta_miss.mean_s, hour.mean_eta_error_s) == (120.0, 60.0)


def test_coverage_is_of_those_ends_that_had_a_window() -> None:
    hour = rolled(
        some_facts(told_end=TOLD, end_after_s=120),
        some_facts(told_end=TOLD, end_after_s=300),
        some_facts(end_after_s=9),
    )

    assert (hour.told_first, hour.covered_first) == (2, 0.5)
    assert (hour.told_last, hour.covered_last) == (0, None)


def test_an_hour_without_bookings_has_no_lengths_and_no_shares() -> None:
    hour = rolled()

    assert (hour.bookings, hour.to_offer, hour.eta_miss, hour.covered_first, hour.fairness) == (
        0,
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([4.0], (1, 4.0, 4.0, 4.0)),
        ([1.0, None, 3.0], (2, 2.0, 2.0, 2.8)),
        ([float(n) for n in range(11)], (11, 5, 5, 9)),
    ],
)
def test_a_spread_has_mean_middle_and_ninetieth(values: list[float | None], expected: tuple[float, ...]) -> None:
    found = spread(values)

    assert found is not None
    assert (found.count, found.mean_s, found.p50_s, found.p90_s) == expected


def test_looks_at_the_fleet_add_up_and_leave_out_who_pauses() -> None:
    first = work_seen(None, AREA, HOUR, [seen("ada", "busy"), seen("bob"), seen("cy", duty="paused")], NOW)

    second = work_seen(first, AREA, HOUR, [seen("ada", "full"), seen("bob", "reserved")], NOW)

    assert (second.looks, second.online, second.busy) == (2, {"ada": 2, "bob": 2}, {"ada": 2})


def test_utilisation_is_counted_over_all_who_were_on_duty() -> None:
    hour = rolled(work=worked(10, ada=(10, 8), bob=(10, 2)))

    assert (hour.providers, hour.online_looks, hour.busy_looks) == (2, 20, 10)


def test_work_that_is_spread_alike_is_fair_and_work_of_one_alone_is_not() -> None:
    assert fairness(worked(10, ada=(10, 5), bob=(10, 5))) == 1.0
    assert fairness(worked(10, ada=(10, 5), bob=(10, 0))) == 0.5


def test_who_came_for_a_moment_does_not_count_for_fairness_and_one_alone_is_neither() -> None:
    assert fairness(worked(10, ada=(10, 5), bob=(2, 0))) is None
    assert fairness(worked(10, ada=(10, 0), bob=(10, 0))) is None


def test_hours_are_named_as_their_paths_are() -> None:
    assert hour_of(NOW) == HOUR
