"""From a request to terms: what is agreed when a booking is quoted or placed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from shared.booking.quote import fare_for
from shared.booking.shaping import extra_promise_s
from shared.booking.work import work_of
from shared.errors import Code, Rejected
from shared.geo.cells import coarse
from shared.geo.distance import haversine_m
from shared.messages.commands import BookingRequest, StopRequest
from shared.models.area import ServiceArea
from shared.models.place import LatLng, Window
from shared.models.stop import Stop, StopType
from shared.models.terms import BookingTerms, Promise, PromiseType
from shared.models.zone import ZoneMatch
from shared.units import Seconds, StopId

_HORIZON = timedelta(days=30)
"""Between now and the begin of a job, and between that and the end of its window or its promise."""
_PAST_GRACE = timedelta(minutes=2)
_ASAP_SEARCH = timedelta(minutes=10)
_ASAP_SLACK = timedelta(minutes=20)
DETOUR = 1.3
"""Road over straight line, a plain prior for cities until a travel provider answers."""


@dataclass(frozen=True)
class Timing:
    """When a job begins. ``release_at`` is None when its search opens at once."""

    begins_at: datetime
    release_at: datetime | None


def check_shape(stops: Sequence[StopRequest]) -> None:
    """Refuse stops that form no job.

    Raises:
        Rejected: ``B109`` unless they are one service stop, or pickups followed by drop-offs.
    """
    types = [stop.type for stop in stops]
    if types == [StopType.SERVICE]:
        return
    pickups = types.count(StopType.PICKUP)
    ordered = [StopType.PICKUP] * pickups + [StopType.DROPOFF] * (len(types) - pickups)
    if pickups == 0 or pickups == len(types) or types != ordered:
        raise Rejected(Code.BAD_STOPS, {"types": [kind.value for kind in types]})


def timing_of(window: Window | None, ready_at: datetime | None, now: datetime, lead_s: Seconds) -> Timing:
    """Decide when a job begins and when its search opens.

    Raises:
        Rejected: ``B108`` for a window in the past or beyond the horizon.
    """
    begins_at = max(window.start_at if window else now, ready_at or now, now)
    ends_at = window.end_at if window else begins_at
    if ends_at < now or begins_at > now + _HORIZON or (ready_at and ready_at < now - _PAST_GRACE):
        raise Rejected(Code.BAD_WINDOW, {"now": now.isoformat()})
    if window is None:
        return Timing(begins_at, None)
    return Timing(begins_at, release_of(window.start_at, now, lead_s))


def release_of(begins_at: datetime, now: datetime, lead_s: Seconds) -> datetime | None:
    """Say when the search for a job that begins then opens: a lead before; None for now."""
    release_at = begins_at - timedelta(seconds=lead_s)
    return release_at if release_at > now else None


def trip_m(points: Sequence[LatLng]) -> float:
    """Length of the way through ``points``, straight lines times the detour prior."""
    return round(DETOUR * sum(haversine_m(a, b) for a, b in pairwise(points)), 1)


def draft_terms(
    request: BookingRequest, area: ServiceArea, matches: Sequence[ZoneMatch], timing: Timing
) -> BookingTerms:
    """Write down what is agreed.

    Raises:
        Rejected: ``B108`` when the promised deadline can not be met even with a provider at the door, or when it or the window
            ends beyond the horizon.
    """
    stops = tuple(
        _stop(index, stop, match) for index, (stop, match) in enumerate(zip(request.stops, matches, strict=True))
    )
    metres = trip_m([stop.point for stop in request.stops])
    extra_s = extra_promise_s(area, stops[0].zone_id, request.service, timing.begins_at)
    return BookingTerms(
        service=request.service,
        stops=stops,
        promise=_promise(request, timing, work_of(metres, stops, area), timedelta(seconds=extra_s)),
        requirements=request.requirements,
        preferences=request.preferences,
        undeliverable_action=request.undeliverable_action,
        ready_at=timing.begins_at,
        fare=fare_for(metres, area.tariff),
        trip_m=metres,
        external_id=request.external_id,
    )


def _stop(index: int, stop: StopRequest, match: ZoneMatch) -> Stop:
    return Stop(
        stop_id=StopId(f"s{index + 1}"),
        type=stop.type,
        sequence=index + 1,
        cell=coarse(stop.point),
        point=stop.point,
        zone_id=match.zone_id,
        zone_version=match.zone_version,
        window=stop.window,
        service_s=stop.service_s,
        proof_required=stop.proof_required,
    )


def _promise(request: BookingRequest, timing: Timing, work: timedelta, extra: timedelta) -> Promise:
    """What is told: a customer's own deadline as it is, any other end with what shaping adds."""
    if request.deliver_by is not None:
        check_deadline(request.deliver_by, timing.begins_at, work)
        return Promise(type=request.promise_type, window=Window(start_at=timing.begins_at, end_at=request.deliver_by))
    latest = request.pickup_window.end_at if request.pickup_window else timing.begins_at + _ASAP_SEARCH
    if latest > timing.begins_at + _HORIZON:
        raise Rejected(Code.BAD_WINDOW, {"latest": (timing.begins_at + _HORIZON).isoformat()})
    end_at = max(latest, timing.begins_at) + work + _ASAP_SLACK + extra
    kind = PromiseType.WINDOW if request.pickup_window else PromiseType.ASAP
    window = Window(start_at=timing.begins_at, end_at=end_at)
    return Promise(type=kind, window=window, widened_s=round(extra.total_seconds()))


def check_deadline(deliver_by: datetime, begins_at: datetime, work: timedelta) -> None:
    """Refuse a deadline that even a provider at the door can not meet, or that is beyond the horizon.

    Raises:
        Rejected: ``B108`` with the ``earliest`` that could be met.
    """
    if not work <= deliver_by - begins_at <= _HORIZON:
        raise Rejected(Code.BAD_WINDOW, {"earliest": (begins_at + work).isoformat()})
