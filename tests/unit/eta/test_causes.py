"""When a plan is worth a new forecast, and what is behind a delay."""

from typing import Any

import pytest

from shared.eta.causes import cause_named, cause_of
from shared.models.area import RevisionSettings
from shared.models.eta import EtaCause
from shared.models.progress import Progress
from shared.models.provider import Link
from shared.models.stop import StopState, StopType
from tests.builders import NOW, a_stop, an_assigned_booking, later, some_terms


def progress(**changes: Any) -> Progress:
    defaults: dict[str, Any] = {
        "provider_id": "provider-1",
        "area_id": "berlin",
        "booking_id": "booking-1",
        "stop_id": "s1",
        "since": NOW,
        "to_stop_m": 1000,
        "nearest_m": 1000,
        "at": NOW,
        "seen_at": NOW,
    }
    return Progress(**{**defaults, **changes})


@pytest.mark.parametrize(
    ("changed_s", "left_s", "expected"),
    [(119, 60, False), (120, 60, True), (-119, 60, False), (-120, 60, True), (120, 900, False), (180, 900, True)],
)
def test_who_is_notably_later_or_sooner_for_the_time_left_is_forecast_anew(
    changed_s: int, left_s: int, *, expected: bool
) -> None:
    assert RevisionSettings().is_divergent(changed_s, left_s) is expected


def test_an_area_may_look_sooner() -> None:
    assert RevisionSettings(reforecast_from_s=30).is_divergent(30, 60)


@pytest.mark.parametrize(
    ("kind", "state", "ready_s", "pace", "link", "cause"),
    [
        (StopType.PICKUP, StopState.ENROUTE, 0, None, Link.FRESH, EtaCause.PROVIDER_LATE),
        (StopType.PICKUP, StopState.ENROUTE, 0, 1.1, Link.FRESH, EtaCause.PROVIDER_LATE),
        (StopType.PICKUP, StopState.ENROUTE, 0, 1.6, Link.FRESH, EtaCause.TRAFFIC),
        (StopType.PICKUP, StopState.ENROUTE, 0, 1.6, Link.LOST, EtaCause.NO_SIGNAL),
        (StopType.PICKUP, StopState.ARRIVED, 0, 1.6, Link.LOST, EtaCause.PICKUP_NOT_READY),
        (StopType.PICKUP, StopState.ARRIVED, 600, None, Link.FRESH, EtaCause.OTHER_STOPS),
        (StopType.DROPOFF, StopState.SERVICING, 0, None, Link.FRESH, EtaCause.OTHER_STOPS),
    ],
)
def test_a_delay_is_judged_by_the_next_stop(
    kind: StopType, state: StopState, ready_s: int, pace: float | None, link: Link, cause: EtaCause
) -> None:
    stop = a_stop(type=kind, state=state)
    booking = an_assigned_booking(terms=some_terms(stops=(stop,), ready_at=later(ready_s)))

    assert cause_of(booking, stop, progress(pace=pace), link, NOW) is cause


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        (None, None),
        ("traffic", EtaCause.TRAFFIC),
        ("disruption.traffic_delay", EtaCause.TRAFFIC),
        ("signal_lost.booking-1.2", EtaCause.NO_SIGNAL),
        ("pickup_not_ready.booking-1.2", EtaCause.PICKUP_NOT_READY),
        ("divergence", None),
    ],
)
def test_whoever_asks_may_name_the_cause_or_the_disruption(name: str | None, cause: EtaCause | None) -> None:
    assert cause_named(name) is cause


def test_without_a_track_the_provider_is_just_late() -> None:
    booking = an_assigned_booking()

    assert cause_of(booking, booking.terms.stops[0], None, Link.STALE, NOW) is EtaCause.PROVIDER_LATE
