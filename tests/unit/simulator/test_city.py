"""The city's data: true places, and zones that the backend accepts."""

import random
from itertools import combinations
from typing import Any

import pytest
from shapely.geometry import shape

from shared.geo.zones import parse_geometry
from shared.models.place import LatLng
from simulator.city import Ground, load_city
from simulator.travel import moved

CITY = load_city("lisbon")
GROUND = Ground(CITY.put_zones())
AIRPORT = LatLng(lat=38.7770, lng=-9.1340)
ALMADA = LatLng(lat=38.6790, lng=-9.1590)


def shape_of(zone_id: str) -> Any:
    return shape(next(zone.geometry for zone in CITY.put_zones() if zone.zone_id == zone_id))


@pytest.mark.parametrize("zone", CITY.put_zones(), ids=lambda zone: zone.zone_id)
def test_the_backend_takes_each_zones_geometry(zone: Any) -> None:
    assert parse_geometry(zone.geometry)


def test_districts_do_not_overlap_but_by_their_borders() -> None:
    districts = [z.zone_id for z in CITY.put_zones() if z.priority == 0]

    overlaps = [(a, b) for a, b in combinations(districts, 2) if shape_of(a).intersection(shape_of(b)).area > 1e-9]

    assert overlaps == []


def test_the_city_has_a_hole_a_multipolygon_a_circle_and_opening_hours() -> None:
    zones = CITY.put_zones()

    assert any(zone.geometry["type"] == "Polygon" and len(zone.geometry["coordinates"]) > 1 for zone in zones)
    assert any(zone.geometry["type"] == "MultiPolygon" for zone in zones)
    assert any(zone.geometry["type"] == "Circle" and zone.priority > 0 for zone in zones)
    assert any(zone.hours for zone in zones)


def test_the_airport_is_a_hole_in_its_zone() -> None:
    assert GROUND.zone_at(AIRPORT) is None
    around = GROUND.zone_at(moved(AIRPORT, east_m=1800, north_m=0))
    assert around is not None
    assert around.zone_id == "norte"


def test_the_old_town_wins_over_the_district_around_it() -> None:
    inside = GROUND.zone_at(LatLng(lat=38.7139, lng=-9.1394))

    assert inside is not None
    assert inside.zone_id == "rossio"


def test_nobody_serves_the_other_bank_of_the_river() -> None:
    assert not GROUND.serves(ALMADA, "courier")


@pytest.mark.parametrize("service", list(CITY.services))
def test_points_drawn_for_a_service_are_served(service: str) -> None:
    rng = random.Random(1)

    points = [CITY.sample_served(rng, CITY.services[service].from_spot, service, GROUND) for _ in range(50)]

    assert all(GROUND.serves(point, service) for point in points)


def test_spots_that_nobody_serves_are_a_fault_of_the_file() -> None:
    with pytest.raises(ValueError, match="no served point"):
        CITY.sample_served(random.Random(1), "outside", "courier", GROUND)
