"""Where work is done and who is there: areas, zones, positions, providers."""

from collections.abc import Sequence
from datetime import datetime

from muster.adapters.named_queries.reads import Reads, values
from muster.adapters.queries import Query, Where, equal
from shared import collection_names
from shared.models.area import ServiceArea
from shared.models.facts import ZoneState
from shared.models.provider import Duty, Position, Provider
from shared.models.supply import SupplyLevel
from shared.models.zone import Zone

CELLS_AT_MOST = 30
RANGES_AT_MOST = 10
ZONES_AT_MOST = 200
AREAS_AT_MOST = 500


class PlaceQueries(Reads):
    """Queries of the map; those of a booking's path read by cell or range, never a fleet."""

    def area_ids(self) -> list[str]:
        """All service areas."""
        found = self.select(Query("area_ids", collection_names.SERVICE_AREAS, ServiceArea, (), AREAS_AT_MOST))
        return [area.value.area_id for area in found]

    def zones_by_cells(self, cells: Sequence[str]) -> list[Zone]:
        """Active zones whose cover holds one of ``cells`` (at most 30)."""
        if len(cells) > CELLS_AT_MOST:
            message = f"a zone look-up takes at most {CELLS_AT_MOST} cells, not {len(cells)}"
            raise ValueError(message)
        if not cells:
            return []
        where = (equal("active", True), Where("cells", "array_contains_any", list(cells)))
        return values(self.select(Query("zones_by_cells", collection_names.ZONES, Zone, where, ZONES_AT_MOST)))

    def zones_of_area(self, area_id: str, limit: int = 500) -> list[Zone]:
        """All active zones of an area."""
        where = (equal("active", True), equal("area_id", area_id))
        return values(self.select(Query("zones_of_area", collection_names.ZONES, Zone, where, limit)))

    def zones_changed(self, since: datetime, limit: int) -> list[Zone]:
        """Zones changed at or after ``since`` (real time)."""
        where = (Where("changed_at", ">=", since),)
        return values(self.select(Query("zones_changed", collection_names.ZONES, Zone, where, limit, "changed_at")))

    def zones_short(self, limit: int) -> list[ZoneState]:
        """Zones that are short of supply."""
        where = (equal("level", SupplyLevel.SHORT.value),)
        return values(self.select(Query("zones_short", collection_names.ZONE_STATE, ZoneState, where, limit)))

    def positions_in(self, ranges: Sequence[tuple[str, str]], area_id: str, mark: str, limit: int) -> list[Position]:
        """Matchable positions with a mark whose geohash is in any [start, end) of ``ranges`` (at most 10), by geohash."""
        if len(ranges) > RANGES_AT_MOST:
            message = f"a search takes at most {RANGES_AT_MOST} ranges, not {len(ranges)}"
            raise ValueError(message)
        if not ranges:
            return []
        where = (equal("area_id", area_id), equal("matchable", True), Where("marks", "array_contains", mark))
        within = tuple((Where("geohash", ">=", start), Where("geohash", "<", end)) for start, end in ranges)
        query = Query("positions_in", collection_names.POSITIONS, Position, where, limit, "geohash", any_of=within)
        return values(self.select(query))

    def positions_of_area(self, area_id: str, limit: int) -> list[Position]:
        """Matchable positions of an area, for snapshots and density; never on a booking's path."""
        where = (equal("area_id", area_id), equal("matchable", True))
        return values(self.select(Query("positions_of_area", collection_names.POSITIONS, Position, where, limit)))

    def providers_of_area(self, area_id: str, limit: int) -> list[Provider]:
        """Providers of an area who are not offline, for snapshots; never on a booking's path."""
        where = (equal("area_id", area_id), Where("duty", "in", [Duty.ONLINE, Duty.PAUSED]))
        return values(self.select(Query("providers_of_area", collection_names.PROVIDERS, Provider, where, limit)))
