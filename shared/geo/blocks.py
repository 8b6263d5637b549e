"""Blocks: the four cells that adjoin the corner nearest to a point, of any size that doubles.

A geohash has five bits a character, so cells by the character grow 32-fold from one size to the next. Cells by the bit only
double, and are string ranges just the same: a search can read hardly more than it needs.
"""

from collections.abc import Iterator
from typing import NamedTuple

from shared.geo.boxes import ANTIMERIDIAN_DEG, FULL_TURN_DEG, POLE_DEG, Bbox, distance_to_box_m
from shared.geo.cells import ALPHABET, PAST_EVERY_CELL, encode
from shared.models.place import LatLng

BITS_A_CHARACTER = 5
FINEST, COARSEST = 40, 10
"""Bits of the smallest cells (some 30 m) and of the largest (hundreds of kilometres)."""


class Block(NamedTuple):
    """Where to read, and how much is certain then.

    Attributes:
        ranges: the fewest ranges [start, end) of geohash strings that hold the block.
        clear_m: everything within so many metres of the point is in the block.
    """

    ranges: tuple[tuple[str, str], ...]
    clear_m: float


def block(point: LatLng, bits: int) -> Block:
    """Give the cells of ``bits`` bits that adjoin the corner nearest to ``point``, its own among them.

    Raises:
        ValueError: ``bits`` is out of range.
    """
    if not COARSEST <= bits <= FINEST:
        message = f"cells have {COARSEST} to {FINEST} bits"
        raise ValueError(message)
    half_row, half_column = _half_row_and_column(point, bits)
    first_row, first_column = (half_row - 1) // 2, (half_column - 1) // 2
    numbers = sorted(_numbers(first_row, first_column, bits))
    return Block(tuple(_merged(numbers, bits)), _clear_m(point, first_row, first_column, bits))


def first_bits(geohash: str, bits: int) -> int:
    """Give the number of the cell of ``bits`` bits that a geohash lies in; one that is shorter counts as its first cell."""
    characters = _characters(bits)
    letters = geohash[:characters].ljust(characters, ALPHABET[0])
    number = 0
    for letter in letters:
        number = number << BITS_A_CHARACTER | ALPHABET.index(letter)
    return number >> (characters * BITS_A_CHARACTER - bits)


def _half_row_and_column(point: LatLng, bits: int) -> tuple[int, int]:
    """Count halves of cells from the south and from the west, so that odd ones lie in the half towards the next cell."""
    finer = bits + 2
    digits = f"{first_bits(encode(point, _characters(finer)), finer):0{finer}b}"
    return int(digits[1::2], 2), int(digits[::2], 2)


def _numbers(first_row: int, first_column: int, bits: int) -> Iterator[int]:
    rows, columns = 1 << bits // 2, 1 << (bits - bits // 2)
    for row in (first_row, first_row + 1):
        for column in (first_column, first_column + 1):
            if 0 <= row < rows:
                yield _interleaved(row, column % columns, bits)


def _interleaved(row: int, column: int, bits: int) -> int:
    lat, lng = f"{row:0{bits // 2}b}", f"{column:0{bits - bits // 2}b}"
    return int("".join(x + y for x, y in zip(lng, (*lat, ""), strict=False)), 2)


def _merged(numbers: list[int], bits: int) -> Iterator[tuple[str, str]]:
    start = numbers[0]
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        if following != number + 1:
            yield _text(start, bits), _text(number + 1, bits)
            start = following or 0


def _text(number: int, bits: int) -> str:
    """Give the smallest geohash in the cell of that number."""
    if number >> bits:
        return PAST_EVERY_CELL
    characters = _characters(bits)
    number <<= characters * BITS_A_CHARACTER - bits
    shifts = range((characters - 1) * BITS_A_CHARACTER, -1, -BITS_A_CHARACTER)
    return "".join(ALPHABET[number >> shift & 31] for shift in shifts)


def _characters(bits: int) -> int:
    return -(-bits // BITS_A_CHARACTER)


def _clear_m(point: LatLng, first_row: int, first_column: int, bits: int) -> float:
    height, width = 2 * POLE_DEG / (1 << bits // 2), FULL_TURN_DEG / (1 << (bits - bits // 2))
    south, west = first_row * height - POLE_DEG, first_column * width - ANTIMERIDIAN_DEG
    sides = [Bbox(-POLE_DEG, _turned(lng), POLE_DEG, _turned(lng)) for lng in (west, west + 2 * width)]
    ends = [Bbox(lat, point.lng, lat, point.lng) for lat in (south, south + 2 * height) if abs(lat) < POLE_DEG]
    return max(0.0, min(distance_to_box_m(point, edge) for edge in (*sides, *ends)) * (1 - 1e-9) - 1e-6)


def _turned(lng: float) -> float:
    return (lng + ANTIMERIDIAN_DEG) % FULL_TURN_DEG - ANTIMERIDIAN_DEG
