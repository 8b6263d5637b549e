"""Each rule at its two thresholds: noticed at one, over below the other, and between them as it was."""

from itertools import pairwise
from typing import Any

import pytest

from shared.models.booking import Booking
from shared.models.detection import DetectionSettings
from shared.models.disruption import DisruptionKind
from shared.models.eta import EtaWindow
from shared.models.stop import StopState
from shared.recovery.detectors import asks_for_a_look, detect
from shared.recovery.signs import Scene
from tests.builders import NOW, a_position, a_provider, a_window, an_area, an_assignment, later, some_terms
from tests.scenes import LATER, ROUTE, a_running_booking, a_scene, some_progress

K = DisruptionKind


def ago(seconds: float) -> Any:
    return later(LATER - seconds)


def silent(seconds: float) -> Scene:
    return a_scene(position=a_position(server_time=ago(seconds)))


def unstarted(seconds: float, **progress: Any) -> Scene:
    booking = a_running_booking(StopState.PENDING, assignment=an_assignment(assigned_at=ago(seconds)))
    return a_scene(booking, progress=some_progress(since=ago(seconds), still_since=ago(seconds), **progress))


def still(seconds: float, **progress: Any) -> Scene:
    return a_scene(progress=some_progress(still_since=ago(seconds), **progress))


def going_away(seconds: float, strayed_m: float) -> Scene:
    way = some_progress(away_since=ago(seconds), to_stop_m=2000 + strayed_m, nearest_m=2000)
    return a_scene(progress=way)


def in_traffic(pace: float, driven_s: float, booking: Booking | None = None, **progress: Any) -> Scene:
    return a_scene(booking, progress=some_progress(pace=pace, since=ago(driven_s), **progress))


def hurried() -> Booking:
    """Its promise holds only if nothing goes wrong: the window told ends with it."""
    told = EtaWindow(p10_at=later(1300), p50_at=later(1500), p90_at=later(1700))
    terms = some_terms(stops=a_running_booking().terms.stops)
    promise = terms.promise.model_copy(update={"window": a_window(0, 1600)})
    return a_running_booking(
        terms=terms.model_copy(update={"promise": promise}), assignment=an_assignment(eta_end=told)
    )


def at_pickup(seconds: float, *, ready_s: float = 0, state: StopState = StopState.ARRIVED) -> Scene:
    """At the pickup for so long, with things ready ``ready_s`` after NOW."""
    booking = a_running_booking(state)
    pickup = booking.terms.stops[0].model_copy(update={"arrived_at": ago(seconds), "service_s": 60})
    terms = booking.terms.model_copy(update={"stops": (pickup, booking.terms.stops[1]), "ready_at": later(ready_s)})
    return a_scene(booking.model_copy(update={"terms": terms}))


def at_dropoff(seconds: float, service_s: int = 60) -> Scene:
    booking = a_running_booking(StopState.DONE, StopState.ARRIVED)
    there = booking.terms.stops[1].model_copy(update={"arrived_at": ago(seconds), "service_s": service_s})
    terms = booking.terms.model_copy(update={"stops": (booking.terms.stops[0], there)})
    return a_scene(booking.model_copy(update={"terms": terms}), progress=None)


def said(scene: Scene, kind: DisruptionKind) -> tuple[bool, bool]:
    """Whether it begins, and whether it lasts."""
    signs = [sign for sign in detect(scene).signs if sign.kind is kind]
    return (any(sign.begins for sign in signs), any(sign.lasts for sign in signs))


