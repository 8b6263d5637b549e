"""Live supply near a place: growing blocks of geohash cells over positions, then providers by id. Never the whole fleet."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from muster.ports.backend import Backend
from shared import paths
from shared.geo.blocks import COARSEST, FINEST, block
from shared.geo.distance import haversine_m
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.place import LatLng
from shared.models.provider import Link, Position, Provider, link_of, skill_mark
from shared.models.zone import Service
from shared.units import Uid

Ranges = tuple[tuple[str, str], ...]
_BLOCK_CAP = 80
"""Positions read from one block. A full block is cut in geohash order, not by distance, so the search goes finer."""
_STEP = 2
"""Bits from one size of cells to the next: four times the ground."""


class Need(NamedTuple):
    """Where somebody is needed, and with which of the marks of a position: each is looked for by itself."""

    place: LatLng
    marks: tuple[str, ...]

    @classmethod
    def of(cls, place: LatLng, service: Service, skills: Sequence[str]) -> "Need":
        """What a booking needs. Of several skills the first is looked for: one search more, whatever is asked for."""
        return cls(place, (service, *map(skill_mark, skills[:1])))

    @classmethod
    def of_booking(cls, place: LatLng, booking: Booking) -> "Need":
        """What a booking needs at a place where somebody else would go on with it."""
        return cls.of(place, booking.terms.service, booking.terms.requirements.skills)


@dataclass(frozen=True)
class Nearby:
    """A provider near a booking of the window."""

    provider: Versioned[Provider]
    position: Position
    link: Link


@dataclass
class SupplySearch:
    """Searches around the bookings of one window; a block is read once for a mark, however many bookings lie in it."""

    backend: Backend
    area: ServiceArea
    _blocks: dict[tuple[str, Ranges], list[Position]] = field(default_factory=dict)

    def around(self, need: Need, enough: int) -> list[Position]:
        """Give the nearest positions for a need that are not lost, ``enough`` for each of its marks.

        Where they are thin, at least half as many; fewer still only when the area's radius holds no more.
        """
        found = (position for mark in need.marks for position in self._with(mark, need.place, enough))
        return list({position.provider_id: position for position in found}.values())

    def _with(self, mark: str, place: LatLng, enough: int) -> list[Position]:
        """The nearest with a mark. Where a block is too thin and the next coarser one full, of what both gave."""
        bits = max(COARSEST, self.area.search_precision - self._wider_by(enough))
        seen: dict[int, list[Position]] = {}
        while bits not in seen:
            near = block(place, bits)
            found = self._read(mark, near.ranges)
            seen[bits] = [position for position in found if self.link(position) is not Link.LOST]
            if len(found) >= _BLOCK_CAP and bits + _STEP <= FINEST:
                bits += _STEP
                continue
            seen_all = near.clear_m >= self.area.dispatch.max_radius_m or bits - _STEP < COARSEST
            if 2 * len(seen[bits]) >= enough or seen_all:
                return self._nearest(place, seen[bits], enough)
            bits -= _STEP
        known = {position.provider_id: position for positions in seen.values() for position in positions}
        return self._nearest(place, known.values(), enough)

    @staticmethod
    def _nearest(point: LatLng, positions: Iterable[Position], number: int) -> list[Position]:
        by_distance = sorted(positions, key=lambda one: (haversine_m(point, one.point), one.provider_id))
        return by_distance[:number]

    def _wider_by(self, enough: int) -> int:
        """Say by how many bits to start coarser when more than usual are wanted."""
        return math.ceil(math.log2(max(1.0, enough / self.area.dispatch.candidates_enough)))

    def _read(self, mark: str, ranges: Ranges) -> list[Position]:
        wanted = (mark, ranges)
        if wanted not in self._blocks:
            self._blocks[wanted] = self.backend.store.positions_in(ranges, self.area.area_id, mark, _BLOCK_CAP)
        return self._blocks[wanted]

    def link(self, position: Position) -> Link:
        """Judge a position's freshness by the area's settings, in real time."""
        return link_of(position, self.area.dispatch, self.backend.clock.real_now())

    def nearby(self, positions: Mapping[Uid, Position], providers: Mapping[str, Versioned[Any]]) -> dict[Uid, Nearby]:
        """Put providers, as read by path, to their positions; by id, so that the order does not depend on the query."""
        listed = [(uid, providers.get(paths.provider(uid))) for uid in sorted(positions)]
        return {
            uid: Nearby(known, positions[uid], self.link(positions[uid])) for uid, known in listed if known is not None
        }
