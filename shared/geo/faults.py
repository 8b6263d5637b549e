"""What may be wrong with a geometry: the ``reason`` in the details of ``B118 BAD_GEOMETRY``."""

from enum import StrEnum

from shared.errors import Code, Rejected


class Fault(StrEnum):
    """One reason for a refusal. Nothing is mended: whoever drew the zone mends it."""

    NOT_JSON = "not_json"
    """The text is not strict JSON (NaN and Infinity are not)."""
    NOT_AN_OBJECT = "not_an_object"
    UNKNOWN_TYPE = "unknown_type"
    """Not a Polygon, a MultiPolygon or a Circle."""
    UNKNOWN_MEMBER = "unknown_member"
    """A member that may change the meaning, for example ``crs``."""
    NOT_A_LIST = "not_a_list"
    NOT_A_POSITION = "not_a_position"
    NOT_A_NUMBER = "not_a_number"
    NOT_FINITE = "not_finite"
    OUT_OF_RANGE = "out_of_range"
    NO_CENTRE = "no_centre"
    RADIUS_NOT_POSITIVE = "radius_not_positive"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_RINGS = "too_many_rings"
    TOO_MANY_VERTICES = "too_many_vertices"
    TOO_SHORT = "too_short"
    """Fewer than four positions: a triangle has four, as it is closed."""
    UNCLOSED = "unclosed"
    """The last position is not the first."""
    DUPLICATE_POINT = "duplicate_point"
    ZERO_AREA = "zero_area"
    SELF_CROSSING = "self_crossing"
    HOLE_OUTSIDE_SHELL = "hole_outside_shell"
    HOLES_OVERLAP = "holes_overlap"
    DISCONNECTED_INTERIOR = "disconnected_interior"
    """Rings that touch cut the inside in two; draw two polygons."""
    POLYGONS_OVERLAP = "polygons_overlap"
    GOES_ROUND_TWICE = "goes_round_twice"
    """Wider than the whole globe."""
    HOLE_AROUND_POLE = "hole_around_pole"
    AMBIGUOUS_POLE = "ambiguous_pole"
    """A ring round the globe that is not wholly in one hemisphere: either pole could be meant."""
    CAN_NOT_BE_CUT = "can_not_be_cut"
    """Cutting at the antimeridian leaves nothing valid."""


def bad_geometry(fault: Fault, ring: int | None = None, **more: str | int) -> Rejected:
    """Make the refusal that names the fault and, where there is one, the ring: counted from 0 through all polygons."""
    where = {} if ring is None else {"ring": ring}
    return Rejected(Code.BAD_GEOMETRY, {**where, "reason": fault.value, **more})
