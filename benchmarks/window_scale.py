"""Large matching windows from bare positions, beside a bare pruned flow and the dense optimum.

The bare flow is what one would write in an afternoon: a k-d tree on the positions, the twenty nearest providers of each
booking, travel seconds as costs, an unassigned option, OR-Tools' minimum cost flow, and nothing else: no exclusions, no
score, no explanation, and bookings left out where the twenty nearest are taken. It runs in turns with the engine. Where it
leaves more out than the engine does, it is not the same work: then it is widened, twice as many nearest at a time, until it
serves as many, and that is what the engine is held to. Garbage is collected as in the functions: what is loaded is left out
of it. The dense optimum is scipy's, over the engine's own score of every pair.
"""

from __future__ import annotations

import gc
import resource
import time
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from benchmarks.figures import Table, in_ms, percentile
from benchmarks.scale_windows import LAYOUTS, Layout, Town, dense_costs, town_of, window_of
from devtools.steps import say
from muster.garbage import collect_seldom
from shared.dispatch.engine import Decided, decide
from shared.dispatch.outcome import Proposal
from shared.dispatch.problem import WindowProblem
from shared.dispatch.rationale import record
from shared.units import DecisionId

RUNS = 5
DENSE_UP_TO = 26_000_000
NEAREST = 20
WANTED_RATIO, WANTED_GAP_PCT = 3.0, 0.5


@dataclass(frozen=True)
class Outcome:
    """What one window gave; times are medians of CPU seconds."""

    layout: Layout
    engine_s: float
    bare_s: float
    bare_left: int
    nearest: int
    """So many serve as many bookings as the engine does."""
    alike_s: float
    left: int
    gap_pct: float
    dense_s: float
    record_s: float
    record_kb: float

    @property
    def ratio(self) -> float:
        """How many times as long as the bare flow that serves as many."""
        return self.engine_s / self.alike_s


def run(asked: int | None = None) -> Table:
    """Measure each layout, each ``asked`` times."""
    runs = asked or RUNS
    outcomes = [_measured(layout, runs) for layout in LAYOUTS]
    rows = [_row(outcome) for outcome in outcomes]
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    numbers = {
        "windows": {o.layout.name: {**o.__dict__, "layout": o.layout.name, "ratio": o.ratio} for o in outcomes},
        "peak_rss_mb": peak_mb,
        "runs": runs,
    }
    return Table(
        "Large windows, from bare positions",
        (
            "window",
            "engine",
            "bare flow",
            "left out (bare)",
            "bare, as many served",
            "ratio",
            "over dense optimum",
            "dense optimum",
            "record",
        ),
        rows,
        numbers,
        notes=f"CPU time, median of {runs} in turns. Peak memory {peak_mb:.0f} MB, the dense optima's included.",
        misses=tuple(miss for outcome in outcomes for miss in _misses(outcome)),
    )


def _measured(layout: Layout, runs: int) -> Outcome:
    say(f"Window {layout.name}: {runs} runs of each")
    town = town_of(layout)
    problem = window_of(town)
    left = sum(not isinstance(outcome, Proposal) for outcome in decide(problem).decision.outcomes)
    nearest = _nearest_to_serve(town, layout.jobs - left)
    engine_s, bare_s, alike_s = [], [], []
    collect_seldom()
    for _ in range(runs):
        started_s = time.process_time()
        decided = decide(problem)
        engine_s.append(time.process_time() - started_s)
        started_s = time.process_time()
        matched = bare_flow(town)
        bare_s.append(time.process_time() - started_s)
        alike_s.append(bare_s[-1] if nearest == NEAREST else _timed_flow(town, nearest))
    gc.unfreeze()
    gap_pct, dense_s = _gap(problem, decided)
    record_s, record_kb = _recorded(problem, decided)
    return Outcome(
        layout=layout,
        engine_s=percentile(engine_s, 0.5),
        bare_s=percentile(bare_s, 0.5),
        bare_left=layout.jobs - matched,
        nearest=nearest,
        alike_s=percentile(alike_s, 0.5),
        left=left,
        gap_pct=gap_pct,
        dense_s=dense_s,
        record_s=record_s,
        record_kb=record_kb,
    )


