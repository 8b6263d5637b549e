"""How long the backend's whole decision takes at a peak: 130 bookings, 220 providers, in a crowded city, by seed.

Everything is in it that a window does between reading and acting: judging and scoring every pair, the matching, the plan of all
bookings over all providers with repair search and batches, the plan without batches, each booking's outcome with its forecast.
The grounds of it (candidates, terms, exclusions) are kept as arrays; writing them down as a record is measured apart, since
it is done after the offers' content is settled. Each window goes on from its own plan of before, as the next one would.
Garbage is collected as in the functions (``muster.garbage``).

A shared machine slows down for a second or more while its neighbours work, by half again and as often as not. So each window is
decided in several passes: its fastest is what the decision takes, and the percentiles over the windows are of that. All
times together are told beside them.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from benchmarks.figures import Table, in_ms, misses_of, percentile
from benchmarks.scale_windows import FLEET_MPS, Layout, town_of, window_of
from devtools.project import ROOT
from devtools.steps import say
from muster.garbage import collect_seldom
from shared.dispatch.engine import decide
from shared.dispatch.problem import Job, WindowProblem
from shared.dispatch.rationale import record
from shared.eta.speeds import speed_book
from shared.eta.travel import Traveller, estimate_table
from shared.models.place import LatLng
from shared.units import DecisionId

BOOKINGS, PROVIDERS, WINDOWS, PASSES = 130, 220, 100, 5
FULL_SHARE, PLACES = 0.5, 3
READY_FROM_S, READY_TO_S = -300, 1200
WANTED = {"p99 of a decision in ms": 30.0, "first decision of a fresh process in s": 1.5}
_COLD = "from benchmarks.window_decision import first_decision; first_decision()"


def run(windows: int = WINDOWS) -> Table:
    """Decide each window once to have a plan, then from that plan in each pass, on the clock of one core."""
    say(f"Window decision: {windows} windows of {BOOKINGS} bookings and {PROVIDERS} providers, and a fresh process")
    collect_seldom()
    problems = [_going_on(seed) for seed in range(windows)]
    passes = [_decided(problems) for _ in range(PASSES)]
    fastest = [min(took, key=lambda one: one.decide_s) for took in zip(*passes, strict=True)]
    gc.unfreeze()
    fastest_s, all_s = [one.decide_s for one in fastest], [one.decide_s for took in passes for one in took]
    numbers = {
        "p50_s": percentile(fastest_s, 0.5),
        "p99_s": percentile(fastest_s, 0.99),
        "disturbed_p50_s": percentile(all_s, 0.5),
        "disturbed_p99_s": percentile(all_s, 0.99),
        "record_p50_s": percentile([one.record_s for one in fastest], 0.5),
        "cold_s": _cold(),
    }
    asked = ", ".join(f"{sum(column) / windows:.0f}" for column in zip(*(one.outcomes for one in fastest), strict=True))
    rows = [
        ("asked now, held, in batches: mean a window", asked),
        (f"p50 on one core, each window's fastest of {PASSES}", in_ms(numbers["p50_s"])),
        (f"p99 on one core, each window's fastest of {PASSES}", in_ms(numbers["p99_s"])),
        (
            "p50 and p99 of all, neighbours on the machine included",
            f"{in_ms(numbers['disturbed_p50_s'])}, {in_ms(numbers['disturbed_p99_s'])}",
        ),
        ("record, p50", in_ms(numbers["record_p50_s"])),
        ("first decision of a fresh process", in_ms(numbers["cold_s"])),
    ]
    reached = dict(zip(WANTED, (numbers["p99_s"] * 1000, numbers["cold_s"]), strict=True))
    return Table("Window decision", ("", ""), rows, numbers, misses=misses_of(reached, WANTED))


class _Took(NamedTuple):
    decide_s: float
    record_s: float
    outcomes: tuple[int, int, int]
    """Bookings asked for now, held, and in batches."""


def _decided(problems: Sequence[WindowProblem]) -> list[_Took]:
    """One pass over all windows. They pass in turn, so that no window has all its times from one bad moment."""
    took = []
    for problem in problems:
        started_s = time.process_time()
        decided = decide(problem)
        decided_s = time.process_time()
        kept = record(problem, decided, decision_id=DecisionId("d"), solver_version="").jobs
        recorded_s = time.process_time()
        outcomes = (
            sum(bool(job.chosen) for job in kept),
            sum(job.held is not None for job in kept),
            sum(job.batch is not None for job in kept),
        )
        took.append(_Took(decided_s - started_s, recorded_s - decided_s, outcomes))
    return took


def _going_on(seed: int) -> WindowProblem:
    """A window that has its own plan of before."""
    problem = peak(seed)
    return replace(problem, routes=decide(problem).decision.routes)


def peak(seed: int) -> WindowProblem:
    """Half of the providers are full for some minutes, readiness is spread over 25 minutes, doors lie all over the city."""
    town = town_of(Layout(BOOKINGS, PROVIDERS, seed, is_city=True, is_mixed=True))
    problem, lot = window_of(town), np.random.default_rng(seed + 2)
    doors = town.pickups_deg + lot.normal(0, 0.02, town.pickups_deg.shape)
    ready_s = lot.integers(READY_FROM_S, READY_TO_S, BOOKINGS).tolist()
    jobs = [_ready(job, at, door.tolist()) for job, at, door in zip(problem.jobs, ready_s, doors, strict=True)]
    full = lot.random(PROVIDERS) < FULL_SHARE
    workers = [
        replace(
            one,
            capacity=PLACES,
            max_open_offers=2,
            load=PLACES if is_full else 0,
            free_at_s=one.free_at_s if is_full else 0,
        )
        for one, is_full in zip(problem.workers, full.tolist(), strict=True)
    ]
    travel = estimate_table(
        [Traveller(place=worker.start, vehicle=worker.vehicle) for worker in workers],
        [(job.pickup, job.dropoff) for job in jobs],
        speed_book(FLEET_MPS),
        hour=12,
    )
    return replace(problem, jobs=tuple(jobs), workers=tuple(workers), travel=travel, routes={})


def _ready(job: Job, ready_s: int, door: list[float]) -> Job:
    return replace(job, window_start_s=ready_s, service_s=240, dropoff=LatLng(lat=door[0], lng=door[1]))


def first_decision() -> None:
    """Decide once with nothing loaded before."""
    decide(peak(0))


def _cold() -> float:
    started_s = time.perf_counter()
    subprocess.run([sys.executable, "-c", _COLD], cwd=ROOT, check=True)
    return time.perf_counter() - started_s
