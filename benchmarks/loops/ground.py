"""The ground a made-up city stands on: a square cut into zones, places in metres from its centre, and where people are drawn to."""

import math
from random import Random
from typing import NamedTuple

SIDE_M, ZONES_A_SIDE = 10_000.0, 4
_SHORTEST_TRIP_M, _LONGEST_TRIP_M = 1_200.0, 5_500.0


class Place(NamedTuple):
    """Metres from the city's centre."""

    north_m: float
    east_m: float

    def distance_m(self, other: "Place") -> float:
        """Length of the straight road between the two."""
        return math.hypot(self.north_m - other.north_m, self.east_m - other.east_m)

    def towards(self, other: "Place", way_m: float) -> "Place":
        """The place ``way_m`` along the straight road to ``other``, or ``other`` if that is nearer."""
        whole_m = self.distance_m(other)
        if whole_m <= way_m:
            return other
        share = way_m / whole_m
        return Place(
            self.north_m + share * (other.north_m - self.north_m), self.east_m + share * (other.east_m - self.east_m)
        )


def zone_of(place: Place) -> int:
    """The zone's number, row by row from the south-west."""
    row, column = (
        min(ZONES_A_SIDE - 1, max(0, int((along_m + SIDE_M / 2) / SIDE_M * ZONES_A_SIDE))) for along_m in place
    )
    return row * ZONES_A_SIDE + column


def anywhere(chance: Random) -> Place:
    """Somewhere in the city, more likely in its middle."""
    while True:
        place = Place(chance.gauss(0, SIDE_M / 4), chance.gauss(0, SIDE_M / 4))
        if _is_inside(place):
            return place


def within(chance: Random, zone: int) -> Place:
    """Somewhere in a zone."""
    width_m = SIDE_M / ZONES_A_SIDE
    row, column = divmod(zone, ZONES_A_SIDE)
    return Place((row + chance.random()) * width_m - SIDE_M / 2, (column + chance.random()) * width_m - SIDE_M / 2)


def a_trip_from(chance: Random, pickup: Place) -> Place:
    """A door as far away as people order."""
    while True:
        turn, way_m = chance.uniform(0, 2 * math.pi), chance.uniform(_SHORTEST_TRIP_M, _LONGEST_TRIP_M)
        door = Place(pickup.north_m + way_m * math.cos(turn), pickup.east_m + way_m * math.sin(turn))
        if _is_inside(door):
            return door


def _is_inside(place: Place) -> bool:
    return max(abs(place.north_m), abs(place.east_m)) < SIDE_M / 2
