"""A city as data: its area, zones, spots where demand arises, services by the hour, and roads."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from shared.geo.distance import haversine_m
from shared.messages.commands import PutServiceArea, PutZone
from shared.models.place import LatLng
from shared.models.provider import VehicleType
from simulator.travel import HOURS_A_DAY, Roads, moved

CITIES = Path(__file__).parent / "cities"
TRIES = 200


class _CityPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Hours = Annotated[tuple[float, ...], Field(min_length=HOURS_A_DAY, max_length=HOURS_A_DAY)]


class Spot(_CityPart):
    """A place where people gather: points fall around it, normally distributed."""

    name: str
    lat: float
    lng: float
    spread_m: float
    weight: float

    def sample(self, rng: random.Random) -> LatLng:
        """Draw a point near the spot."""
        centre = LatLng(lat=self.lat, lng=self.lng)
        return moved(centre, east_m=rng.gauss(0, self.spread_m), north_m=rng.gauss(0, self.spread_m))


class ServiceProfile(_CityPart):
    """How a service is asked for: its share of all bookings, where, how long a stop takes, when in the day."""

    share: float
    from_spot: str
    to_spot: str | None
    service_s: tuple[int, int]
    skills: tuple[str, ...] = ()
    hours: Hours


class RoadsData(_CityPart):
    """The roads as the file gives them."""

    detour: float
    speed_mps: dict[VehicleType, float]
    traffic: Hours


class City(_CityPart):
    """A city file. ``zones`` are the operator's commands without their ``op_id`` and area."""

    note: str
    area: dict[str, Any]
    zones: tuple[dict[str, Any], ...]
    spots: dict[str, tuple[Spot, ...]]
    services: dict[str, ServiceProfile]
    roads_data: Annotated[RoadsData, Field(alias="roads")]

    @property
    def roads(self) -> Roads:
        """How one travels here."""
        data = self.roads_data
        return Roads(speed_mps=data.speed_mps, detour=data.detour, traffic=data.traffic)

    def put_area(self) -> PutServiceArea:
        """Give the command that creates the service area."""
        return PutServiceArea.model_validate({"op_id": f"area.{self.area['area_id']}", **self.area})

    def put_zones(self) -> tuple[PutZone, ...]:
        """Give the commands that create the zones."""
        own = {"area_id": self.area["area_id"]}
        return tuple(PutZone.model_validate({"op_id": f"zone.{zone['zone_id']}", **own, **zone}) for zone in self.zones)

    def sample(self, rng: random.Random, spot_kind: str) -> LatLng:
        """Draw a point around the spots of a kind, by their weights."""
        spots = self.spots[spot_kind]
        return rng.choices(spots, weights=[spot.weight for spot in spots])[0].sample(rng)

    def sample_served(self, rng: random.Random, spot_kind: str, service: str, ground: Ground) -> LatLng:
        """Draw a point around the spots of a kind that ``service`` reaches.

        Raises:
            ValueError: the spots lie nearly all outside the zones; the city file is wrong.
        """
        for _ in range(TRIES):
            point = self.sample(rng, spot_kind)
            if ground.serves(point, service):
                return point
        message = f"no served point found around the {spot_kind} for {service}"
        raise ValueError(message)


class Ground:
    """Where a city's zones reach, for drawing points. The backend's own check is what decides."""

    def __init__(self, zones: Sequence[PutZone]) -> None:
        """Build the shapes once."""
        self._zones = [(zone, _shape(zone)) for zone in sorted(zones, key=lambda z: (-z.priority, z.zone_id))]

    def zone_at(self, point: LatLng) -> PutZone | None:
        """Give the zone that wins at ``point``, or None outside all."""
        return next((zone for zone, area in self._zones if _holds(zone, area, point)), None)

    def serves(self, point: LatLng, service: str) -> bool:
        """Tell whether ``point`` lies in a zone that offers ``service``; whether it is open is the backend's to say."""
        zone = self.zone_at(point)
        return zone is not None and service in zone.services


def load_city(name: str) -> City:
    """Read ``cities/<name>.json``.

    Raises:
        FileNotFoundError: there is no such city.
        ValueError: the file does not have the shape of a city.
    """
    return City.model_validate(json.loads((CITIES / f"{name}.json").read_text(encoding="utf-8")))


def _shape(zone: PutZone) -> BaseGeometry | None:
    geometry = zone.geometry
    if not isinstance(geometry, dict) or geometry["type"] == "Circle":
        return None
    return shape(geometry)


def _holds(zone: PutZone, area: BaseGeometry | None, point: LatLng) -> bool:
    if area is not None:
        return area.covers(Point(point.lng, point.lat))
    circle: Any = zone.geometry
    return haversine_m(LatLng(**circle["centre"]), point) <= float(circle["radius_m"])
