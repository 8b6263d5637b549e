"""Keeps the matching sparse: which of the possible pairs are worth an arc."""

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import Judged
from shared.dispatch.columns import NO_CODE, Flags, Ints, blocks
from shared.eta.travel import IntArray


def cheapest(judged: Judged) -> Flags:
    """Pairs that are among the cheapest of their booking or of their provider.

    Both sides are kept so that many bookings at one place still reach providers beyond the nearest few.
    """
    possible: Flags = judged.codes == NO_CODE
    return _cheapest_of_both(judged.totals_s) & possible


def widened(judged: Judged, keep: Flags, unmatched_jobs: Ints, idle_workers: Ints) -> Flags | None:
    """Add the cheapest pairs between bookings and providers who both went without.

    Returns:
        ``keep`` with more pairs, or none when no such pair is possible.
    """
    among = np.ix_(unmatched_jobs, idle_workers)
    possible = judged.codes[among] == NO_CODE
    if not possible.any():
        return None
    wider = keep.copy()
    wider[among] |= _cheapest_of_both(judged.totals_s[among]) & possible
    return wider


def _cheapest_of_both(totals_s: IntArray) -> Flags:
    of_providers: Flags = _cheapest_in_rows(totals_s.T).T
    return _cheapest_in_rows(totals_s) | of_providers


def _cheapest_in_rows(totals_s: IntArray) -> Flags:
    n_rows, n_columns = totals_s.shape
    if n_columns <= config.ARCS_PER_JOB:
        return np.ones(totals_s.shape, dtype=np.bool_)
    keep = np.zeros(totals_s.shape, dtype=np.bool_)
    for rows in blocks(n_rows, n_columns):
        # Equal scores are told apart by an order that turns with the row, or like rows would all keep the same few.
        turn = (np.arange(n_columns)[None, :] - rows[:, None]) % n_columns
        key = totals_s[rows].astype(np.int64) * n_columns + turn
        last = np.partition(key, config.ARCS_PER_JOB - 1, axis=1)[:, config.ARCS_PER_JOB - 1]
        keep[rows] = key <= last[:, None]
    return keep
