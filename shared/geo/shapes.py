"""Exact shapes of zones: the truth about what lies inside. The border belongs to the shape. Decision 0005."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon

from shared.geo.boxes import ANTIMERIDIAN_DEG, FULL_TURN_DEG, POLE_DEG, Bbox, disc_boxes, distance_to_box_m, wrapped
from shared.geo.distance import haversine_deg_m, haversine_m
from shared.geo.faults import Fault, bad_geometry
from shared.models.place import LatLng
from shared.models.zone import ZoneGeometry

CACHED_SHAPES = 2_048
NEAR_POLE_DEG = 85.0
MIN_SCALE = 1e-6


class Shape(Protocol):
    """What a zone's geometry answers. Boxes are closed; their points include both names of the antimeridian."""

    def covers(self, lat: float, lng: float) -> bool:
        """Tell whether the point is inside or on the border."""

    def distance_m(self, point: LatLng) -> float:
        """Metres to the border from outside, 0 inside."""

    def boxes(self) -> tuple[Bbox, ...]:
        """Boxes that hold the shape."""

    def meets(self, boxes: Sequence[Bbox]) -> Sequence[bool]:
        """Tell for each box whether it may hold a point of the shape; never no when it does."""

    def holds(self, boxes: Sequence[Bbox]) -> Sequence[bool]:
        """Tell for each box whether the shape certainly covers all of it."""

    def label_at(self) -> LatLng:
        """Where a map writes the name."""


@dataclass(frozen=True)
class Disc:
    """A circle on the sphere; its radius is inclusive."""

    centre: LatLng
    radius_m: float

    def covers(self, lat: float, lng: float) -> bool:
        """Tell whether the point is at most the radius away."""
        return haversine_deg_m(self.centre.lat, self.centre.lng, lat, lng) <= self.radius_m

    def distance_m(self, point: LatLng) -> float:
        """Metres to the border from outside, 0 inside."""
        return max(0.0, haversine_m(self.centre, point) - self.radius_m)

    def boxes(self) -> tuple[Bbox, ...]:
        """Boxes that hold the disc."""
        return disc_boxes(self.centre, self.radius_m)

    def meets(self, boxes: Sequence[Bbox]) -> Sequence[bool]:
        """Tell for each box whether its nearest point may be in the disc."""
        reach_m = self.radius_m * (1 + 1e-9) + 1e-3
        return [distance_to_box_m(self.centre, box) <= reach_m for box in boxes]

    def holds(self, boxes: Sequence[Bbox]) -> Sequence[bool]:
        """Tell for each box whether its corners are well inside; near a pole never, as a side may bulge out there."""
        reach_m = self.radius_m * (1 - 1e-9) - 1e-3
        return [
            max(abs(box.south), abs(box.north)) < NEAR_POLE_DEG
            and box.east - box.west < ANTIMERIDIAN_DEG / 2
            and all(self._gap_m(lat, lng) <= reach_m for lat in (box.south, box.north) for lng in (box.west, box.east))
            for box in boxes
        ]

    def label_at(self) -> LatLng:
        """Give the centre."""
        return self.centre

    def _gap_m(self, lat: float, lng: float) -> float:
        return haversine_deg_m(self.centre.lat, self.centre.lng, lat, lng)


