"""Matches a window too large to judge every pair.

Each booking and each provider keeps its cheapest few, and the window is matched on those. The prices of that matching say
which pairs left out would make it cheaper: those are added, and it is matched again, until what is left to gain is small.
"""

import math
from collections.abc import Callable

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet, Tally, best_of_each, candidate_set, merged
from shared.dispatch.coarse import coarse_pairs
from shared.dispatch.columns import NO_CODE, Columns, Flags, Ints, Pairs, pairs
from shared.dispatch.crowds import crowd_prices
from shared.dispatch.exclusion import codes_of
from shared.dispatch.market import Market, market_of
from shared.dispatch.matching import Matching
from shared.dispatch.prices import Prices, prices
from shared.dispatch.tally import wide_tally


def match_wide(
    columns: Columns, may_match: Flags, match_all: Callable[[CandidateSet, int], Matching]
) -> tuple[CandidateSet, Matching]:
    """Match a large window.

    Args:
        columns: the window.
        may_match: bookings that may be matched.
        match_all: the matching on given candidates, of which so many bookings, or more, can be served at one time.
    """
    market, tally = market_of(columns), wide_tally(columns)
    found, servable = _first(market, may_match, tally)
    told = crowd_prices(market, found, may_match) if _is_hard(*columns.shape) else None
    if told is not None:
        more = _cheaper_of_jobs(market, found, told)
        found = merged(found, more, _cheaper_of_workers(market, found, more, told))
    matching, matched_on = match_all(found, servable), len(found.job)
    for _ in range(config.MAX_ROUNDS - 1):
        better = _better(market, found, matching, may_match)
        found_now = sum(len(one.job) for one in (found, *better))
        if not better or matched_on + found_now > config.MAX_WIDE_ARCS:
            break
        found = merged(found, *better)
        servable = int(np.count_nonzero(matching.chosen >= 0))
        matching, matched_on = match_all(found, servable), matched_on + len(found.job)
    return found, matching


def _first(market: Market, may_match: Flags, tally: Tally) -> tuple[CandidateSet, int]:
    """The cheapest of each booking and of each provider, and whom a customer prefers; how many can be served at one time.

    A booking that may not be matched has candidates too, for the record, but no provider keeps it.
    """
    columns = market.columns
    of_job, of_worker = _kept_of_each(market)
    by_jobs = market.jobs.look_for(market.workers, of_each=of_job)
    open_only = np.where(may_match, 0.0, np.inf)
    by_workers = market.workers.look_for(market.jobs, of_each=of_worker, price_s=open_only)
    wishes = np.flatnonzero((columns.jobs.preferred >= 0) & np.isfinite(market.jobs.price_s))
    nudged = [columns.nudge.job * columns.shape[1] + columns.nudge.worker] if columns.nudge else []
    from_afar = _possible(columns, _places(columns, *coarse_pairs(market, may_match)))
    places = (
        np.array(nudged, dtype=np.int64),
        _places(columns, by_jobs.seeker, by_jobs.sought),
        _places(columns, by_workers.sought, by_workers.seeker),
        _places(columns, from_afar.job, from_afar.worker),
        _places(columns, wishes, columns.jobs.preferred[wishes]),
    )
    found = candidate_set(_possible(columns, _new(columns, np.concatenate(places))), tally)
    return _deepened(market, found, by_jobs.is_all, of_job), len(from_afar.job)


def _kept_of_each(market: Market) -> tuple[int, int]:
    """How many each booking and each provider keeps: more of a larger other side, of which only a part can be matched."""
    n_jobs, n_workers = market.columns.shape
    if n_jobs < n_workers and market.jobs.grid is not None:
        return config.GRID_ARCS, config.GRID_ARCS_BACK
    of_job, of_worker = (
        min(config.WIDE_ARCS, math.ceil(when_even * others / own))
        for when_even, others, own in (
            (config.WIDE_ARCS, n_workers, n_jobs),
            (config.WIDE_ARCS_BACK, n_jobs, n_workers),
        )
    )
    return max(config.READABLE_CANDIDATES, of_job), of_worker


