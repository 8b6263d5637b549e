"""Whom to ask to move: a minimum cost flow of idle providers from zones that can spare them to zones that are short.

Every cost is in seconds. A unit flows from the source through the zone it leaves (its k-th provider costs the wait that is
missed there), the provider (fairness), the way (travel) and the zone it enters (the k-th saves less than the one before) to the
sink. The bypass is free: what does not pay stays. The flow is exact; the cap of a run is its supply.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from shared.dispatch.columns import Ints
from shared.dispatch.solver import cheapest_flow
from shared.models.area import ServiceArea
from shared.models.facts import ZoneState
from shared.models.place import LatLng
from shared.models.provider import Link, Provider
from shared.models.supply import MoveTerm, SupplyLevel, SupplySettings
from shared.supply.capacity import Seen, travel_s
from shared.supply.move import Move
from shared.supply.shortfall import saved_by_one_more
from shared.units import ZoneId

_IDLE_S_PER_S, _IDLE_CAP_S = 0.05, 3600
"""Who has been idle long earned least: a bonus of so much a second."""
_ASKED_S, _ASKED_LATELY = 60, timedelta(hours=4)
"""Who was asked a moment ago costs this; it fades to nothing within so long, the cool-down aside."""
_HOPED_FOR = 0.5
"""What an open suggestion counts for where it leads."""
_TIE = 4096
"""Seconds are multiplied by this and a provider's rank added, so that equal costs are settled the same way each time."""
_SOURCE, _SINK = 0, 1
_STAYS = timedelta(minutes=10)
"""How long a shift has to go on after the way."""


@dataclass(frozen=True)
class _Way:
    """A provider who could go to a zone."""

    provider: Provider
    rank: int
    from_zone: ZoneId
    to_zone: ZoneId
    travel_s: int


def plan_moves(
    area: ServiceArea, states: Sequence[ZoneState], fleet: Sequence[Seen], now: datetime
) -> tuple[Move, ...]:
    """Choose the moves worth asking for.

    Args:
        area: settings of dispatch and supply.
        states: of all its zones, as just judged.
        fleet: as just seen.
        now: business instant.

    Returns:
        At most ``most_per_run`` moves, by provider; none from a zone that is not calm, none to one that is not short, and
        nobody twice within the cool-down.

    Raises:
        SolverFailedError: the solver gave no optimum.
    """
    settings = area.supply
    short = {s.zone_id: s for s in states if s.level is SupplyLevel.SHORT and s.hot_spot is not None}
    calm = {s.zone_id: s for s in states if s.level is SupplyLevel.CALM}
    if not (settings.rebalancing and settings.most_per_run and short and calm):
        return ()
    movers = sorted((s for s in fleet if _may_be_asked(s, calm, settings, now)), key=lambda s: s.provider.provider_id)
    ways = [
        _Way(seen.provider, rank, seen.zone_id, zone_id, far_s)
        for rank, seen in enumerate(movers)
        for zone_id, state in sorted(short.items())
        if seen.zone_id is not None and (far_s := _far_s(seen, state, area, now)) is not None
    ]
    if not ways:
        return ()
    need = _Need({state.zone_id: state for state in states}, _hoped_for(fleet, now), settings)
    used = cheapest_flow(*_network(ways, need, now), settings.most_per_run)[-len(ways) :]
    taken = [way for way, units in zip(ways, used.tolist(), strict=True) if units]
    return _moves(taken, need, {zone_id: state.hot_spot for zone_id, state in short.items() if state.hot_spot}, now)


def _may_be_asked(seen: Seen, calm: Mapping[ZoneId, ZoneState], settings: SupplySettings, now: datetime) -> bool:
    provider = seen.provider
    idle = seen.is_idle and seen.link is Link.FRESH and provider.open_offers == 0 and provider.heading(now) is None
    asked = provider.repositioning
    rested = asked is None or now - asked.asked_at >= timedelta(seconds=settings.cool_down_s)
    return idle and rested and seen.zone_id in calm


def _far_s(seen: Seen, state: ZoneState, area: ServiceArea, now: datetime) -> int | None:
    """Seconds to the zone's hot spot; None when that is too far, or the shift ends too soon."""
    if state.hot_spot is None:
        return None
    far_s = travel_s(seen.point, state.hot_spot, area.dispatch.fleet_speed_mps, seen.provider.vehicle)
    ends_at = seen.provider.shift_ends_at
    in_time = ends_at is None or now + timedelta(seconds=far_s) + _STAYS <= ends_at
    return far_s if far_s <= area.supply.most_travel_s and in_time else None


