"""The score of a pair: terms in whole seconds of a customer's wait, so that they can be added, shown and argued with."""

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.dispatch import config
from shared.dispatch.columns import Columns, Flags, Ints, Pairs, acceptance_of
from shared.eta.travel import FloatArray, IntArray
from shared.models.decision import ScoreTerm

Values = NDArray[np.number[Any]]
"""Weighed seconds, not yet rounded."""


ALL_TERMS = tuple(ScoreTerm)


def score(pairs: Pairs, wanted: Collection[ScoreTerm] = ALL_TERMS) -> IntArray:
    """Score a plain list of pairs.

    Args:
        pairs: whom to score.
        wanted: terms, if not all of them.

    Returns:
        ``(n_pairs, n_terms)`` whole seconds in the order of ``wanted``; of all terms the row's sum is the score, the least wins.
    """
    terms = np.empty((len(wanted), len(pairs.job)), dtype=np.int32)
    for row, term in enumerate(wanted):
        if term in _OF_PROVIDER:
            np.take(_whole(_OF_PROVIDER[term](pairs.columns)), pairs.worker, out=terms[row], mode="clip")
        else:
            _whole(_OF_PAIR[term](pairs), out=terms[row])
    return terms.T


def _whole(seconds: Values, out: IntArray | None = None) -> IntArray:
    made: IntArray = np.empty(len(seconds), dtype=np.int32) if out is None else out
    return np.clip(np.rint(seconds), -config.TERM_LIMIT_S, config.TERM_LIMIT_S, out=made, casting="unsafe")


def _travel(pairs: Pairs) -> Values:
    return pairs.columns.settings.weights.travel * pairs.travel_s


def _route(columns: Columns) -> Values:
    return columns.settings.weights.route * columns.fleet.free_at_s


def _early_wait(pairs: Pairs) -> Values:
    return pairs.columns.settings.weights.early_wait * (pairs.pickup_s - pairs.arrival_s)


def _lateness(pairs: Pairs) -> Values:
    late_s: Ints = np.maximum(0, pairs.end_s - pairs.columns.jobs.promise_end_s[pairs.job])
    return pairs.columns.settings.weights.lateness * late_s


def _direction(pairs: Pairs) -> Values:
    """Half the turn-round price for a pickup abeam, all of it for one straight behind; nothing for who stands."""
    price_s = np.zeros(len(pairs.worker), dtype=np.float64)
    moves: Flags = (pairs.columns.fleet.heading != 0).any(axis=1)
    moving = np.flatnonzero(moves[pairs.worker])
    if not len(moving):
        return price_s
    start = pairs.columns.fleet.start_deg[pairs.worker[moving]]
    pickup = pairs.columns.jobs.pickup_deg[pairs.job[moving]]
    heading = pairs.columns.fleet.heading[pairs.worker[moving]]
    north = pickup[:, 0] - start[:, 0]
    eastward = pickup[:, 1] - start[:, 1]
    east = (eastward - 360 * np.rint(eastward / 360)) * np.cos(np.radians(start[:, 0]))
    length = np.hypot(north, east)
    along = heading[:, 0] * east + heading[:, 1] * north
    ahead = np.where(length > 0, along / np.where(length > 0, length, 1.0), 1.0)
    price_s[moving] = pairs.columns.settings.weights.turn_round_s * (1 - ahead) / 2
    return price_s


def _position(columns: Columns) -> Values:
    """Whose accuracy is no number is no candidate; it stands in the column all the same."""
    settings, fleet = columns.settings, columns.fleet
    stale_s = settings.weights.staleness * fleet.age_s
    vague_m = np.fmax(0, np.nan_to_num(fleet.accuracy_m, posinf=0))
    return stale_s + settings.weights.inaccuracy * vague_m / settings.fleet_speed_mps


def _acceptance(pairs: Pairs) -> Values:
    return pairs.columns.settings.weights.refusal_s * (1 - acceptance_of(pairs))


def _idle(columns: Columns) -> Values:
    weights = columns.settings.weights
    bonus_s: Values = -weights.idle * np.minimum(columns.fleet.idle_s, weights.idle_cap_s)
    return bonus_s


def _promises(columns: Columns) -> Values:
    weights = columns.settings.weights
    return weights.promise_harm * weights.interruption_s * columns.fleet.late_promises


def _pressure(pairs: Pairs) -> Values:
    jobs, own = pairs.columns.jobs, pairs.columns.fleet.pressure[pairs.worker]
    left = np.where(np.isnan(own), jobs.left_pressure[pairs.job], own)
    return pairs.columns.settings.weights.pressure_s * (left - jobs.entered_pressure[pairs.job])


def _capacity(pairs: Pairs) -> Values:
    fleet, demand = pairs.columns.fleet, pairs.columns.jobs.demand[pairs.job]
    spare = 1 - demand / np.maximum(1, fleet.room[pairs.worker])
    return pairs.columns.settings.weights.spare_capacity_s * spare


def _preference(pairs: Pairs) -> Values:
    is_preferred = pairs.columns.jobs.preferred[pairs.job] == pairs.worker
    price_s = np.where(is_preferred, -float(pairs.columns.settings.weights.preference_s), 0.0)
    nudge = pairs.columns.nudge
    if nudge is not None:
        price_s[(pairs.job == nudge.job) & (pairs.worker == nudge.worker)] -= nudge.seconds
    return price_s


def _waiting(pairs: Pairs) -> Values:
    weights = pairs.columns.settings.weights
    bonus_s: FloatArray = -weights.waiting * np.minimum(pairs.columns.jobs.waiting_s, weights.waiting_cap_s)
    return bonus_s[pairs.job]


_OF_PAIR: dict[ScoreTerm, Callable[[Pairs], Values]] = {
    ScoreTerm.TRAVEL: _travel,
    ScoreTerm.EARLY_WAIT: _early_wait,
    ScoreTerm.LATENESS: _lateness,
    ScoreTerm.DIRECTION: _direction,
    ScoreTerm.ACCEPTANCE: _acceptance,
    ScoreTerm.PRESSURE: _pressure,
    ScoreTerm.CAPACITY: _capacity,
    ScoreTerm.PREFERENCE: _preference,
    ScoreTerm.WAITING: _waiting,
}
_OF_PROVIDER: dict[ScoreTerm, Callable[[Columns], Values]] = {
    ScoreTerm.ROUTE: _route,
    ScoreTerm.POSITION: _position,
    ScoreTerm.IDLE: _idle,
    ScoreTerm.PROMISES: _promises,
}
"""Terms that are the same for all bookings."""