NOTICED, AS_IT_WAS, OVER = (True, True), (False, True), (False, False)
TABLE = [
    # kind, what is to be seen, what it means
    (K.SIGNAL_LOST, silent(181), NOTICED),
    (K.SIGNAL_LOST, silent(180), AS_IT_WAS),
    (K.SIGNAL_LOST, silent(61), AS_IT_WAS),
    (K.SIGNAL_LOST, silent(60), OVER),
    (K.SIGNAL_LOST, a_scene(position=None), NOTICED),
    (K.LATE_START, unstarted(240), NOTICED),
    (K.LATE_START, unstarted(239), AS_IT_WAS),
    (K.LATE_START, a_scene(), OVER),
    (K.PROVIDER_INACTIVE, still(300), NOTICED),
    (K.PROVIDER_INACTIVE, still(299), AS_IT_WAS),
    (K.PROVIDER_INACTIVE, still(60), AS_IT_WAS),
    (K.PROVIDER_INACTIVE, still(59), OVER),
    (K.PROVIDER_INACTIVE, still(900, to_stop_m=100), OVER),
    (K.PROVIDER_INACTIVE, still(900, inside_since=ago(900)), OVER),
    (K.PROVIDER_INACTIVE, a_scene(progress=some_progress(frozen_since=ago(300))), NOTICED),
    (K.OFF_ROUTE, going_away(150, 500), NOTICED),
    (K.OFF_ROUTE, going_away(149, 500), AS_IT_WAS),
    (K.OFF_ROUTE, going_away(150, 499), AS_IT_WAS),
    (K.OFF_ROUTE, going_away(150, 249), OVER),
    (K.OFF_ROUTE, a_scene(), OVER),
    (K.TRAFFIC_DELAY, in_traffic(1.6, 161, hurried()), NOTICED),
    (K.TRAFFIC_DELAY, in_traffic(1.6, 159, hurried()), AS_IT_WAS),
    (K.TRAFFIC_DELAY, in_traffic(1.34, 900, hurried()), AS_IT_WAS),
    (K.TRAFFIC_DELAY, in_traffic(1.11, 900, hurried()), OVER),
    (K.TRAFFIC_DELAY, in_traffic(1.6, 399), AS_IT_WAS),
    (K.TRAFFIC_DELAY, in_traffic(2.0, 840), NOTICED),
    (K.TRAFFIC_DELAY, in_traffic(2.0, 840, still_since=ago(30)), AS_IT_WAS),
    (K.PICKUP_NOT_READY, at_pickup(300), NOTICED),
    (K.PICKUP_NOT_READY, at_pickup(299), AS_IT_WAS),
    (K.PICKUP_NOT_READY, at_pickup(900, ready_s=LATER - 299), AS_IT_WAS),
    (K.PICKUP_NOT_READY, at_pickup(900, ready_s=LATER - 60), OVER),
    (K.PICKUP_NOT_READY, at_pickup(900, state=StopState.SERVICING), OVER),
    (K.LONG_STOP, at_pickup(900, state=StopState.SERVICING), NOTICED),
    (K.LONG_STOP, at_dropoff(540), NOTICED),
    (K.LONG_STOP, at_dropoff(539), AS_IT_WAS),
    (K.LONG_STOP, at_dropoff(60), OVER),
    (K.LONG_STOP, at_dropoff(899, service_s=300), AS_IT_WAS),
    (K.LONG_STOP, at_dropoff(900, service_s=300), NOTICED),
]


@pytest.mark.parametrize(("kind", "scene", "means"), TABLE, ids=lambda value: getattr(value, "value", ""))
def test_a_rule_notices_at_one_threshold_and_lets_go_below_another(
    kind: DisruptionKind, scene: Scene, means: tuple[bool, bool]
) -> None:
    assert said(scene, kind) == means


def test_a_provider_who_rides_as_planned_shows_no_sign() -> None:
    assert not any(sign.begins for sign in detect(a_scene()).signs)


def test_who_rides_towards_the_pickup_has_started_whatever_was_pressed() -> None:
    booking = a_running_booking(StopState.PENDING, assignment=an_assignment(assigned_at=NOW))

    assert said(a_scene(booking), K.LATE_START) == OVER