@dataclass(frozen=True)
class Area:
    """Polygons whose edges are straight in longitude and latitude, as GeoJSON defines them."""

    geometry: Polygon | MultiPolygon

    def covers(self, lat: float, lng: float) -> bool:
        """Tell whether the point is inside or on the border; a pole is inside when they reach it."""
        if abs(lat) == POLE_DEG:
            return self._reaches(lat)
        if shapely.intersects_xy(self.geometry, lng, lat):
            return True
        return abs(lng) == ANTIMERIDIAN_DEG and bool(shapely.intersects_xy(self.geometry, -lng, lat))

    def distance_m(self, point: LatLng) -> float:
        """Metres to the nearest point of the border, found on a flat map centred on ``point``; 0 inside.

        Within 1 % up to 50 km away and 80 degrees of latitude; further out never too short.
        """
        if self.covers(point.lat, point.lng):
            return 0.0
        return min(self._gap_m(point, turn) for turn in (-FULL_TURN_DEG, 0.0, FULL_TURN_DEG))

    def boxes(self) -> tuple[Bbox, ...]:
        """Boxes that hold the polygons."""
        bounds = [part.bounds for part in shapely.get_parts(self.geometry)]
        return tuple(box for west, south, east, north in bounds for box in wrapped(south, west, north, east))

    def meets(self, boxes: Sequence[Bbox]) -> Sequence[bool]:
        """Tell for each box whether it shares a point with the polygons, by either name of the antimeridian."""
        sides = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
        south, west, north, east = sides.T
        met = shapely.intersects(self.geometry, shapely.box(west, south, east, north))
        edge = west == -ANTIMERIDIAN_DEG
        met[edge] |= self._touches_meridian(sides[edge])
        for pole in (-POLE_DEG, POLE_DEG):
            if self._reaches(pole):
                met |= edge & ((south == pole) | (north == pole))
        return [bool(hit) for hit in met]

    def holds(self, boxes: Sequence[Bbox]) -> Sequence[bool]:
        """Tell for each box whether the polygons cover it."""
        south, west, north, east = np.asarray(boxes, dtype=np.float64).reshape(-1, 4).T
        return [bool(held) for held in shapely.covers(self.geometry, shapely.box(west, south, east, north))]

    def label_at(self) -> LatLng:
        """Give the middle of the largest polygon, or a point inside it where the middle is outside."""
        largest = max(shapely.get_parts(self.geometry), key=lambda part: part.area)
        middle = largest.centroid
        at = middle if largest.covers(middle) else largest.representative_point()
        return LatLng(lat=at.y, lng=at.x)

    def _touches_meridian(self, sides: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which boxes that begin at -180 share a point with the polygons at 180."""
        south, west, north, east = sides.T
        turned = shapely.box(west + FULL_TURN_DEG, south, east + FULL_TURN_DEG, north)
        return np.asarray(shapely.intersects(self.geometry, turned))

    def _reaches(self, pole_lat: float) -> bool:
        _, south, _, north = self.geometry.bounds
        return pole_lat in (south, north)

    def _gap_m(self, point: LatLng, turn: float) -> float:
        scale = np.array([max(MIN_SCALE, math.cos(math.radians(point.lat))), 1.0])
        origin = np.array([point.lng + turn, point.lat])
        flat = shapely.transform(self.geometry, lambda at: (at - origin) * scale)
        nearest = shapely.shortest_line(Point(0, 0), flat).coords[-1]
        lng, lat = np.asarray(nearest) / scale + origin
        return haversine_deg_m(point.lat, point.lng, float(lat), float(lng))


@lru_cache(maxsize=CACHED_SHAPES)
def shape_of(geometry: ZoneGeometry) -> Shape:
    """Give the prepared shape of a stored geometry; the cache's key is the geometry itself, so it can not be stale.

    Raises:
        Rejected: ``BAD_GEOMETRY``; the geometry lacks what its kind needs.
    """
    if geometry.kind == "circle":
        if geometry.centre is None or geometry.radius_m is None:
            raise bad_geometry(Fault.NO_CENTRE)
        return Disc(geometry.centre, geometry.radius_m)
    if geometry.geojson is None:
        raise bad_geometry(Fault.EMPTY)
    polygons = shapely.from_geojson(geometry.geojson)
    if not isinstance(polygons, Polygon | MultiPolygon):
        raise bad_geometry(Fault.UNKNOWN_TYPE)
    return _prepared_area(polygons)


def _prepared_area(polygons: Polygon | MultiPolygon) -> Area:
    shapely.prepare(polygons)
    # The first question builds the index; asked here, so that no two threads build it at once.
    shapely.intersects_xy(polygons, *polygons.bounds[:2])
    return Area(polygons)
