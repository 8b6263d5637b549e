"""The rules that keep a booking and a provider apart. A pair gets the first that holds, in ``ExclusionReason`` order."""

from collections.abc import Callable, Mapping

import numpy as np

from shared.dispatch.columns import CODE_OF, Codes, Columns, Flags, FleetColumns, Ints, JobColumns, Pairs
from shared.eta.travel import UNKNOWN
from shared.models.decision import ExclusionReason


def codes_of(pairs: Pairs) -> Codes:
    """The first reason of each pair, ``NO_CODE`` for a candidate."""
    by_way = _first({CODE_OF[reason]: holds(pairs) for reason, holds in _BY_WAY.items()})
    return earlier(codes_before_way(pairs.columns, pairs.job, pairs.worker), by_way)


def codes_before_way(columns: Columns, job: Ints, worker: Ints) -> Codes:
    """The first reason of each pair that lies not in the way between the two; these come before all that do."""
    fitness = columns.fitness.codes[columns.fitness.need[job], worker]
    return earlier(fitness, columns.barred.of(job, worker))


def fitness_codes(jobs: JobColumns, fleet: FleetColumns, job: Ints, worker: Ints) -> Codes:
    """The first reason that lies in what a provider is and what a booking needs, wherever they are."""
    by_need = _first({CODE_OF[reason]: holds(jobs, fleet, job, worker) for reason, holds in _BY_NEED.items()})
    return earlier(fleet.own_code[worker], by_need)


def earlier(one: Codes, other: Codes) -> Codes:
    """The first of two reasons: codes rise in the order of precedence."""
    # Below zero a byte wraps round to its largest value, so no reason comes last.
    first: Codes = np.minimum(one - np.uint8(1), other - np.uint8(1)) + np.uint8(1)
    return first


def _first(held: Mapping[int, Flags]) -> Codes:
    codes: Codes = np.zeros(np.broadcast_shapes(*(flags.shape for flags in held.values())), dtype=np.uint8)
    for code in sorted(held, reverse=True):
        if held[code].any():
            np.copyto(codes, np.uint8(code), where=held[code])
    return codes


def _no_service(jobs: JobColumns, fleet: FleetColumns, job: Ints, worker: Ints) -> Flags:
    return ~fleet.service_ok[jobs.service[job], worker]


def _no_skill(jobs: JobColumns, fleet: FleetColumns, job: Ints, worker: Ints) -> Flags:
    return ~fleet.skills_ok[jobs.skills[job], worker]


def _wrong_vehicle(jobs: JobColumns, fleet: FleetColumns, job: Ints, worker: Ints) -> Flags:
    return ~fleet.vehicles_ok[jobs.vehicles[job], worker]


def _full(jobs: JobColumns, fleet: FleetColumns, job: Ints, worker: Ints) -> Flags:
    return fleet.room[worker] < jobs.demand[job]


def _too_many_open_offers(jobs: JobColumns, fleet: FleetColumns, job: Ints, worker: Ints) -> Flags:
    del jobs, job
    return fleet.offer_room[worker] <= 0


_BY_NEED: Mapping[ExclusionReason, Callable[[JobColumns, FleetColumns, Ints, Ints], Flags]] = {
    ExclusionReason.NO_SERVICE: _no_service,
    ExclusionReason.NO_SKILL: _no_skill,
    ExclusionReason.WRONG_VEHICLE: _wrong_vehicle,
    ExclusionReason.FULL: _full,
    ExclusionReason.TOO_MANY_OPEN_OFFERS: _too_many_open_offers,
}


def _too_far(pairs: Pairs) -> Flags:
    return ~(pairs.distance_m <= pairs.columns.settings.max_radius_m)


def _travel_unknown(pairs: Pairs) -> Flags:
    flags: Flags = (pairs.travel_s < 0) | (pairs.columns.jobs.work_s[pairs.job] == UNKNOWN)
    return flags


def _window_unreachable(pairs: Pairs) -> Flags:
    return pairs.pickup_s > pairs.columns.jobs.window_end_s[pairs.job]


def _shift_ends_before(pairs: Pairs) -> Flags:
    return pairs.pickup_s > pairs.columns.fleet.shift_ends_s[pairs.worker]


def _breaks_promise(pairs: Pairs) -> Flags:
    return pairs.columns.fleet.breaks_promise[pairs.worker]


_BY_WAY: Mapping[ExclusionReason, Callable[[Pairs], Flags]] = {
    ExclusionReason.TOO_FAR: _too_far,
    ExclusionReason.TRAVEL_UNKNOWN: _travel_unknown,
    ExclusionReason.WINDOW_UNREACHABLE: _window_unreachable,
    ExclusionReason.SHIFT_ENDS_BEFORE: _shift_ends_before,
    ExclusionReason.BREAKS_PROMISE: _breaks_promise,
}
