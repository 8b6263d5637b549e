"""Telemetry: the order of points and duplicates never matter, and what is doubtful never moves anybody."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.models.place import LatLng
from shared.models.provider import TrackPoint
from shared.telemetry.doubts import MARKING, Bounds
from shared.telemetry.progress import Advance, Clocks, advance
from shared.telemetry.quality import Judged, judge
from tests.builders import CENTRE, a_point
from tests.fakes.clock import START
from tests.unit.telemetry.reports import a_leg, known_at

METRES = st.integers(-1500, 1500)
PLACES = st.one_of(
    st.builds(a_point, METRES, METRES),
    st.builds(a_point, METRES, METRES),
    st.just(LatLng(lat=0, lng=0)),
    st.builds(LatLng, lat=st.floats(-90, 90), lng=st.floats(-180, 180)),
)
POINTS = st.builds(
    TrackPoint,
    point=PLACES,
    accuracy_m=st.one_of(st.floats(0, 120), st.floats(0, 5000)),
    device_time=st.integers(-100, 60).map(lambda s: START + timedelta(seconds=s)),
    speed_mps=st.one_of(st.none(), st.floats(0, 400)),
    mocked=st.sampled_from([False, False, False, True]),
)
REPORTS = st.lists(POINTS, min_size=1, max_size=30)
BOUNDS = Bounds(START, centre=CENTRE)
CLOCKS = Clocks(START, START)


def told(points: list[TrackPoint]) -> tuple[Judged, Advance | None]:
    found = judge(points, known_at(-50, north_m=700), BOUNDS)
    return found, advance(None, a_leg(), found, CLOCKS)


@given(REPORTS, st.data())
def test_order_and_duplicates_never_matter(points: list[TrackPoint], data: Any) -> None:
    again = data.draw(st.lists(st.sampled_from(points), max_size=10))
    shuffled = data.draw(st.permutations([*points, *again]))

    found, step = told(points)
    found_again, step_again = told(list(shuffled))

    assert found_again.believed == found.believed
    assert found_again.doubts == found.doubts
    if step is not None and step_again is not None:
        counted = {"suspect": step.progress.suspect}
        assert step_again.progress.model_copy(update=counted) == step.progress
        assert (step_again.signals, step_again.driven) == (step.signals, step.driven)


@given(REPORTS)
def test_a_report_that_comes_again_says_nothing_new(points: list[TrackPoint]) -> None:
    found, step = told(points)
    if not found.believed or step is None:
        return
    last = found.believed[-1]
    known = known_at(0).__class__(last.point, last.accuracy_m, last.device_time)

    again = judge([p for p in points if p.device_time <= last.device_time], known, BOUNDS)

    assert again.believed == ()
    once_more = advance(step.progress, a_leg(), again, CLOCKS)
    assert once_more is not None
    assert once_more.progress.model_copy(update={"suspect": 0}) == step.progress.model_copy(update={"suspect": 0})
    assert once_more.signals == frozenset()


@given(REPORTS)
def test_nothing_doubtful_is_ever_believed(points: list[TrackPoint]) -> None:
    found, step = told(points)

    times = [point.device_time for point in found.believed]
    assert times == sorted(set(times))
    for point in found.believed:
        alone = judge([point], known_at(-50, north_m=700), BOUNDS)
        assert set(alone.doubts or ()) <= MARKING
        assert not point.mocked
        assert 0 < point.accuracy_m <= 200
    assert (step is None) == (not found.believed)


@given(REPORTS)
def test_progress_is_always_a_document_that_can_be_stored(points: list[TrackPoint]) -> None:
    _, step = told(points)

    if step is not None:
        assert type(step.progress).model_validate(step.progress.model_dump()) == step.progress
        assert step.progress.nearest_m <= step.progress.to_stop_m
