"""Overloaded zones: far more is asked for than there is anybody to do it."""

from datetime import datetime

from shared.models.detection import DetectionSettings
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState
from shared.models.facts import ZoneState
from shared.models.supply import SupplyLevel
from shared.recovery.episodes import Change, closed, may_come_back, opened
from shared.recovery.severity import severity_of
from shared.recovery.signs import overload_id, reading, seconds


def judge_zone(
    state: ZoneState, before: Disruption | None, settings: DetectionSettings, now: datetime
) -> Change | None:
    """Open, keep or close the overload of one zone.

    Args:
        state: demand and supply as counted last.
        before: the zone's document, open or not, if there is one.
        settings: the area's thresholds.
        now: business time.
    """
    if before is not None and before.is_open:
        is_young = seconds(before.detected_at, now) < settings.settle_s
        is_over = state.level is not SupplyLevel.SHORT and not is_young
        return closed(before, DisruptionState.CLEARED, "pressure_fell", now) if is_over else None
    if before is not None and not may_come_back(before, now, settings):
        return None
    if state.level is not SupplyLevel.SHORT or state.waiting < settings.overload_waiting:
        return None
    if seconds(_since(state), now) < settings.overload_after_s or state.oldest_wait_s < settings.overload_wait_s:
        return None
    return opened(_overload(state, settings, now), before)


def _since(state: ZoneState) -> datetime:
    return state.level_since or state.computed_at


def _overload(state: ZoneState, settings: DetectionSettings, now: datetime) -> Disruption:
    kind = DisruptionKind.REGION_OVERLOADED
    return Disruption(
        disruption_id=overload_id(state.zone_id),
        area_id=state.area_id,
        kind=kind,
        severity=severity_of(kind, 0.0, settings),
        zone_id=state.zone_id,
        evidence=(
            reading("short", seconds(_since(state), now), settings.overload_after_s),
            reading("pressure", state.pressure, None, "x"),
            reading("waiting", state.waiting, settings.overload_waiting, "bookings"),
            reading("oldest_wait", state.oldest_wait_s, settings.overload_wait_s),
        ),
        onset_at=_since(state),
        detected_at=now,
    )
