"""A slice of a public order book as a scenario: its metres placed on the map, its minutes on the business clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.geo.distance import haversine_m
from shared.messages.commands import PutServiceArea, PutZone, StopRequest
from shared.models.dispatch_settings import DispatchSettings, OfferStrategy
from shared.models.place import LatLng
from shared.models.provider import VehicleType
from shared.models.stop import StopType
from simulator.instance import BadInstance, Courier, Instance, Order, Spot
from simulator.scenario import BookingPlan, ProviderPlan, Scenario, Shift, Temperament
from simulator.travel import HOURS_A_DAY, Roads, between, moved

ORIGIN = LatLng(lat=41.60, lng=-87.95)
"""Where the instance's (0, 0) is put: an offset of our own, the instances do not say which city they are."""
MARGIN_M = 2000.0
AREA_ID = "replay"
SERVICE = "courier"
CAPACITY = 2
"""Orders a courier may hold at once: the next one is offered while the last is on its way."""
CUSTOMERS = 40
RADIUS_MARGIN = 1.1
SECONDS_A_MINUTE = 60
TAIL_MIN = 60
"""Couriers who come on duty so long after the slice still play: its last orders are theirs to finish."""
InstanceClock = Callable[[float], datetime]
"""Business time of a minute of the instance's day."""


@dataclass(frozen=True)
class Slice:
    """Minutes of the instance's day that are played: orders placed from ``from_min`` for ``minutes``."""

    from_min: int
    minutes: int

    @property
    def to_min(self) -> int:
        """The first minute that is no longer played."""
        return self.from_min + self.minutes


def orders_in(instance: Instance, part: Slice) -> list[Order]:
    """Give the slice's orders by placement time.

    Raises:
        BadInstance: nothing is ordered in it.
    """
    orders = [order for order in instance.orders if part.from_min <= order.placed_min < part.to_min]
    if orders:
        return sorted(orders, key=lambda order: (order.placed_min, order.name))
    placed = [order.placed_min for order in instance.orders]
    hours = f"{_hh_mm(min(placed))} to {_hh_mm(max(placed))}"
    raise BadInstance(f"No order is placed in this slice; the orders of {instance.name} run from {hours}.")


def couriers_in(instance: Instance, part: Slice) -> list[Courier]:
    """Give the couriers on duty at some time of the slice or soon after.

    Raises:
        BadInstance: there is none.
    """
    couriers = [c for c in instance.couriers if c.on_min < part.to_min + TAIL_MIN and c.off_min > part.from_min]
    if not couriers:
        raise BadInstance(f"No courier of {instance.name} is on duty in this slice.")
    return couriers


def replay_scenario(instance: Instance, part: Slice, *, start: datetime, providers: int | None = None) -> Scenario:
    """Make the scenario of a slice.

    Args:
        instance: the order book.
        part: which minutes of it.
        start: business time at which minute ``part.from_min`` is played.
        providers: at most so many couriers, all of the slice when left out.

    Raises:
        BadInstance: the slice holds no order or no courier.
    """
    orders, couriers = orders_in(instance, part), couriers_in(instance, part)[:providers]

    def at(minute: float) -> datetime:
        return start + timedelta(minutes=minute - part.from_min)

    return Scenario(
        name=f"{instance.name} {_hh_mm(part.from_min)} to {_hh_mm(part.to_min)}",
        area=_area(instance),
        zones=(_zone(instance),),
        providers=tuple(_provider(number, courier, at) for number, courier in enumerate(couriers, start=1)),
        bookings=iter([_booking(number, order, instance, at) for number, order in enumerate(orders, start=1)]),
        customers=min(CUSTOMERS, len(orders)),
        roads=_roads(instance),
    )


def on_the_map(place: Spot) -> LatLng:
    """Put an instance's metres on the map."""
    return moved(ORIGIN, east_m=place.x_m, north_m=place.y_m)


def _booking(number: int, order: Order, instance: Instance, at: InstanceClock) -> BookingPlan:
    places = {StopType.PICKUP: instance.restaurants[order.restaurant], StopType.DROPOFF: order.place}
    minutes = {StopType.PICKUP: instance.pickup_service_min, StopType.DROPOFF: instance.dropoff_service_min}
    stops = tuple(
        StopRequest.model_validate(
            {"type": kind, "point": on_the_map(place), "service_s": round(minutes[kind] * SECONDS_A_MINUTE)}
        )
        for kind, place in places.items()
    )
    return BookingPlan(
        number=number,
        at=at(order.placed_min),
        customer=(number - 1) % CUSTOMERS,
        service=SERVICE,
        stops=stops,
        ready_in_s=max(0.0, order.ready_min - order.placed_min) * SECONDS_A_MINUTE,
    )


def _provider(number: int, courier: Courier, at: InstanceClock) -> ProviderPlan:
    return ProviderPlan(
        uid=f"courier-{number:03d}",
        name=f"Courier {courier.name}",
        vehicle=VehicleType.CAR,
        services=(SERVICE,),
        home=on_the_map(courier.place),
        shifts=(Shift(on_at=at(courier.on_min), off_at=at(courier.off_min)),),
        capacity=CAPACITY,
        temperament=Temperament(willingness=1.0, patience_m=50_000.0, delay_s=0.8),
    )


def _area(instance: Instance) -> PutServiceArea:
    south_west, north_east = _box(instance)
    return PutServiceArea(
        op_id=f"area.{AREA_ID}",
        area_id=AREA_ID,
        name=f"Replay of {instance.name}",
        timezone="UTC",
        centre=between(south_west, north_east, 0.5),
        dispatch=DispatchSettings(
            strategy=OfferStrategy.SEQUENTIAL,
            offer_ttl_s=120,
            max_radius_m=haversine_m(south_west, north_east) * RADIUS_MARGIN,
            fleet_speed_mps=_speed_mps(instance),
        ),
    )


def _zone(instance: Instance) -> PutZone:
    south_west, north_east = _box(instance)
    west, south, east, north = south_west.lng, south_west.lat, north_east.lng, north_east.lat
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return PutZone(
        op_id=f"zone.{AREA_ID}",
        zone_id=f"{AREA_ID}_all",
        area_id=AREA_ID,
        name="All places of the order book",
        geometry={"type": "Polygon", "coordinates": [ring]},
        services=(SERVICE,),
    )


def _box(instance: Instance) -> tuple[LatLng, LatLng]:
    """South-west and north-east corner around every place of the instance, with a margin."""
    places = [
        *instance.restaurants.values(),
        *(o.place for o in instance.orders),
        *(c.place for c in instance.couriers),
    ]
    xs, ys = [place.x_m for place in places], [place.y_m for place in places]
    low = Spot(min(xs) - MARGIN_M, min(ys) - MARGIN_M)
    return on_the_map(low), on_the_map(Spot(max(xs) + MARGIN_M, max(ys) + MARGIN_M))


def _roads(instance: Instance) -> Roads:
    speed_mps = dict.fromkeys(VehicleType, _speed_mps(instance))
    return Roads(speed_mps=speed_mps, detour=1.0, traffic=(1.0,) * HOURS_A_DAY)


def _speed_mps(instance: Instance) -> float:
    return instance.metres_per_minute / SECONDS_A_MINUTE


def _hh_mm(minute: float) -> str:
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"
