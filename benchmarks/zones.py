"""A thousand zones, one lookup at a time, judged by exact geometry: none may be wrong, borders included.

Two ways are measured. ``ZoneIndex.locate`` looks among all zones at once, as the snapshots of supply do. The booking path
asks the store for the zones of the point's cells and lets ``match_zone`` choose among those few; here a dictionary stands in
for the store, and what is timed is what the product does beside it.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import shapely

from benchmarks.figures import Table, percentile
from devtools.steps import say
from shared.errors import Rejected
from shared.geo.zone_index import ZoneIndex
from shared.geo.zones import covering_cells_for_lookup, match_zone, parse_geometry, prepare_zone
from shared.models.place import LatLng
from shared.models.zone import Zone
from shared.units import AreaId, ZoneId

LOOKUPS = 40_000
SIDE = 30
STEP_DEG = 1 / 64
SOUTH_DEG, WEST_DEG = 48.0, 16.0
CIRCLES = 100
PER_S, ROUNDS = 50_000, 5
EARTH_M = 6_371_008.8
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
AREA = AreaId("town")
SERVICE = "courier"


def run(lookups: int = LOOKUPS) -> Table:
    """Look points up and judge every answer."""
    zones = town_of_zones()
    points = points_over(lookups)
    say(f"Zones: {len(points)} lookups among {len(zones)} zones")
    started_s = time.perf_counter()
    index = ZoneIndex(zones)
    built_s = time.perf_counter() - started_s
    exact = ExactZones(zones)
    truth = [exact.holding(point) for point in points]
    on_border = sum(len(holding) > 1 for holding in truth)
    located = [tuple(zone.zone_id for zone in index.locate(point)) for point in points]
    wrong = sum(set(found) != holding for found, holding in zip(located, truth, strict=True))
    chosen = BookingPath(zones)
    matched_wrong = sum(chosen(point) != exact.first(holding) for point, holding in zip(points, truth, strict=True))
    per_s, path_per_s = _rate(index.locate, points), _rate(chosen, points)
    rows = [
        (
            "zones",
            f"{len(zones)}: a tiling with shared borders, {SIDE} of its zones with a hole, and {CIRCLES} circles",
        ),
        ("points", f"{len(points)}, {on_border} of them held by several zones"),
        ("ZoneIndex.locate", f"{per_s:,.0f} a second, {wrong} wrong; built in {built_s:.2f} s"),
        ("cells and match_zone", f"{path_per_s:,.0f} a second, {matched_wrong} wrong"),
        ("wanted", f"{PER_S:,} a second of the first, 0 wrong of both"),
    ]
    numbers = {
        "per_s": per_s,
        "wrong": wrong,
        "booking_path_per_s": path_per_s,
        "booking_path_wrong": matched_wrong,
        "zones": len(zones),
        "points": len(points),
        "built_s": built_s,
    }
    return Table("Zones", ("", ""), rows, numbers, misses=_misses(per_s, wrong, matched_wrong))


def _misses(per_s: float, wrong: int, path_wrong: int) -> tuple[str, ...]:
    slow = [f"ZoneIndex.locate: {per_s:,.0f} lookups a second, wanted {PER_S:,}"] * (per_s < PER_S)
    ways = (("ZoneIndex.locate", wrong), ("cells and match_zone", path_wrong))
    return (*slow, *(f"{name}: {count} wrong answers, wanted none" for name, count in ways if count))


def _rate(look_up: Callable[[LatLng], object], points: list[LatLng]) -> float:
    """Lookups a second: the median of some rounds."""
    taken_s = []
    for _ in range(ROUNDS):
        started_s = time.process_time()
        for point in points:
            look_up(point)
        taken_s.append(time.process_time() - started_s)
    return len(points) / percentile(taken_s, 0.5)


def town_of_zones() -> list[Zone]:
    """Crooked tiles that share every border, some with a hole that a smaller zone fills, and circles across them."""
    lot = np.random.default_rng(11)
    corners = _corners(lot)
    zones = [_tile(corners, row, column) for row in range(SIDE) for column in range(SIDE)]
    for number in range(CIRCLES):
        lat, lng = (float(v) for v in lot.uniform((SOUTH_DEG, WEST_DEG), (SOUTH_DEG + 0.46, WEST_DEG + 0.46)))
        circle = {"type": "Circle", "centre": {"lat": lat, "lng": lng}, "radius_m": float(lot.uniform(200, 1500))}
        zones.append(_zone(f"circle-{number:02}", circle, priority=1))
    return zones


def _corners(lot: np.random.Generator) -> np.ndarray:
    """Corners of the tiles, ``(SIDE + 1, SIDE + 1, 2)`` longitude and latitude, shifted a little off the grid."""
    grid = np.stack(np.meshgrid(np.arange(SIDE + 1), np.arange(SIDE + 1)), axis=-1) * STEP_DEG
    shift = lot.uniform(-0.2, 0.2, grid.shape) * STEP_DEG
    shifted: np.ndarray = grid + shift + np.array([WEST_DEG, SOUTH_DEG])
    return shifted


def _tile(corners: np.ndarray, row: int, column: int) -> Zone:
    ring = [corners[row + up, column + right].tolist() for right, up in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    rings = [ring]
    if row == column:
        middle = np.mean(ring[:4], axis=0)
        rings.append([(middle + 0.3 * (np.array(corner) - middle)).tolist() for corner in ring])
    return _zone(f"tile-{row:02}-{column:02}", {"type": "Polygon", "coordinates": rings}, priority=0)


def _zone(zone_id: str, raw: object, *, priority: int) -> Zone:
    geometry = parse_geometry(raw)
    named = {"zone_id": ZoneId(zone_id), "area_id": AREA, "name": zone_id, "services": (SERVICE,)}
    return prepare_zone(Zone(geometry=geometry, priority=priority, **named))


def points_over(number: int) -> list[LatLng]:
    """Points all over the town and a little outside; a third are corners of tiles or lie on their borders."""
    lot = np.random.default_rng(12)
    corners = _corners(np.random.default_rng(11)).reshape(-1, 2)
    picked = corners[lot.integers(0, len(corners), number // 6)]
    row, column = lot.integers(0, SIDE, (2, number // 6))
    ends = corners.reshape(SIDE + 1, SIDE + 1, 2)
    share = lot.choice([0.25, 0.5, 0.75], (number // 6, 1))
    between = ends[row, column] + share * (ends[row, column + 1] - ends[row, column])
    anywhere = lot.uniform((WEST_DEG - 0.02, SOUTH_DEG - 0.02), (WEST_DEG + 0.49, SOUTH_DEG + 0.49), (number, 2))
    chosen = np.concatenate([picked, between, anywhere[: number - len(picked) - len(between)]])
    return [LatLng(lat=float(lat), lng=float(lng)) for lng, lat in lot.permutation(chosen)]


class ExactZones:
    """The judge: the geometry as it is stored, read by shapely anew, with none of the product's indexes or shapes."""

    def __init__(self, zones: list[Zone]) -> None:
        """Read the geometries."""
        self._zones = {zone.zone_id: zone for zone in zones}
        texts = {zone.zone_id: zone.geometry.geojson for zone in zones if zone.geometry.geojson is not None}
        self._ids = list(texts)
        self._tree = shapely.STRtree(shapely.from_geojson(np.array(list(texts.values()), dtype=object)))
        self._circles = [zone for zone in zones if zone.geometry.centre is not None]

    def holding(self, point: LatLng) -> set[ZoneId]:
        """Give all zones that hold the point, borders included."""
        inside = self._tree.query(shapely.Point(point.lng, point.lat), predicate="intersects")
        return {self._ids[place] for place in inside} | {z.zone_id for z in self._circles if _in_circle(z, point)}

    def first(self, holding: set[ZoneId]) -> ZoneId | None:
        """Give the one that serves: the highest priority, then the lowest id."""
        return min(holding, key=lambda zone_id: (-self._zones[zone_id].priority, zone_id), default=None)


