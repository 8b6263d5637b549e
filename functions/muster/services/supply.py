"""Live supply near a place: growing blocks of geohash cells over positions, then providers by id. Never the whole fleet."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from muster.ports.backend import Backend
from shared import paths
from shared.geo.blocks import COARSEST, FINEST, block
from shared.geo.distance import haversine_m
from shared.models.change import Versioned
from shared.models.place import LatLng
from shared.models.provider import Link, Position, Provider, link_of
from shared.models.zone import ServiceArea
from shared.units import Uid

_RANGE_CAP = 40
"""Positions read from one range. A full range is cut in geohash order, not by distance, so the search goes finer."""
_STEP = 2
"""Bits from one size of cells to the next: four times the ground."""


@dataclass(frozen=True)
class Nearby:
    """A provider near a booking of the window."""

    provider: Versioned[Provider]
    position: Position
    link: Link


@dataclass
class SupplySearch:
    """Searches around the bookings of one window; a range is read once, however many bookings lie in it."""

    backend: Backend
    area: ServiceArea
    _ranges: dict[tuple[str, str], list[Position]] = field(default_factory=dict)

    def around(self, point: LatLng, enough: int) -> list[Position]:
        """Give the nearest positions that are not lost: ``enough`` or, where they are thin, at least half as many.

        Fewer still only when the area's radius holds no more.
        """
        bits = max(COARSEST, self.area.search_precision - self._wider_by(enough))
        refined = False
        while True:
            near = block(point, bits)
            found, cut = self._read(near.ranges)
            if cut and bits + _STEP <= FINEST:
                bits, refined = bits + _STEP, True
                continue
            usable = [position for position in found if self.link(position) is not Link.LOST]
            seen_all = near.clear_m >= self.area.dispatch.max_radius_m or bits - _STEP < COARSEST
            if 2 * len(usable) >= enough or refined or seen_all:
                usable.sort(key=lambda position: (haversine_m(point, position.point), position.provider_id))
                return usable[:enough]
            bits -= _STEP

    def _wider_by(self, enough: int) -> int:
        """Say by how many bits to start coarser when more than usual are wanted."""
        return math.ceil(math.log2(max(1.0, enough / self.area.dispatch.candidates_enough)))

    def _read(self, ranges: Sequence[tuple[str, str]]) -> tuple[list[Position], bool]:
        found: list[Position] = []
        for start, end in ranges:
            if (start, end) not in self._ranges:
                area_id = self.area.area_id
                self._ranges[start, end] = self.backend.store.positions_in(start, end, area_id, _RANGE_CAP)
            found += self._ranges[start, end]
            if len(self._ranges[start, end]) >= _RANGE_CAP:
                return found, True
        return found, False

    def link(self, position: Position) -> Link:
        """Judge a position's freshness by the area's settings, in real time."""
        settings = self.area.dispatch
        return link_of(
            position,
            real_now=self.backend.clock.real_now(),
            stale_after_s=settings.stale_after_s,
            lost_after_s=settings.lost_after_s,
        )

    def providers(self, positions: Mapping[Uid, Position]) -> list[Nearby]:
        """Read the providers behind positions, in one request; by id, so that the order does not depend on the query."""
        if not positions:
            return []
        found = self.backend.store.get_many([paths.provider(uid) for uid in sorted(positions)], Provider)
        listed = [(uid, found.get(paths.provider(uid))) for uid in sorted(positions)]
        return [Nearby(known, positions[uid], self.link(positions[uid])) for uid, known in listed if known is not None]
