"""Effective supply: who could begin a job in which zone within the horizon, and how far that can be counted on."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.eta.speeds import DETOUR_FACTOR, road_s
from shared.geo.distance import haversine_m
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.provider import Duty, Link, Provider, VehicleType, Work
from shared.models.supply import SupplySettings
from shared.models.zone import Zone
from shared.units import ZoneId

_LENT = 0.5
"""Most of a surplus that neighbours may count on: it is not divided among them."""
_FREE = frozenset({Work.IDLE, Work.RESERVED})


@dataclass(frozen=True)
class Seen:
    """A provider as seen in one look: where, with which link, and in which zone that is (None outside all)."""

    provider: Provider
    point: LatLng
    link: Link
    zone_id: ZoneId | None

    @property
    def is_idle(self) -> bool:
        """Whether the provider counts as idle where they stand."""
        ready = self.provider.duty is Duty.ONLINE and self.provider.work in _FREE
        return ready and self.link is not Link.LOST


def chance_to_accept(provider: Provider, settings: DispatchSettings) -> float:
    """The provider's own record of answers, resting on the area's prior."""
    prior, offers = settings.weights.prior_acceptance, settings.weights.prior_offers
    return (provider.offers_accepted + prior * offers) / (provider.offers_made + offers)


def effective_supply(
    fleet: Sequence[Seen], now: datetime, dispatch: DispatchSettings, supply: SupplySettings
) -> dict[ZoneId, float]:
    """Add up by zone what each provider counts for: 1 for idle, fresh and sure to accept, less for anything else."""
    counted: defaultdict[ZoneId, float] = defaultdict(float)
    for seen in fleet:
        zone_id, share = _where_and_when(seen, now, supply)
        link = {Link.FRESH: 1.0, Link.STALE: supply.stale_counts, Link.LOST: 0.0}[seen.link]
        if zone_id is not None and share * link > 0:
            counted[zone_id] += share * link * chance_to_accept(seen.provider, dispatch)
    return dict(counted)


def _where_and_when(seen: Seen, now: datetime, supply: SupplySettings) -> tuple[ZoneId | None, float]:
    """The zone in which somebody will be free, and for which share of the horizon."""
    provider = seen.provider
    if provider.duty is not Duty.ONLINE:
        return None, 0.0
    free_s = 0.0
    if provider.work not in _FREE:
        if provider.free_at is None:
            return None, 0.0
        free_s = max(0.0, (provider.free_at - now).total_seconds())
    if provider.shift_ends_at is not None and (provider.shift_ends_at - now).total_seconds() <= free_s:
        return None, 0.0
    zone_id = provider.zone_id if provider.work not in _FREE else provider.heading(now) or seen.zone_id
    return zone_id, max(0.0, 1 - free_s / supply.horizon_s)


def lent(
    zones: Sequence[Zone], spare: Mapping[ZoneId, float], speed_mps: float, supply: SupplySettings
) -> dict[ZoneId, float]:
    """What each zone's neighbours could lend it: their surplus, less the farther away they are.

    Args:
        zones: with their middles; one without helps nobody.
        spare: supply less demand by zone, where positive.
        speed_mps: the area's, over the straight line.
        supply: the area's settings.
    """
    return {zone.zone_id: _lent_to(zone, zones, spare, speed_mps, supply) for zone in zones}


def _lent_to(
    zone: Zone, zones: Sequence[Zone], spare: Mapping[ZoneId, float], speed_mps: float, supply: SupplySettings
) -> float:
    total = 0.0
    for other in zones:
        surplus = spare.get(other.zone_id, 0.0)
        if other.zone_id != zone.zone_id and surplus > 0 and zone.centroid and other.centroid:
            away_s = haversine_m(zone.centroid, other.centroid) / speed_mps
            total += _LENT * surplus * math.exp(-2 * away_s / supply.horizon_s)
    return total


def travel_s(start: LatLng, end: LatLng, speed_mps: float, vehicle: VehicleType) -> int:
    """Seconds from one place to another by the area's plain estimate."""
    return math.ceil(road_s(DETOUR_FACTOR * haversine_m(start, end), speed_mps, vehicle))
