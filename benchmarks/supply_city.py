"""A made-up city of nine square zones and its demand, for the measure of rebalancing."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState, Search
from shared.models.customer_view import CustomerState, CustomerView
from shared.models.place import LatLng, Window
from shared.models.provider import VehicleType
from shared.models.stop import Stop, StopType
from shared.models.supply import DemandModel
from shared.models.terms import BookingTerms, Fare, Promise, PromiseType
from shared.models.zone import Zone, ZoneGeometry
from shared.supply.capacity import travel_s
from shared.supply.demand import Want, learned
from shared.units import AreaId, BookingId, StopId, Uid, ZoneId

SIDE, ZONE_M = 3, 2500.0
PER_H = 60.0
HOT_SHARE, HOT_FOR = 0.5, timedelta(hours=2)
LENGTH = timedelta(hours=6)
HISTORY_DAYS = 14
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
SOUTH_WEST = LatLng(lat=48.15, lng=16.30)
M_PER_LAT, M_PER_LNG = 111_195.0, 74_190.0
AREA = ServiceArea(area_id=AreaId("town"), name="Town", timezone="Europe/Vienna", centre=SOUTH_WEST)
TZ = ZoneInfo(AREA.timezone)


@dataclass(frozen=True)
class Asked:
    """One booking of a day."""

    at: datetime
    pickup: LatLng
    dropoff: LatLng


def _hot_zone(seed: int, at: datetime) -> tuple[int, int]:
    """Which zone is hot: the same at the same hours of each day of one seed."""
    block = at.hour // (HOT_FOR // timedelta(hours=1))
    number = random.Random(f"hot-{seed}-{block}").randrange(SIDE * SIDE)
    return divmod(number, SIDE)


def demand(chance: random.Random, start: datetime, seed: int, *, uneven: bool) -> list[Asked]:
    """Draw the bookings of a day."""
    bookings: list[Asked] = []
    at = start
    while True:
        at += timedelta(hours=chance.expovariate(PER_H))
        if at >= start + LENGTH:
            return bookings
        hot = uneven and chance.random() < HOT_SHARE
        row, column = _hot_zone(seed, at) if hot else divmod(chance.randrange(SIDE * SIDE), SIDE)
        bookings.append(Asked(at, _place(chance, row, column), anywhere(chance)))


def _place(chance: random.Random, row: int, column: int) -> LatLng:
    north_m, east_m = (row + chance.random()) * ZONE_M, (column + chance.random()) * ZONE_M
    return LatLng(lat=SOUTH_WEST.lat + north_m / M_PER_LAT, lng=SOUTH_WEST.lng + east_m / M_PER_LNG)


def anywhere(chance: random.Random) -> LatLng:
    """Give a place anywhere in the city."""
    return _place(chance, chance.randrange(SIDE), chance.randrange(SIDE))


def zone_of(place: LatLng) -> ZoneId:
    """Name the zone of a place."""
    row = int((place.lat - SOUTH_WEST.lat) * M_PER_LAT / ZONE_M)
    column = int((place.lng - SOUTH_WEST.lng) * M_PER_LNG / ZONE_M)
    return ZoneId(f"z{min(max(row, 0), SIDE - 1)}{min(max(column, 0), SIDE - 1)}")


def zones() -> list[Zone]:
    """Give the zones with their middles."""
    middles = {
        f"z{row}{column}": LatLng(
            lat=SOUTH_WEST.lat + (row + 0.5) * ZONE_M / M_PER_LAT,
            lng=SOUTH_WEST.lng + (column + 0.5) * ZONE_M / M_PER_LNG,
        )
        for row in range(SIDE)
        for column in range(SIDE)
    }
    return [
        Zone(
            zone_id=ZoneId(name),
            area_id=AREA.area_id,
            name=name,
            geometry=ZoneGeometry(kind="circle", centre=middle, radius_m=ZONE_M / 2),
            centroid=middle,
        )
        for name, middle in middles.items()
    ]


def history(seed: int, *, uneven: bool) -> DemandModel:
    """What the product would have learned from the days before, each with bookings of its own."""
    model = DemandModel(area_id=AREA.area_id, learned_until=START - timedelta(days=HISTORY_DAYS))
    for ago in range(HISTORY_DAYS, 0, -1):
        start = START - timedelta(days=ago)
        day = demand(random.Random(f"history-{seed}-{ago}"), start, seed, uneven=uneven)
        wants = [Want(zone_of(asked.pickup), asked.at, served=True, offers=1) for asked in day]
        model = learned(model, AREA.area_id, wants, since=start, until=start + timedelta(days=1), tz=TZ)
    return model


def way_s(start: LatLng, end: LatLng) -> int:
    """Seconds from one place to another."""
    return travel_s(start, end, AREA.dispatch.fleet_speed_mps, VehicleType.SCOOTER)


def booking_of(asked: Asked, state: BookingState) -> Booking:
    """The booking as the product's functions read it."""
    window = Window(start_at=asked.at, end_at=asked.at + timedelta(hours=1))
    stop = Stop.model_construct(
        stop_id=StopId("s1"),
        type=StopType.PICKUP,
        sequence=1,
        cell="",
        point=asked.pickup,
        zone_id=zone_of(asked.pickup),
        zone_version=1,
    )
    terms = BookingTerms.model_construct(
        service="courier",
        stops=(stop,),
        promise=Promise(type=PromiseType.ASAP, window=window),
        ready_at=asked.at,
        fare=Fare(amount_minor=0, currency="EUR"),
    )
    return Booking.model_construct(
        booking_id=BookingId("b"),
        customer_id=Uid("c"),
        area_id=AREA.area_id,
        state=state,
        terms=terms,
        created_at=asked.at,
        version=1,
        search=Search(opened_at=asked.at, deadline_at=window.end_at),
        customer_view=CustomerView(state=CustomerState.CONFIRMED, told_at=asked.at),
    )