def _in_circle(zone: Zone, point: LatLng) -> bool:
    """Judge by the angle between the two directions from the globe's middle: another formula than the product's."""
    centre, radius_m = zone.geometry.centre, zone.geometry.radius_m
    if centre is None or radius_m is None:
        return False
    one, other = _direction(centre), _direction(point)
    return (
        EARTH_M
        * math.atan2(math.dist(_cross(one, other), (0, 0, 0)), sum(a * b for a, b in zip(one, other, strict=True)))
        <= radius_m
    )


def _direction(place: LatLng) -> tuple[float, float, float]:
    lat, lng = math.radians(place.lat), math.radians(place.lng)
    return math.cos(lat) * math.cos(lng), math.cos(lat) * math.sin(lng), math.sin(lat)


def _cross(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float, float]:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


class BookingPath:
    """The booking path's choice of a zone, with a dictionary in place of the store."""

    def __init__(self, zones: list[Zone]) -> None:
        """File the zones by the cells of their cover, as the store's index does."""
        self._by_cell: defaultdict[str, list[Zone]] = defaultdict(list)
        for zone in zones:
            for cell in zone.cells:
                self._by_cell[cell].append(zone)

    def __call__(self, point: LatLng) -> ZoneId | None:
        """Give the zone that serves the point; None where none does."""
        near = {zone.zone_id: zone for cell in covering_cells_for_lookup(point) for zone in self._by_cell.get(cell, ())}
        try:
            return match_zone(list(near.values()), point, SERVICE, NOON, {AREA: "Europe/Vienna"}).zone_id
        except Rejected:
            return None