def _nearest_to_serve(town: Town, wanted: int) -> int:
    nearest = NEAREST
    while bare_flow(town, nearest) < wanted and nearest < town.layout.workers:
        nearest = min(2 * nearest, town.layout.workers)
    return nearest


def _timed_flow(town: Town, nearest: int) -> float:
    started_s = time.process_time()
    bare_flow(town, nearest)
    return time.process_time() - started_s


def bare_flow(town: Town, number: int = NEAREST) -> int:
    """Match on the nearest, so many for each booking; gives how many bookings found somebody."""
    metres_per_deg = np.array([111_195.0, 111_195.0 * np.cos(np.radians(town.pickups_deg[:, 0].mean()))])
    n_jobs, n_workers = len(town.pickups_deg), len(town.starts_deg)
    near_m, nearest = cKDTree(town.starts_deg * metres_per_deg).query(town.pickups_deg * metres_per_deg, k=number)
    job = np.repeat(np.arange(n_jobs), number)
    cost = np.ceil(near_m.ravel() / town.line_mps).astype(np.int64)
    flow, sink = min_cost_flow.SimpleMinCostFlow(), n_jobs + n_workers
    bookings, providers = np.arange(n_jobs), np.arange(n_jobs, sink)
    pairs = flow.add_arcs_with_capacity_and_unit_cost(job, n_jobs + nearest.ravel(), np.ones_like(job), cost)
    for nodes, price in ((providers, 0), (bookings, 60_000)):
        count = len(nodes)
        flow.add_arcs_with_capacity_and_unit_cost(
            nodes, np.full(count, sink), np.ones(count, int), np.full(count, price)
        )
    flow.set_nodes_supplies(np.append(bookings, sink), np.append(np.ones(n_jobs, int), -n_jobs))
    flow.solve()
    return int((flow.flows(pairs) > 0).sum())


def _gap(problem: WindowProblem, decided: Decided) -> tuple[float, float]:
    """Per cent above the dense optimum, and the CPU seconds that the optimum took; a booking left out pays its price."""
    if len(problem.jobs) * len(problem.workers) > DENSE_UP_TO:
        return float("nan"), float("nan")
    costs, price_s = dense_costs(problem), problem.settings.weights.unassigned_s
    started_s = time.process_time()
    rows, columns = linear_sum_assignment(costs)
    dense_s = time.process_time() - started_s
    firsts = [o.providers[0].total_s if isinstance(o, Proposal) else price_s for o in decided.decision.outcomes]
    unavoidable = max(0, len(problem.jobs) - len(problem.workers)) * price_s
    best = float(costs[rows, columns].sum())
    return 100 * (sum(min(first, price_s) for first in firsts) - unavoidable - best) / abs(best), dense_s


def _recorded(problem: WindowProblem, decided: Decided) -> tuple[float, float]:
    started_s = time.process_time()
    kept = record(problem, decided, decision_id=DecisionId("d1"), solver_version="benchmark")
    return time.process_time() - started_s, kept.replay.size_bytes / 1000


def _row(outcome: Outcome) -> tuple[str, ...]:
    return (
        outcome.layout.name,
        in_ms(outcome.engine_s),
        in_ms(outcome.bare_s),
        f"{outcome.left} ({outcome.bare_left})",
        f"{in_ms(outcome.alike_s)} ({outcome.nearest})",
        f"{outcome.ratio:.2f}",
        f"{outcome.gap_pct:.3f} %",
        in_ms(outcome.dense_s),
        f"{in_ms(outcome.record_s)}, {outcome.record_kb:.0f} kB",
    )


def _misses(outcome: Outcome) -> list[str]:
    name = outcome.layout.name
    slow = f"{name}: {outcome.ratio:.2f} times the bare flow, wanted at most {WANTED_RATIO:g}"
    dear = f"{name}: {outcome.gap_pct:.2f} % over the dense optimum, wanted at most {WANTED_GAP_PCT:g}"
    return [slow] * (outcome.ratio > WANTED_RATIO) + [dear] * (outcome.gap_pct > WANTED_GAP_PCT)
