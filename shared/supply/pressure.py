"""Zone pressure and supply density, from one look at an area."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.geo.blocks import first_bits
from shared.models.booking import Booking, BookingState
from shared.models.facts import ZoneState
from shared.models.zone import Zone
from shared.units import AreaId, ZoneId

_WAITING = frozenset({BookingState.SEARCHING, BookingState.AWAITING_APPROVAL})
_ACTIVE = frozenset({BookingState.ASSIGNED, BookingState.IN_PROGRESS})
_FINEST, _COARSEST = 35, 15
_BLOCK_CELLS = 4
_ABOUT = 0.5


@dataclass(frozen=True)
class Look:
    """One look at an area: its zones, its open bookings, and the zones of its idle providers."""

    area_id: AreaId
    zones: Sequence[Zone]
    bookings: Sequence[Booking]
    idle_zones: Sequence[ZoneId]


def zone_states(look: Look, at: datetime) -> tuple[ZoneState, ...]:
    """Count open demand and idle supply by zone of the first stop."""
    waiting = Counter(b.terms.stops[0].zone_id for b in look.bookings if b.state in _WAITING)
    active = Counter(b.terms.stops[0].zone_id for b in look.bookings if b.state in _ACTIVE)
    idle = Counter(look.idle_zones)
    return tuple(
        ZoneState(
            zone_id=zone.zone_id,
            area_id=look.area_id,
            waiting=waiting[zone.zone_id],
            active=active[zone.zone_id],
            idle_providers=idle[zone.zone_id],
            pressure=round(waiting[zone.zone_id] / (idle[zone.zone_id] + 1), 3),
            computed_at=at,
        )
        for zone in sorted(look.zones, key=lambda zone: zone.zone_id)
    )


def search_precision(geohashes: Sequence[str], enough: int) -> int:
    """Choose the smallest cells, in geohash bits, of which the four around a typical provider hold about ``enough`` others.

    Half of them will do: a search is content with as many, and reads each position that it finds. It is a hint at where a candidate search starts: wrong, it costs reads; never a candidate.
    """
    numbers = [first_bits(geohash, _FINEST) for geohash in geohashes]
    for bits in range(_FINEST, _COARSEST, -1):
        by_cell = Counter(number >> (_FINEST - bits) for number in numbers)
        typical = sum(count * (count - 1) for count in by_cell.values()) / max(1, len(numbers))
        if typical * _BLOCK_CELLS >= enough * _ABOUT:
            return bits
    return _COARSEST
