"""Zones and fleets for tests of rebalancing: a calm zone with idle providers west of a short one."""

from datetime import datetime
from typing import Any

from shared.models.facts import ZoneState
from shared.models.provider import Link, VehicleType
from shared.models.supply import SupplyLevel
from shared.supply.capacity import Seen
from tests.builders import NOW, a_point, a_provider, later


def a_state(zone_id: str = "short", **changes: Any) -> ZoneState:
    """A zone that is short: six wait and nobody is there."""
    defaults: dict[str, Any] = {
        "zone_id": zone_id,
        "area_id": "berlin",
        "waiting": 6,
        "expected": 3.0,
        "pressure": 9.0,
        "level": SupplyLevel.SHORT,
        "hot_spot": a_point(),
        "computed_at": NOW,
    }
    return ZoneState(**{**defaults, **changes})


def a_calm_state(zone_id: str = "calm", **changes: Any) -> ZoneState:
    """A zone with ten providers and next to nothing to do."""
    calm = {"waiting": 0, "expected": 0.5, "supply": 10.0, "pressure": 0.05, "level": SupplyLevel.CALM}
    return a_state(zone_id, **{**calm, **changes})


def idle(uid: str, zone_id: str = "calm", *, west_m: float = 1500, idle_s: float = 600, **changes: Any) -> Seen:
    """An idle provider that far west of the hot spot."""
    facts = {"provider_id": uid, "vehicle": VehicleType.CAR, "idle_since": later(-idle_s), **changes}
    return Seen(a_provider(**facts), a_point(east_m=-west_m), Link.FRESH, zone_id)  # type: ignore[arg-type]


def some_idle(count: int, **changes: Any) -> list[Seen]:
    """So many idle providers, each a little farther away."""
    return [idle(f"p{n:02d}", west_m=1500 + 10 * n, **changes) for n in range(count)]


def asked_at(moment: datetime, **changes: Any) -> dict[str, Any]:
    """A provider's memory of having been asked."""
    return {"suggestion_id": "s", "zone_id": "short", "asked_at": moment, "until": later(300, moment), **changes}