def test_who_need_not_be_there_yet_is_not_late() -> None:
    scene = unstarted(900)
    booking = scene.bookings["booking-1"]  # type: ignore[index]
    waits = booking.model_copy(update={"terms": booking.terms.model_copy(update={"ready_at": later(LATER + 600)})})
    told = a_scene(waits, progress=scene.progress)

    assert not said(told, K.LATE_START)[0]


def test_who_waited_for_the_time_to_leave_is_not_inactive_on_setting_out() -> None:
    booking = a_running_booking()
    pickup = booking.terms.stops[0].model_copy(update={"enroute_at": ago(30)})
    stops = (pickup, *booking.terms.stops[1:])
    setting_out = booking.model_copy(update={"terms": booking.terms.model_copy(update={"stops": stops})})

    waited_before = a_scene(setting_out, progress=some_progress(still_since=ago(900)))

    assert said(waited_before, K.PROVIDER_INACTIVE) == OVER


def test_without_tracks_a_late_start_needs_twice_the_time() -> None:
    booking = a_running_booking(StopState.PENDING, assignment=an_assignment(assigned_at=ago(479)))
    later_on = a_running_booking(StopState.PENDING, assignment=an_assignment(assigned_at=ago(480)))

    assert said(a_scene(booking, progress=None), K.LATE_START) == AS_IT_WAS
    assert said(a_scene(later_on, progress=None), K.LATE_START) == NOTICED


def test_a_lost_signal_is_trouble_for_every_job_held_since_the_last_position() -> None:
    other = a_running_booking(StopState.PENDING, booking_id="booking-2")
    provider = a_provider(active_bookings={"booking-1": 1, "booking-2": 1}, route=ROUTE)
    scene = a_scene(
        provider=provider,
        bookings={"booking-1": a_running_booking(), "booking-2": other},
        position=a_position(server_time=ago(200)),
        rate=10.0,
    )

    signs = [sign for sign in detect(scene).signs if sign.kind is K.SIGNAL_LOST]

    assert [sign.disruption_id for sign in signs] == ["signal_lost.booking-1.1", "signal_lost.booking-2.1"]
    assert {sign.since for sign in signs} == {ago(2000)}


def test_without_recent_tracks_nothing_can_be_said_of_the_way() -> None:
    about_another_stop = some_progress(stop_id="s0", still_since=ago(900))
    for scene in (a_scene(progress=None), a_scene(progress=about_another_stop), silent(200)):
        assert K.PROVIDER_INACTIVE in detect(scene).unknown
    assert not detect(a_scene()).unknown


def test_the_detectors_follow_the_areas_settings() -> None:
    patient = an_area(detection=DetectionSettings(inactive_s=600))

    assert said(a_scene(progress=some_progress(still_since=ago(400)), area=patient), K.PROVIDER_INACTIVE) == AS_IT_WAS


RADIUS_M = 150
PASSING = [
    {"still_since": ago(305)},
    {"away_since": ago(155)},
    {"pace": 1.6, "since": ago(325)},
]


@pytest.mark.parametrize("changes", PASSING)
def test_a_report_asks_for_a_look_when_it_passes_a_threshold_and_not_with_the_next(changes: dict[str, Any]) -> None:
    settings = DetectionSettings()
    before, now, after = (some_progress(**changes, at=later(LATER + s)) for s in (-10, 0, 10))

    assert asks_for_a_look(before, now, settings, RADIUS_M)
    assert not asks_for_a_look(now, after, settings, RADIUS_M)


def test_it_asks_again_while_it_lasts_in_case_a_look_was_lost() -> None:
    before, now = (some_progress(still_since=NOW, at=later(s)) for s in (595, 605))

    assert asks_for_a_look(before, now, DetectionSettings(), RADIUS_M)


def test_a_ride_without_trouble_never_asks_for_a_look() -> None:
    reports = [some_progress(at=later(s)) for s in range(0, 3600, 10)]

    asked = [asks_for_a_look(a, b, DetectionSettings(), RADIUS_M) for a, b in pairwise(reports)]

    assert not any(asked)