def _hoped_for(fleet: Sequence[Seen], now: datetime) -> dict[ZoneId, float]:
    """What open suggestions may yet bring to each zone."""
    hoped: defaultdict[ZoneId, float] = defaultdict(float)
    for seen in fleet:
        asked = seen.provider.repositioning
        if asked is not None and not asked.accepted and asked.until > now and seen.is_idle:
            hoped[asked.zone_id] += _HOPED_FOR
    return hoped


@dataclass(frozen=True)
class _Need:
    """What one provider more or less means to each zone."""

    states: Mapping[ZoneId, ZoneState]
    hoped: Mapping[ZoneId, float]
    settings: SupplySettings

    def saved_s(self, zone_id: ZoneId, more: int) -> int:
        """Wait saved by one provider beyond ``more`` others who come."""
        state = self.states[zone_id]
        return self._next_one_s(state, state.supply + state.help + self.hoped.get(zone_id, 0.0) + more)

    def missed_s(self, zone_id: ZoneId, fewer: int) -> int:
        """Wait added by taking one provider after ``fewer`` others."""
        state = self.states[zone_id]
        return self._next_one_s(state, state.supply - fewer - 1)

    def _next_one_s(self, state: ZoneState, supply: float) -> int:
        return round(saved_by_one_more(state.waiting, state.expected, supply, self.settings.unserved_wait_s))


def _fairness(provider: Provider, now: datetime) -> dict[MoveTerm, int]:
    idle_s = (now - provider.idle_since).total_seconds() if provider.idle_since else 0.0
    asked = provider.repositioning
    lately = 1 - (now - asked.asked_at) / _ASKED_LATELY if asked else 0.0
    return {
        MoveTerm.IDLE: round(_IDLE_S_PER_S * min(max(0.0, idle_s), _IDLE_CAP_S)),
        MoveTerm.ASKED_LATELY: -round(_ASKED_S * max(0.0, lately)),
    }


def _network(ways: Sequence[_Way], need: _Need, now: datetime) -> tuple[Ints, Ints, Ints, Ints]:
    """Tails, heads, capacities and costs of all arcs, those of the ways last and in their order."""
    left, entered = sorted({way.from_zone for way in ways}), sorted({way.to_zone for way in ways})
    leaving = {zone: 2 + n for n, zone in enumerate(left)}
    entering = {zone: 2 + len(left) + n for n, zone in enumerate(entered)}
    first = 2 + len(left) + len(entered)
    people = {way.rank: way for way in ways}
    slots = range(need.settings.most_per_run)
    arcs = [(_SOURCE, leaving[zone], need.missed_s(zone, n) * _TIE) for zone in left for n in slots]
    arcs += [(entering[zone], _SINK, -need.saved_s(zone, n) * _TIE) for zone in entered for n in slots]
    arcs += [(leaving[way.from_zone], first + rank, _asking(way, now)) for rank, way in sorted(people.items())]
    least = need.settings.least_gain_s
    arcs += [(first + way.rank, entering[way.to_zone], (way.travel_s + least) * _TIE) for way in ways]
    tail, head, cost = (np.array(column, dtype=np.int64) for column in zip(*arcs, strict=True))
    return tail, head, np.ones_like(tail), cost


def _asking(way: _Way, now: datetime) -> int:
    return -sum(_fairness(way.provider, now).values()) * _TIE + min(way.rank, _TIE - 1)


def _moves(taken: Sequence[_Way], need: _Need, targets: Mapping[ZoneId, LatLng], now: datetime) -> tuple[Move, ...]:
    """Say of each move what it saves and costs; the zones' first slots go to whoever has the lower id."""
    left: Counter[ZoneId] = Counter()
    entered: Counter[ZoneId] = Counter()
    moves = []
    for way in sorted(taken, key=lambda way: way.rank):
        terms = {
            MoveTerm.WAIT_SAVED: need.saved_s(way.to_zone, entered[way.to_zone]),
            MoveTerm.WAIT_CAUSED: -need.missed_s(way.from_zone, left[way.from_zone]),
            MoveTerm.TRAVEL: -way.travel_s,
            **_fairness(way.provider, now),
        }
        entered[way.to_zone] += 1
        left[way.from_zone] += 1
        uid = way.provider.provider_id
        moves.append(Move(uid, way.from_zone, way.to_zone, targets[way.to_zone], way.travel_s, terms))
    return tuple(moves)
