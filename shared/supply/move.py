"""A move worth asking for."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.models.place import LatLng
from shared.models.supply import MoveTerm
from shared.units import Uid, ZoneId


@dataclass(frozen=True)
class Move:
    """One provider to ask: from where to where, how far, and why."""

    provider_id: Uid
    from_zone: ZoneId
    to_zone: ZoneId
    target: LatLng
    travel_s: int
    terms: Mapping[MoveTerm, int]

    @property
    def gain_s(self) -> int:
        """Expected seconds saved, less all it costs."""
        return sum(self.terms.values())
