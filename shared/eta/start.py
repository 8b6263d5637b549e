"""From where a running plan goes on: the newest sign of the provider, a position or a finished stop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.eta.route_forecast import Start
from shared.models.booking import Booking
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.progress import Progress
from shared.models.provider import Position, Provider, link_of
from shared.units import whole_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is known of a provider's whereabouts.

    Attributes:
        position: as stored; None when there is none.
        progress: on the present leg; None before a track tells.
        now: business time.
        real_now: real time, by which positions are dated.
        rate: business seconds a real second.
    """

    position: Position | None
    progress: Progress | None
    now: datetime
    real_now: datetime
    rate: float = 1.0


def start_of(provider: Provider, bookings: Iterable[Booking], signs: Signs, settings: DispatchSettings) -> Start:
    """Say from where the provider goes on; a stop finished after the position was taken is the newer sign.

    Args:
        provider: with the plan.
        bookings: those on the plan; of what is to be taken over somebody else has done the stops so far.
        signs: position and progress.
        settings: by which the link is judged.
    """
    link = link_of(signs.position, settings, signs.real_now)
    own = [one for one in bookings if one.booking_id not in provider.taking_over]
    seen, finished = _seen(signs), max(_finished(own), default=None, key=lambda one: one[0])
    pace = pace_of(provider, signs.progress)
    if finished is not None and (seen is None or finished[0] > seen[0]):
        return Start(place=finished[1], age_s=_age_s(finished[0], signs.now), link=link, pace=pace)
    if seen is None or signs.position is None:
        return Start(place=None, link=link, pace=pace)
    return Start(
        place=seen[1],
        age_s=_age_s(seen[0], signs.now),
        accuracy_m=signs.position.accuracy_m,
        link=link,
        pace=pace,
    )


def _seen(signs: Signs) -> tuple[datetime, LatLng] | None:
    """Give the position with the business instant at which it was written."""
    if signs.position is None:
        return None
    age = max(timedelta(), signs.real_now - signs.position.server_time)
    return signs.now - age * signs.rate, signs.position.point


def _finished(bookings: Iterable[Booking]) -> Iterable[tuple[datetime, LatLng]]:
    return (
        (stop.finished_at, stop.point)
        for booking in bookings
        for stop in booking.terms.stops
        if stop.finished_at is not None and stop.arrived_at is not None and stop.point is not None
    )


def pace_of(provider: Provider, progress: Progress | None) -> float | None:
    """Give the pace if it is that of the leg the plan begins with."""
    if progress is None or not provider.route:
        return None
    upcoming = provider.route[0]
    is_this_leg = (progress.booking_id, progress.stop_id) == (upcoming.booking_id, upcoming.stop_id)
    return progress.pace if is_this_leg else None


def _age_s(at: datetime, now: datetime) -> int:
    return max(0, whole_seconds(now, at))
