"""When a plan is worth a new forecast, and what is behind a delay."""

from typing import Any

import pytest

from shared.eta.divergence import cause_of, is_divergent
from shared.models.booking import StopState, StopType
from shared.models.eta import EtaCause
from shared.models.progress import Progress
from shared.models.provider import Link
from shared.models.zone import RevisionSettings
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
    ("behind_s", "expected"),
    [(0, False), (89, False), (90, True), (3600, True), (-90, False), (-179, False), (-180, True)],
)
def test_who_is_notably_behind_or_far_ahead_is_forecast_anew(behind_s: int, *, expected: bool) -> None:
    assert is_divergent(progress(behind_s=behind_s), RevisionSettings()) is expected


def test_an_area_may_look_sooner() -> None:
    assert is_divergent(progress(behind_s=30), RevisionSettings(reforecast_behind_s=30))


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


def test_without_a_track_the_provider_is_just_late() -> None:
    booking = an_assigned_booking()

    assert cause_of(booking, booking.terms.stops[0], None, Link.STALE, NOW) is EtaCause.PROVIDER_LATE
