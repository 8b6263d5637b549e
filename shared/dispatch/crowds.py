"""Prices of a crowded window before it is matched: a few neighbouring bookings are taken for one that needs several providers.

Where bookings outnumber the providers around them, the cheapest pairs of each are not those that a matching needs, and only
prices tell which are. Those of a matching of all bookings one by one take several times as long to find.
"""

from dataclasses import replace

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet
from shared.dispatch.columns import Flags, Ints
from shared.dispatch.market import Market
from shared.dispatch.nearest import tiles_of
from shared.dispatch.prices import Offers, Prices, settled
from shared.dispatch.solver import SolverFailedError, cheapest_of_crowds


def crowd_prices(market: Market, found: CandidateSet, may_match: Flags) -> Prices | None:
    """Work out about what each provider is worth; none where neighbours mostly have candidates of their own.

    What serving a booking costs is given leniently: a pair counts as worth it that seems a little too dear.
    """
    wanting = np.flatnonzero(may_match & np.isfinite(market.jobs.price_s))
    crowds = tiles_of(market.jobs.points, wanting, config.CROWD)
    sizes = np.array([len(crowd) for crowd in crowds], dtype=np.int64)
    crowd_of = np.full(len(may_match), -1, dtype=np.int64)
    crowd_of[np.concatenate([*crowds, wanting[:0]])] = np.repeat(np.arange(len(crowds)), sizes)
    offers = _offers(found, crowd_of)
    if not len(offers.job) or len(offers.job) > config.CROWDED * len(found.job):
        return None
    shape, unassigned_s = (len(crowds), found.columns.shape[1]), found.columns.settings.weights.unassigned_s
    try:
        used = cheapest_of_crowds(*offers, np.full(len(crowds), unassigned_s), sizes, shape[1])
    except SolverFailedError:
        return None
    told = settled(offers, Offers(*(column[used] for column in offers)), shape, unassigned_s)
    return replace(told, of_job=np.where(crowd_of < 0, -config.FAR_FUTURE_S, told.of_job[crowd_of] + config.LENIENT_S))


def _offers(found: CandidateSet, crowd_of: Ints) -> Offers:
    """Pairs of a crowd and a provider, at the mean cost of those of its bookings that have it for a candidate."""
    n_workers, unassigned_s = found.columns.shape[1], found.columns.settings.weights.unassigned_s
    arcs = np.flatnonzero(crowd_of[found.job] >= 0)
    place = crowd_of[found.job[arcs]] * n_workers + found.worker[arcs]
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    cost_s = np.minimum(found.total_s[arcs[order]], unassigned_s - 1)
    mean_s = np.add.reduceat(cost_s, starts) // np.diff(starts, append=len(order)) if len(starts) else cost_s
    return Offers(*np.divmod(place[order][starts], n_workers), mean_s)