def _deepened(market: Market, found: CandidateSet, is_all: Flags, enough: int) -> CandidateSet:
    """Let bookings look further that have not ``enough`` because their cheapest providers fell to a time limit or to a name."""
    of_each = enough
    short = _short(market, found, is_all, enough)
    while len(short):
        of_each *= config.DEEPER
        short = short[: config.MAX_DEEP_PAIRS // of_each]
        deeper = market.jobs.look_for(market.workers, of_each=of_each, members=short)
        places = _places(market.columns, deeper.seeker, deeper.sought)
        more = candidate_set(_possible(market.columns, _new(market.columns, places, found)), found.tally)
        found = merged(found, best_of_each(more, enough))
        short = np.intersect1d(short, _short(market, found, deeper.is_all, enough))
    return found


def _short(market: Market, found: CandidateSet, is_all: Flags, enough: int) -> Ints:
    few = np.diff(found.first) < enough
    return np.flatnonzero(few & ~is_all & np.isfinite(market.jobs.price_s))


def _better(market: Market, found: CandidateSet, matching: Matching, may_match: Flags) -> tuple[CandidateSet, ...]:
    """Pairs that would make the matching cheaper, none of them twice; nothing when there is too little to gain."""
    told = prices(found, matching, may_match) if matching.fallback is None else _idle(found, matching, may_match)
    paid_s = np.abs(found.total_s[matching.chosen[matching.chosen >= 0]]).sum()
    more = _cheaper_of_jobs(market, found, told)
    if not len(more.job) or _gain_s(more, told) <= config.WORTH_A_ROUND * paid_s:
        return ()
    return more, _cheaper_of_workers(market, found, more, told)


def _cheaper_of_jobs(market: Market, found: CandidateSet, told: Prices) -> CandidateSet:
    """Pairs that seem worth it at these prices, the best of each booking."""
    limit_s = told.of_job - market.jobs.price_s
    seen = market.jobs.look_for(market.workers, of_each=config.BETTER_ARCS, price_s=told.of_worker, limit_s=limit_s)
    places = _new(market.columns, _places(market.columns, seen.seeker, seen.sought), found)
    return candidate_set(_possible(market.columns, places), found.tally)


def _cheaper_of_workers(market: Market, found: CandidateSet, more: CandidateSet, told: Prices) -> CandidateSet:
    """The best of each provider among those that are not found yet."""
    limit_s = -told.of_worker - market.workers.price_s
    seen = market.workers.look_for(market.jobs, of_each=config.BETTER_ARCS, price_s=-told.of_job, limit_s=limit_s)
    places = _new(market.columns, _places(market.columns, seen.sought, seen.seeker), found, more)
    return candidate_set(_possible(market.columns, places), found.tally)


def _is_hard(n_jobs: int, n_workers: int) -> bool:
    """Whether a matching takes so long that it pays to have prices beforehand: nearly even sides are quickly assigned."""
    return n_jobs * n_workers > config.GRID_PAIRS and n_workers > n_jobs


def _gain_s(more: CandidateSet, told: Prices) -> int:
    """By how much the matching can become cheaper at most with these pairs.

    Prices that hold for them too, and bound the cost, are had by lowering each booking's or by raising each provider's.
    """
    unassigned_s = more.columns.settings.weights.unassigned_s
    spared_s = told.of_job[more.job] - told.of_worker[more.worker] - np.minimum(more.total_s, unassigned_s - 1)
    of_jobs, of_workers = np.zeros_like(told.of_job), np.zeros_like(told.of_worker)
    np.maximum.at(of_jobs, more.job, spared_s)
    np.maximum.at(of_workers, more.worker, spared_s)
    return told.unsettled_s + min(int(of_jobs.sum()), int(of_workers.sum()))


def _idle(found: CandidateSet, matching: Matching, may_match: Flags) -> Prices:
    """Stands in for prices after a greedy matching: only who went without and who is idle may still find each other."""
    n_workers = found.columns.shape[1]
    of_worker = np.zeros(n_workers, dtype=np.int64)
    of_worker[found.worker[matching.chosen[matching.chosen >= 0]]] = config.FAR_FUTURE_S
    without = may_match & (matching.chosen < 0)
    of_job = np.where(without, found.columns.settings.weights.unassigned_s, -config.FAR_FUTURE_S)
    return Prices(of_worker=of_worker, of_job=of_job, unsettled_s=0)


def _places(columns: Columns, job: Ints, worker: Ints) -> Ints:
    return job * columns.shape[1] + worker


def _new(columns: Columns, places: Ints, *sets: CandidateSet) -> Ints:
    """Those of ``places`` that are no candidates yet, sorted and each once."""
    known = [np.zeros(0, dtype=np.int64), *(_places(columns, found.job, found.worker) for found in sets)]
    n_pairs = columns.shape[0] * columns.shape[1]
    if n_pairs > config.MAX_MARKED_PAIRS:
        return _sorted_new(places, np.concatenate(known))
    is_new = np.zeros(n_pairs, dtype=np.bool_)
    is_new[places] = True
    for some in known:
        is_new[some] = False
    return np.flatnonzero(is_new)


def _sorted_new(places: Ints, known: Ints) -> Ints:
    """The same by sorting; ``np.unique`` would hash, at ten times the time."""
    rising = np.sort(places)
    wanted = rising[np.diff(rising, prepend=-1) > 0]
    ordered = np.append(np.sort(known), -1)
    new: Ints = wanted[ordered[np.searchsorted(ordered[:-1], wanted)] != wanted]
    return new


def _possible(columns: Columns, places: Ints) -> Pairs:
    """The pairs at these places that could be."""
    job, worker = np.divmod(places, columns.shape[1])
    facts = pairs(columns, job, worker)
    could = codes_of(facts) == NO_CODE
    return facts if could.all() else pairs(columns, job[could], worker[could])
