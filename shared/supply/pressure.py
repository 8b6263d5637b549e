"""Zone pressure, the health of the queues, and supply density, from one look at an area."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.geo.blocks import first_bits
from shared.geo.cells import coarse, middle
from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState
from shared.models.facts import ZoneState
from shared.models.place import LatLng
from shared.models.supply import DemandModel, ZoneDemand
from shared.models.zone import Zone
from shared.supply.capacity import Seen, effective_supply, lent
from shared.supply.demand import expected_bookings
from shared.supply.levels import level_after
from shared.units import ZoneId, whole_seconds

_WAITING = frozenset({BookingState.SEARCHING, BookingState.AWAITING_APPROVAL})
_ACTIVE = frozenset({BookingState.ASSIGNED, BookingState.IN_PROGRESS})
_FINEST, _COARSEST = 35, 15
_BLOCK_CELLS = 4
_ABOUT = 0.5
_SPARE = 1
"""In the divisor of the pressure: an empty zone has some pressure, not an infinite one."""


@dataclass(frozen=True)
class Look:
    """One look at an area: its zones, open bookings and fleet, what was learned, and how the zones stood before."""

    area: ServiceArea
    zones: Sequence[Zone]
    bookings: Sequence[Booking]
    fleet: Sequence[Seen]
    demand: DemandModel | None = None
    before: Mapping[ZoneId, ZoneState] = field(default_factory=dict)


@dataclass(frozen=True)
class _Balance:
    """Demand and supply by zone, before neighbours help."""

    waiting: Mapping[ZoneId, int]
    expected: Mapping[ZoneId, float]
    supply: Mapping[ZoneId, float]

    def demand(self, zone_id: ZoneId) -> float:
        return self.waiting[zone_id] + self.expected[zone_id]


def zone_states(look: Look, at: datetime) -> tuple[ZoneState, ...]:
    """Judge every zone of an area; a booking belongs to the zone of its first stop.

    Args:
        look: what was read.
        at: business instant.

    Returns:
        One state a zone, by id.
    """
    by_zone: defaultdict[ZoneId, list[Booking]] = defaultdict(list)
    for booking in look.bookings:
        by_zone[booking.terms.stops[0].zone_id].append(booking)
    balance = _balance(look, by_zone, at)
    spare = {z.zone_id: balance.supply.get(z.zone_id, 0.0) - balance.demand(z.zone_id) for z in look.zones}
    help_by = lent(look.zones, spare, look.area.dispatch.fleet_speed_mps, look.area.supply)
    ordered = sorted(look.zones, key=lambda zone: zone.zone_id)
    return tuple(_state(look, zone, by_zone[zone.zone_id], balance, help_by[zone.zone_id], at) for zone in ordered)


def _balance(look: Look, by_zone: Mapping[ZoneId, Sequence[Booking]], at: datetime) -> _Balance:
    ids = [zone.zone_id for zone in look.zones]
    return _Balance(
        waiting={zone_id: sum(b.state in _WAITING for b in by_zone.get(zone_id, ())) for zone_id in ids},
        expected={zone_id: _expected(look, zone_id, by_zone.get(zone_id, ()), at) for zone_id in ids},
        supply=effective_supply(look.fleet, at, look.area.dispatch, look.area.supply),
    )


def _expected(look: Look, zone_id: ZoneId, bookings: Sequence[Booking], at: datetime) -> float:
    """What is forecast, or what is scheduled already if that is more."""
    settings = look.area.supply
    ready = [booking.terms.ready_at for booking in bookings if booking.state is not BookingState.SCHEDULED]
    soon = at + timedelta(seconds=settings.horizon_s)
    scheduled = sum(b.state is BookingState.SCHEDULED and b.terms.ready_at <= soon for b in bookings)
    tz = ZoneInfo(look.area.timezone)
    return max(expected_bookings(look.demand, zone_id, ready, now=at, tz=tz, settings=settings), float(scheduled))


def _state(
    look: Look, zone: Zone, bookings: Sequence[Booking], balance: _Balance, helped: float, at: datetime
) -> ZoneState:
    zone_id = zone.zone_id
    supply = balance.supply.get(zone_id, 0.0)
    pressure = round(balance.demand(zone_id) / (supply + helped + _SPARE), 3)
    level, since = level_after(look.before.get(zone_id), pressure, at, look.area.supply)
    waiting = [booking for booking in bookings if booking.state in _WAITING]
    known = look.demand.zones.get(zone_id) if look.demand else None
    return ZoneState(
        zone_id=zone_id,
        area_id=look.area.area_id,
        waiting=len(waiting),
        active=sum(booking.state in _ACTIVE for booking in bookings),
        idle_providers=sum(seen.zone_id == zone_id and seen.is_idle for seen in look.fleet),
        expected=round(balance.expected[zone_id], 3),
        supply=round(supply, 3),
        help=round(helped, 3),
        pressure=pressure,
        level=level,
        level_since=since,
        oldest_wait_s=max((_waited_s(booking, at) for booking in waiting), default=0),
        offers_per_booking=_offers_per_booking(waiting, known or ZoneDemand()),
        unserved_share=_unserved_share(known or ZoneDemand()),
        hot_spot=_hot_spot(bookings) or zone.centroid,
        computed_at=at,
    )


def _waited_s(booking: Booking, at: datetime) -> int:
    """Since the search opened, or since work may begin if that was later."""
    opened_at = booking.search.opened_at if booking.search else booking.created_at
    return max(0, whole_seconds(at, max(opened_at, booking.terms.ready_at)))


def _offers_per_booking(waiting: Sequence[Booking], lately: ZoneDemand) -> float:
    offers = sum(booking.search.attempts for booking in waiting if booking.search) + lately.offers
    bookings = len(waiting) + lately.ended
    return round(offers / bookings, 2) if bookings else 0.0


def _unserved_share(lately: ZoneDemand) -> float:
    return round(min(1.0, lately.unserved / lately.ended), 3) if lately.ended else 0.0


def _hot_spot(bookings: Sequence[Booking]) -> LatLng | None:
    """The middle of the coarse cell that most first stops lie in: coarse, since it is told to providers."""
    cells = Counter(coarse(stop.point) for b in bookings if (stop := b.terms.stops[0]).point)
    if not cells:
        return None
    return middle(min(cells, key=lambda cell: (-cells[cell], cell)))


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
