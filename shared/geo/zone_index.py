"""Many lookups over many zones: a grid answers where it is certain, exact geometry where it is not.

A geohash per lookup would cost more than the lookup, so the grid's step is a power of two of a degree: dividing by it
is exact in binary, and a point is never sought in the wrong square.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from shared.geo.boxes import ANTIMERIDIAN_DEG, POLE_DEG, Bbox
from shared.geo.shapes import Shape, shape_of
from shared.geo.zones import tie_break
from shared.models.place import LatLng
from shared.models.zone import Zone

SQUARES_PER_ZONE = 200
FINEST_STEPS_PER_DEG = 2.0**14
COARSEST_STEPS_PER_DEG = 2.0**-5

Square = tuple[int, int]
Entry = tuple[Zone, Shape | None]
"""A zone met by a square; no shape where the zone covers all of it."""


class ZoneIndex:
    """Finds the zones that hold a point, in ``tie_break`` order, exactly as ``zones.covers`` decides.

    Holds the zones it was given, active or not; make a new one when a zone changes.
    """

    def __init__(self, zones: Sequence[Zone]) -> None:
        """File ``zones`` under the squares that they meet: some 200 for each."""
        ordered = sorted(zones, key=tie_break)
        shapes = [shape_of(zone.geometry) for zone in ordered]
        self._steps_per_deg = _steps_per_deg([box for shape in shapes for box in shape.boxes()], len(shapes))
        entries: defaultdict[Square, list[Entry]] = defaultdict(list)
        for zone, shape in zip(ordered, shapes, strict=True):
            for square, certain in _squares_of(shape, self._steps_per_deg):
                entries[square].append((zone, None if certain else shape))
        self._certain = {
            square: tuple(zone for zone, _ in found)
            for square, found in entries.items()
            if all(shape is None for _, shape in found)
        }
        self._uncertain = {square: tuple(found) for square, found in entries.items() if square not in self._certain}

    def locate(self, point: LatLng) -> tuple[Zone, ...]:
        """Give the zones that hold ``point``, highest priority first, then lowest id."""
        lat, lng = point.lat, point.lng
        if lng == ANTIMERIDIAN_DEG or abs(lat) == POLE_DEG:
            lng = -ANTIMERIDIAN_DEG
        square = (math.floor(lat * self._steps_per_deg), math.floor(lng * self._steps_per_deg))
        certain = self._certain.get(square)
        if certain is not None:
            return certain
        entries = self._uncertain.get(square, ())
        return tuple([zone for zone, shape in entries if shape is None or shape.covers(lat, lng)])


def _squares_of(shape: Shape, steps_per_deg: float) -> Iterator[tuple[Square, bool]]:
    """Yield each square that may hold a point of ``shape``, and whether the shape certainly covers it all."""
    squares = sorted({square for box in shape.boxes() for square in _squares_in(box, steps_per_deg)})
    boxes = [_box_of(square, steps_per_deg) for square in squares]
    met = [(square, box) for square, box, hit in zip(squares, boxes, shape.meets(boxes), strict=True) if hit]
    held = shape.holds([box for _, box in met])
    yield from ((square, certain) for (square, _), certain in zip(met, held, strict=True))


def _squares_in(box: Bbox, steps_per_deg: float) -> Iterator[Square]:
    for row in _steps(box.south, box.north, steps_per_deg):
        for column in _steps(box.west, box.east, steps_per_deg):
            yield row, column


def _steps(low: float, high: float, steps_per_deg: float) -> range:
    return range(math.floor(low * steps_per_deg), math.floor(high * steps_per_deg) + 1)


def _box_of(square: Square, steps_per_deg: float) -> Bbox:
    row, column = square
    return Bbox(row / steps_per_deg, column / steps_per_deg, (row + 1) / steps_per_deg, (column + 1) / steps_per_deg)


def _steps_per_deg(boxes: Sequence[Bbox], n_zones: int) -> float:
    """Give the finest power of two with at most ``SQUARES_PER_ZONE`` squares for the average zone."""
    steps_per_deg = COARSEST_STEPS_PER_DEG
    while steps_per_deg < FINEST_STEPS_PER_DEG:
        finer = steps_per_deg * 2
        if sum(_count_in(box, finer) for box in boxes) > SQUARES_PER_ZONE * n_zones:
            break
        steps_per_deg = finer
    return steps_per_deg


def _count_in(box: Bbox, steps_per_deg: float) -> int:
    return len(_steps(box.south, box.north, steps_per_deg)) * len(_steps(box.west, box.east, steps_per_deg))
