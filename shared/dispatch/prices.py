"""What a solved matching says about the pairs that were left out of it: prices, and with them who would have made it cheaper."""

from dataclasses import dataclass, replace
from typing import NamedTuple

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
    """Work the prices of an optimal matching out: what it would save if one more could be had."""
    unassigned_s = found.columns.settings.weights.unassigned_s
    arcs = np.flatnonzero(may_match[found.job])
    offers = Offers(found.job[arcs], found.worker[arcs], np.minimum(found.total_s[arcs], unassigned_s - 1))
    chosen = matching.chosen[matching.chosen >= 0]
    taken = Offers(found.job[chosen], found.worker[chosen], np.minimum(found.total_s[chosen], unassigned_s - 1))
    told = settled(offers, taken, (len(may_match), found.columns.shape[1]), unassigned_s)
    return replace(told, of_job=np.where(may_match, told.of_job, -config.FAR_FUTURE_S))


class Offers(NamedTuple):
    """Pairs of a booking, or of bookings that go together, and a provider; by booking."""

    job: Ints
    worker: Ints
    cost_s: Ints


def settled(offers: Offers, taken: Offers, shape: tuple[int, int], unassigned_s: int) -> Prices:
    """Work out at which prices all of ``taken`` and nobody else of ``offers`` would be chosen.

    These are the dual values of the assignment problem, found as shortest ways over chains of bookings that would change
    their provider (Bellman and Ford). Each step only lowers them, and whatever it leaves bounds the cost from below.
    """
    starts = np.flatnonzero(np.diff(offers.job, prepend=-1))
    lookers = offers.job[starts]
    of_job, of_worker = np.full(shape[0], unassigned_s), np.zeros(shape[1], dtype=np.int64)
    price, good_enough_s = unassigned_s - taken.cost_s, config.SETTLED * np.abs(taken.cost_s).sum()
    unsettled_s, reached = 0, np.empty_like(offers.cost_s)
    for _ in range(config.PRICE_ROUNDS if len(taken.job) else 0):
        # ``clip`` spares a check of each index and, with ``out``, an array in each of some hundred steps.
        of_worker[taken.worker] = price
        np.take(of_worker, offers.worker, out=reached, mode="clip")
        reached += offers.cost_s
        of_job[lookers] = np.minimum(unassigned_s, np.minimum.reduceat(reached, starts))
        lower = of_job[taken.job] - taken.cost_s
        unsettled_s = int((price - lower).sum())
        if unsettled_s <= good_enough_s:
            break
        price = lower
    return Prices(of_worker=of_worker, of_job=of_job, unsettled_s=unsettled_s)
