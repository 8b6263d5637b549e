"""Look at zones that are short of supply: which are overloaded, and which no longer are."""

from collections.abc import Sequence
from datetime import timedelta

from muster.ports.backend import Backend
from muster.services.execution import for_system, keep, perform
from muster.services.gathering import area_of
from muster.services.look_at_provider import log_change
from muster.services.scenes import known_disruptions
from muster.services.tolerance import each
from shared import paths
from shared.models.area import ServiceArea
from shared.models.change import Decision, Versioned, put
from shared.models.disruption import Disruption
from shared.models.facts import ZoneState
from shared.models.supply import SupplyLevel
from shared.models.zone import Zone
from shared.recovery.noting import noted
from shared.recovery.overload import judge_zone
from shared.recovery.signs import overload_id
from shared.units import AreaId, DisruptionId

_MOST = 200
_COUNTED_WITHIN = timedelta(minutes=5)
"""Of a zone that was not counted for so long in real time, where a minute is usual, somebody asks whether it is still served."""
_CALM = {"level": SupplyLevel.CALM, "waiting": 0, "pressure": 0.0}


def watch_zones(backend: Backend, noticed: Sequence[Versioned[Disruption]]) -> int:
    """Open, keep or close overloads by the pressure that was counted last.

    Args:
        backend: the ports.
        noticed: the overloads that are open.

    Returns:
        How many zones were looked at.
    """
    areas: dict[AreaId, ServiceArea] = {}
    read = {one.value.disruption_id: one for one in noticed}
    return each(backend, "watch", lambda: _states(backend, noticed), lambda state: _look(backend, state, areas, read))


def _states(backend: Backend, noticed: Sequence[Versioned[Disruption]]) -> list[ZoneState]:
    short = {state.zone_id: state for state in backend.store.zones_short(_MOST)}
    others = {one.value.zone_id for one in noticed if one.value.zone_id} - set(short)
    wanted = [paths.zone_state(zone_id) for zone_id in sorted(others)]
    relieved = backend.store.get_many(wanted, ZoneState) if wanted else {}
    return _calmed(backend, [*short.values(), *(one.value for one in relieved.values())])


def _calmed(backend: Backend, states: Sequence[ZoneState]) -> list[ZoneState]:
    """The states, those of zones that are served no more as calm: nobody counts them any more, so they would stay as they were."""
    counted_since = backend.clock.now() - _COUNTED_WITHIN * max(1.0, backend.clock.rate)
    old = [one.zone_id for one in states if one.computed_at < counted_since]
    zones = backend.store.get_many([paths.zone(zone_id) for zone_id in old], Zone) if old else {}
    gone = set(old) - {zone.value.zone_id for zone in zones.values() if zone.value.active}
    calm = {one.zone_id: one.model_copy(update=_CALM) for one in states if one.zone_id in gone}
    if calm:
        keep(backend, [put(paths.zone_state(zone_id), state) for zone_id, state in calm.items()])
    return [calm.get(one.zone_id, one) for one in states]


def _look(
    backend: Backend,
    state: ZoneState,
    areas: dict[AreaId, ServiceArea],
    noticed: dict[DisruptionId, Versioned[Disruption]],
) -> None:
    if state.area_id not in areas:
        areas[state.area_id] = area_of(backend, state.area_id)
    settings, now = areas[state.area_id].detection, backend.clock.now()
    subject = overload_id(state.zone_id)
    if subject not in noticed and judge_zone(state, None, settings, now) is None:
        return
    read = noticed if subject in noticed else known_disruptions(backend, [subject])
    known = read.get(subject)
    change = judge_zone(state, known.value if known else None, settings, now)
    if change is None:
        return
    decisions = iter([noted([change], read, now, backend.clock.real_now())])
    once = for_system("look", f"{subject}.{change.after.version}")
    perform(backend, once, lambda: next(decisions, Decision(())))
    log_change(backend, change)
