"""How the way to a stop goes on, as tracks tell it."""

from datetime import timedelta

import pytest

from shared.models.stop import StopState
from shared.telemetry.progress import Signal, trail_of
from tests.builders import a_point
from tests.unit.telemetry.reports import LINE_MPS, a_fix, a_leg, a_ride, at, reported, ridden


def signals_of(steps: list) -> list[Signal]:  # type: ignore[type-arg]
    return [signal for step in steps for signal in sorted(step.signals)]


def test_a_ride_at_the_assumed_speed_is_as_expected() -> None:
    steps = ridden(a_ride(3000, LINE_MPS, 500))

    progress = steps[-1].progress
    assert abs(progress.behind_s) <= 10
    assert progress.pace == pytest.approx(1.0, abs=0.03)
    assert signals_of(steps) == []


def test_a_slow_road_is_seen_by_pace_and_told_once_it_matters() -> None:
    steps = ridden(a_ride(4000, LINE_MPS / 1.6, 600))

    progress = steps[-1].progress
    assert progress.pace == pytest.approx(1.6, abs=0.1)
    assert progress.behind_s > 200
    assert Signal.DIVERGED in signals_of(steps)
    assert signals_of(steps).count(Signal.DIVERGED) <= 3, "each time it is news, not with each report"


def test_a_slow_road_that_is_known_is_no_news() -> None:
    steps = ridden(a_ride(4000, LINE_MPS / 1.6, 600), a_leg(factor=lambda _cell: 1 / 1.6))

    assert signals_of(steps) == []
    assert steps[-1].progress.pace == pytest.approx(1.0, abs=0.03)


def test_drives_are_sampled_every_few_minutes_with_what_was_assumed_and_needed() -> None:
    driven = [one for step in ridden(a_ride(3000, LINE_MPS / 1.6, 480)) for one in step.driven]

    assert len(driven) == 3
    for one in driven:
        assert one.took_s == pytest.approx(150, abs=15)
        assert one.took_s / one.assumed_s == pytest.approx(1.6, abs=0.1)


@pytest.mark.parametrize(("slower", "line_mps"), [(1.0, 1.0), (4.5, LINE_MPS)])
def test_who_needs_longer_for_a_telling_way_is_heard_too(slower: float, line_mps: float) -> None:
    steps = ridden(a_ride(2000, line_mps / slower, 900), a_leg(line_mps=line_mps))
    driven = [one for step in steps for one in step.driven]

    assert sum(one.took_s for one in driven) > 600
    for one in driven:
        assert one.took_s / one.assumed_s == pytest.approx(slower, rel=0.1)
    assert steps[-1].progress.pace == pytest.approx(slower, rel=0.2)


@pytest.mark.parametrize("nearer_mps", [-1.5, 0.25])
def test_who_comes_no_nearer_tells_nothing_of_the_road(nearer_mps: float) -> None:
    steps = ridden([a_fix(s, north_m=2000 - nearer_mps * s, east_m=200 * (s // 7 % 2)) for s in range(0, 1200, 7)])

    assert [one for step in steps for one in step.driven] == []


def test_a_stay_on_the_way_is_not_counted_as_a_slow_road() -> None:
    there = [a_fix(s, north_m=2000 - 5 * s) for s in range(0, 100, 7)]
    stays = [a_fix(s, north_m=1510, east_m=s % 5) for s in range(105, 600, 7)]
    goes_on = [a_fix(s, north_m=1510 - 5 * (s - 600)) for s in range(602, 760, 7)]

    steps = ridden([*there, *stays, *goes_on])

    assert steps[-1].progress.pace == pytest.approx(1.0, abs=0.1)
    assert max(step.progress.at - step.progress.still_since for step in steps if step.progress.still_since) > timedelta(
        minutes=7
    )


def test_riding_away_from_the_stop_is_noticed() -> None:
    steps = ridden([a_fix(s, north_m=500 + 5 * s) for s in range(0, 200, 7)])

    progress = steps[-1].progress
    assert progress.away_since == at(42)
    assert progress.to_stop_m - progress.nearest_m == pytest.approx(980, rel=0.01)


def test_coming_back_to_the_way_ends_being_away() -> None:
    out = [a_fix(s, north_m=500 + 5 * s) for s in range(0, 140, 7)]
    back = [a_fix(140 + s, north_m=1200 - 5 * s) for s in range(0, 140, 7)]

    assert ridden([*out, *back])[-1].progress.away_since is None


def test_entering_and_leaving_a_stop_are_told_once_each() -> None:
    ride = a_ride(800, LINE_MPS, 160)
    leaves = [a_fix(160 + s, north_m=5 * s) for s in range(0, 80, 7)]

    steps = ridden([*ride, *leaves])

    assert [s for s in signals_of(steps) if s is not Signal.DIVERGED] == [Signal.ENTERED, Signal.LEFT]
    assert steps[-1].progress.left_at is not None
    assert steps[-1].progress.inside_since is None


def test_standing_at_the_stop_is_no_standstill() -> None:
    steps = ridden([a_fix(s, east_m=s % 7) for s in range(0, 900, 15)])

    assert signals_of(steps) == [Signal.ENTERED]


def test_another_stop_begins_anew() -> None:
    first = ridden(a_ride(800, LINE_MPS, 200))[-1].progress
    leg = a_leg(stop_id="s2", stop_point=a_point(north_m=5000))

    second = ridden([a_fix(300)], leg)[-1].progress

    assert first.inside_since is not None
    assert (second.stop_id, second.inside_since, second.pace, second.since) == ("s2", None, None, at(300))


def test_what_is_not_believed_is_only_counted() -> None:
    ride = a_ride(800, LINE_MPS, 50)
    before = ridden(ride)[-1].progress

    after = ridden([*ride, a_fix(56, mocked=True)])[-1].progress

    assert after.suspect == 1
    assert after.model_copy(update={"suspect": 0, "seen_at": before.seen_at}) == before


def test_a_stop_that_was_moved_is_ridden_to_where_it_is_now() -> None:
    leg = a_leg(stop_point=a_point(north_m=-2000), stop_state=StopState.PENDING, looked_at=at(60))

    step, known, before = reported([a_fix(0, north_m=500)], None, None, a_leg())
    step, _, _ = reported([a_fix(60, north_m=300)], known, before, leg)

    assert step is not None
    assert step.progress.to_stop_m == pytest.approx(2300, rel=0.01)
    assert trail_of(step.progress).stop_point == leg.stop_point
