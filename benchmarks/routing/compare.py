"""The comparison: gaps to the best known plan of each case, proven where it can be."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.progress import track

from benchmarks.figures import Table, in_ms, misses_of
from benchmarks.routing.cases import CAPACITY, Case, cut
from benchmarks.routing.peers import SOLVERS, Answer, or_tools, py_vrp

CASES = 25
LIMIT_S = 0.05
LONG_S = 2.5
MEAN_GAP_PCT = 0.2
ORDERS, PROVIDERS = 10, 3
"""Of a case of the first kind; the second has twice the orders, beyond what is planned exactly."""
LARGE_ORDERS, LARGE_PROVIDERS = 20, 5
_LARGE_CASES = 5


class Compared(NamedTuple):
    """One case: what each solver reached in the same time, and the best of them all and of long runs."""

    answers: dict[str, Answer]
    best_s: int

    def gap_pct(self, solver: str) -> float | None:
        """How much more driving than the best known, in percent."""
        drive_s = self.answers[solver].drive_s
        return None if drive_s is None else 100 * (drive_s - self.best_s) / max(1, self.best_s)


def run(size: int | None, folder: Path | None, seed: int) -> Table:
    """Compare on cases of ten orders and, fewer of them, of twenty.

    Args:
        size: how many cases of the first kind; None for as many as are published.
        folder: of public instances; None makes up a city.
        seed: what the cases are cut by.
    """
    cases = size or CASES
    _warm_up(cut(None, seed, 1, ORDERS, PROVIDERS)[0])
    small = [_compared(case) for case in track(cut(folder, seed, cases, ORDERS, PROVIDERS), "ten orders")]
    few = max(1, round(cases * _LARGE_CASES / CASES))
    large = [_compared(case) for case in track(cut(folder, seed, few, LARGE_ORDERS, LARGE_PROVIDERS), "twenty orders")]
    ten, twenty = _numbers(small), _numbers(large)
    ours = ten["Muster"]
    reached = {"mean gap in %": ours["mean_gap_pct"], "median processor time in s": ours["median_s"]}
    misses = misses_of(reached, {"mean gap in %": MEAN_GAP_PCT, "median processor time in s": LIMIT_S})
    if any(one.answers["Muster"].proven and one.gap_pct("Muster") for one in small):
        misses = (*misses, "a plan said to be proven was beaten")
    source = "a made-up city (no folder of instances was given)" if folder is None else "public meal delivery days"
    return Table(
        title=f"routing: {cases} cases of {ORDERS} orders and {PROVIDERS} providers, {few} of {LARGE_ORDERS} and {LARGE_PROVIDERS}",
        columns=("orders", "solver", "mean gap", "worst", "best found", "median CPU", "longest", "proven"),
        rows=[*_rows(ORDERS, ten), *_rows(LARGE_ORDERS, twenty)],
        numbers={"ten": ten, "twenty": twenty, "seed": seed, "cut_from": "city" if folder is None else "days"},
        notes=(
            f"Cut from {source} by seed {seed}; open ends, ready times, capacity {CAPACITY}, least driving wins.\n"
            f"{LIMIT_S * 1000:.0f} ms of wall clock for those that take a limit, so a busy machine leaves them less;\n"
            "VROOM and Muster stop by themselves; each solved one case before.\n"
            f"Best known: of all rows and {LONG_S:g} s each of PyVRP and OR-Tools."
        ),
        misses=misses,
    )


def _warm_up(case: Case) -> None:
    """Let every solver load what it loads at its first call, and build its tables."""
    for _, solver in SOLVERS:
        solver(case, LIMIT_S)


def _compared(case: Case) -> Compared:
    answers = {name: solver(case, LIMIT_S) for name, solver in SOLVERS}
    long = [solver(case, LONG_S) for solver in (py_vrp, or_tools)]
    found = [answer.drive_s for answer in (*answers.values(), *long) if answer.drive_s is not None]
    return Compared(answers, min(found))


def _numbers(compared: Sequence[Compared]) -> dict[str, dict[str, float]]:
    return {name: _of(compared, name) for name, _ in SOLVERS}


def _of(compared: Sequence[Compared], name: str) -> dict[str, float]:
    gaps = [gap for one in compared if (gap := one.gap_pct(name)) is not None]
    times = [one.answers[name].took_s for one in compared]
    return {
        "cases": len(compared),
        "unserved": len(compared) - len(gaps),
        "mean_gap_pct": statistics.fmean(gaps) if len(gaps) == len(compared) else 100.0,
        "worst_gap_pct": max(gaps, default=100.0),
        "best_found": sum(not gap for gap in gaps),
        "median_s": statistics.median(times),
        "longest_s": max(times),
        "proven": sum(one.answers[name].proven for one in compared),
    }


def _rows(orders: int, numbers: dict[str, dict[str, float]]) -> list[tuple[str, ...]]:
    return [
        (
            str(orders),
            name,
            f"{of['mean_gap_pct']:.2f} %",
            f"{of['worst_gap_pct']:.2f} %",
            f"{of['best_found']:.0f} of {of['cases']:.0f}",
            in_ms(of["median_s"]),
            in_ms(of["longest_s"]),
            f"{of['proven']:.0f}",
        )
        for name, of in numbers.items()
    ]
