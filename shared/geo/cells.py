"""Geohash cells: how a stored point is found by a string range. Cells find candidates; exact geometry decides.

This is the only module that knows geohash2 (AGPL-3.0-or-later): whoever needs other terms swaps this one. An edge
between two cells belongs to the western and the southern one, as in geofire-common. Encoding is slow (some 5 us), so
callers encode once at the finest precision they need and cut prefixes. Decision 0006.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import geohash2

from shared.geo.boxes import (
    ANTIMERIDIAN_DEG,
    FULL_TURN_DEG,
    POLE_DEG,
    Bbox,
    boxes_touch,
)
from shared.models.place import LatLng

ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"
MAX_PRECISION = 12
COARSE_PRECISION = 6
"""About 1.2 by 0.6 km: all that offers, events and logs say of a place."""
SPEED_PRECISION = 5
"""Cells for which speeds are learned, some 5 km."""
COVER_PRECISION = 7
"""The finest cells of a cover, about 150 m; a point's cover prefixes are cut from one hash of this length."""
MAX_CELLS_LISTED = 4_096
PAST_EVERY_CELL = "~"

Meets = Callable[[Sequence[Bbox]], Iterable[bool]]
"""Tells for each closed box whether a region meets it."""


def encode(point: LatLng, precision: int) -> str:
    """Give the cell of ``point`` with ``precision`` characters (1 to 12).

    Raises:
        ValueError: ``precision`` is out of range.
    """
    _check_precision(precision)
    return _cell_at(point.lat, point.lng, precision)


def coarse(point: LatLng) -> str:
    """Give the cell that may be shown to people who are not party to the booking."""
    return _cell_at(point.lat, point.lng, COARSE_PRECISION)


@lru_cache(maxsize=8_192)
def decode_bbox(cell: str) -> Bbox:
    """Give the closed box of ``cell`` as (south, west, north, east) degrees, exact in binary.

    Raises:
        ValueError: ``cell`` is not a geohash of 1 to 12 characters.
    """
    if not 1 <= len(cell) <= MAX_PRECISION or not set(cell) <= set(ALPHABET):
        message = "not a geohash"
        raise ValueError(message)
    lat, lng, half_height, half_width = geohash2.decode_exactly(cell)
    return Bbox(lat - half_height, lng - half_width, lat + half_height, lng + half_width)


def middle(cell: str) -> LatLng:
    """Give the middle of a cell."""
    box = decode_bbox(cell)
    return LatLng(lat=(box.south + box.north) / 2, lng=(box.west + box.east) / 2)


def covering(boxes: Sequence[Bbox], max_cells: int = 60, meets: Meets | None = None) -> tuple[str, ...]:
    """Cover a region with the finest cells of one precision, 1 to 7, that are at most ``max_cells``.

    Args:
        boxes: hold the whole region; see ``boxes.wrapped`` for one at the antimeridian or a pole.
        max_cells: passed over only by a region that takes more cells of precision 1.
        meets: narrows the cover to the cells that the region meets; without it the boxes are the region.

    Returns:
        Sorted cells; each point of the region lies in the cell that its canonical name encodes to.
    """
    kept: tuple[str, ...] = ()
    for precision in range(1, COVER_PRECISION + 1):
        if kept and _count_in(boxes, precision) > MAX_CELLS_LISTED:
            break
        finer = _cover(boxes, precision, meets)
        if kept and len(finer) > max_cells:
            break
        kept = finer
    return kept


def _cover(boxes: Sequence[Bbox], precision: int, meets: Meets | None) -> tuple[str, ...]:
    found = _cells_in(boxes, precision)
    met = meets(list(found.values())) if meets else [any(boxes_touch(box, b) for b in boxes) for box in found.values()]
    return tuple(sorted(cell for cell, hit in zip(found, met, strict=True) if hit))


def _cells_in(boxes: Sequence[Bbox], precision: int) -> dict[str, Bbox]:
    """Give the cells in and next to ``boxes``, with theirs; one more on each side, so that no edge is lost."""
    height, width = _cell_size(precision)
    found = {}
    for rows, columns in (_grid(box, precision) for box in boxes):
        for row, column in itertools.product(rows, columns):
            south, west = row * height - POLE_DEG, column * width - ANTIMERIDIAN_DEG
            box = Bbox(south, west, south + height, west + width)
            found[_cell_at(*_middle(box), precision)] = box
    return found


def _count_in(boxes: Sequence[Bbox], precision: int) -> int:
    return sum(len(rows) * len(columns) for rows, columns in (_grid(box, precision) for box in boxes))


def _grid(box: Bbox, precision: int) -> tuple[range, range]:
    height, width = _cell_size(precision)
    last_row, last_column = round(2 * POLE_DEG / height) - 1, round(FULL_TURN_DEG / width) - 1
    rows = range(
        max(0, int((box.south + POLE_DEG) / height) - 1), min(last_row, int((box.north + POLE_DEG) / height) + 1) + 1
    )
    columns = range(
        max(0, int((box.west + ANTIMERIDIAN_DEG) / width) - 1),
        min(last_column, int((box.east + ANTIMERIDIAN_DEG) / width) + 1) + 1,
    )
    return rows, columns


def _cell_size(precision: int) -> tuple[float, float]:
    """Height and width in degrees: five bits a character, longitude first."""
    bits = 5 * precision
    return 2 * POLE_DEG / 2 ** (bits // 2), FULL_TURN_DEG / 2 ** (bits - bits // 2)


def _cell_at(lat: float, lng: float, precision: int) -> str:
    return str(geohash2.encode(lat, lng, precision))


def _middle(box: Bbox) -> tuple[float, float]:
    return (box.south + box.north) / 2, (box.west + box.east) / 2


def _check_precision(precision: int) -> None:
    if not 1 <= precision <= MAX_PRECISION:
        message = "a geohash has 1 to 12 characters"
        raise ValueError(message)
