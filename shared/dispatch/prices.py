"""What a solved matching says about the pairs that were left out of it: prices, and with them who would have made it cheaper."""

from dataclasses import dataclass

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet
from shared.dispatch.columns import Flags, Ints
from shared.dispatch.matching import Matching


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Seconds of score. A pair left out can make the matching cheaper only if it costs less than value minus price.

    Attributes:
        of_worker: what a provider is worth to the window; 0 for who is left idle.
        of_job: what serving a booking costs, its provider's price included; at most what leaving it out does.
        unsettled_s: by how much prices may still be wrong, all together.
    """

    of_worker: Ints
    of_job: Ints
    unsettled_s: int


def prices(found: CandidateSet, matching: Matching, may_match: Flags) -> Prices:
    """Work the prices of an optimal matching out: what it would save if one more could be had.

    These are the dual values of the assignment problem, found as shortest ways over chains of bookings that would change
    their provider (Bellman and Ford). Each step only lowers them, and whatever it leaves bounds the cost from below.
    """
    n_workers = found.columns.shape[1]
    unassigned_s = found.columns.settings.weights.unassigned_s
    arcs = np.flatnonzero(may_match[found.job])
    job, worker = found.job[arcs], found.worker[arcs]
    cost = np.minimum(found.total_s[arcs], unassigned_s - 1)
    served = np.flatnonzero(matching.chosen >= 0)
    taken = found.worker[matching.chosen[served]]
    paid = np.minimum(found.total_s[matching.chosen[served]], unassigned_s - 1)
    starts = np.flatnonzero(np.diff(job, prepend=-1))
    lookers = job[starts]
    of_job = np.where(may_match, unassigned_s, -config.FAR_FUTURE_S)
    of_worker = np.zeros(n_workers, dtype=np.int64)
    price, good_enough_s = unassigned_s - paid, config.SETTLED * np.abs(paid).sum()
    unsettled_s, reached = 0, np.empty_like(cost)
    for _ in range(config.PRICE_ROUNDS if len(served) else 0):
        # ``clip`` spares a check of each index and, with ``out``, an array in each of some hundred steps.
        of_worker[taken] = price
        np.take(of_worker, worker, out=reached, mode="clip")
        reached += cost
        of_job[lookers] = np.minimum(unassigned_s, np.minimum.reduceat(reached, starts))
        settled = of_job[served] - paid
        unsettled_s = int((price - settled).sum())
        if unsettled_s <= good_enough_s:
            break
        price = settled
    return Prices(of_worker=of_worker, of_job=of_job, unsettled_s=unsettled_s)
