"""Moving idle couriers ahead of demand, on public meal delivery days whose shifts are as they were: with and without.

The days with shifts as they were have couriers at the wrong times and places; those with optimised shifts say what a better
supply is worth. Published runs differ by 1.15 minutes from ready to pickup between the two. What is asked is that a quarter of
that is recovered by moving those who are idle, and that no day gets worse by a tenth of a minute.

The plan's repair search draws at random, and on a day with too few couriers another draw alone can change the mean by half a
minute. So each day is played with several draws both ways; a change smaller than twice its standard error is no finding.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, NamedTuple

from benchmarks.figures import Table
from benchmarks.mdrp.day import play
from benchmarks.mdrp.figures import Figures
from benchmarks.mdrp.instance import find_instances, read_instance
from benchmarks.mdrp.muster import Muster
from benchmarks.mdrp.options import PAY_WEIGHT_MIN, SETTINGS
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World
from devtools.steps import say
from shared.dispatch.plan.settings import PlanSettings

HISTORICAL = "*s1*"
"""Names of the days with shifts as they were."""
DRAWS = 3
PUBLISHED_GAP_MIN, WANTED_SHARE, WORST_MIN = 1.15, 0.25, 0.1
_KEY = "ready_to_pickup_min"


class Pair(NamedTuple):
    """One day without and with moves of idle couriers: means over the draws."""

    name: str
    stayed: Figures
    moved: Figures
    changes_min: tuple[float, ...]
    """Of ready to pickup, draw by draw."""

    @property
    def change_min(self) -> float:
        """Ready to pickup with less without; negative is better."""
        return fmean(self.changes_min)

    @property
    def error_min(self) -> float:
        """Standard error of that change; 0 for a single draw."""
        draws = len(self.changes_min)
        return stdev(self.changes_min) / math.sqrt(draws) if draws > 1 else 0.0


def run(mdrp: Path, only: str = HISTORICAL, *, draws: int = DRAWS, jobs: int = 1) -> Table:
    """Play every day both ways, ``draws`` times each."""
    folders = find_instances(mdrp, only)
    say(f"Repositioning: {len(folders)} days of {mdrp.name}, each without and with moves of idle couriers")
    pairs = []
    for pair in _played([_Task(folder, draws) for folder in folders], jobs):
        pairs.append(pair)
        told = f"{pair.stayed[_KEY]:.2f} -> {pair.moved[_KEY]:.2f} min, {pair.change_min:+.2f} +- {pair.error_min:.2f}"
        say(f"  {len(pairs)}/{len(folders)}  {pair.name:18} {told}")
    return table_of(sorted(pairs))


def table_of(pairs: Sequence[Pair]) -> Table:
    """The figures over all days."""
    stayed, moved = (_means([getattr(pair, way) for pair in pairs]) for way in ("stayed", "moved"))
    gained_min = stayed[_KEY] - moved[_KEY]
    worst = max(pairs, key=lambda pair: pair.change_min)
    share = gained_min / PUBLISHED_GAP_MIN
    numbers: dict[str, Any] = {
        "days": [
            {"name": one.name, "stayed": one.stayed, "moved": one.moved, "changes_min": one.changes_min}
            for one in pairs
        ],
        "draws": len(pairs[0].changes_min),
        "gained_min": gained_min,
        "share_of_published_gap": share,
        "worst_day": worst.name,
        "worst_change_min": worst.change_min,
        "worst_error_min": worst.error_min,
    }
    misses = []
    if share < WANTED_SHARE:
        misses.append(f"share of the published gap recovered: {share:.0%}, wanted at least {WANTED_SHARE:.0%}")
    if worst.change_min >= WORST_MIN:
        misses.append(f"{worst.name} is worse by {worst.change_min:.2f} min, wanted less than {WORST_MIN}")
    rows = [(key, f"{stayed[key]:.3f}", f"{moved[key]:.3f}") for key in _SHOWN]
    rows += [
        ("ready to pickup gained (min)", "", f"{gained_min:.3f}"),
        ("share of the published gap", "", f"{share:.0%}"),
        (f"worst day ({worst.name}), change (min)", "", f"{worst.change_min:+.3f} +- {worst.error_min:.3f}"),
    ]
    title = f"Idle couriers moved ahead of demand: means of {len(pairs)} days with shifts as they were"
    return Table(title, ("figure", "without", "with"), rows, numbers, misses=tuple(misses))


_SHOWN = ("undelivered_pct", _KEY, "click_to_door_min", "over_floor_min", "cost_per_order", "utilisation")


def _means(rows: Sequence[Figures]) -> Figures:
    return {key: fmean(row[key] for row in rows) for key in _SHOWN}


class _Task(NamedTuple):
    folder: Path
    draws: int


def _played(tasks: Sequence[_Task], jobs: int) -> Iterator[Pair]:
    if jobs == 1:
        yield from map(_pair, tasks)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(_pair, tasks)


def _pair(task: _Task) -> Pair:
    instance = read_instance(task.folder)
    travel = MinuteTravel(instance)

    def played(draw: int, *, preposition: bool) -> Figures:
        settings = replace(SETTINGS, preposition=preposition)
        return play(instance, travel, lambda world: _muster(world, settings, draw))

    stayed = [played(draw, preposition=False) for draw in range(task.draws)]
    moved = [played(draw, preposition=True) for draw in range(task.draws)]
    changes_min = tuple(after[_KEY] - before[_KEY] for before, after in zip(stayed, moved, strict=True))
    return Pair(instance.name, _means(stayed), _means(moved), changes_min)


def _muster(world: World, settings: PlanSettings, draw: int) -> Muster:
    return Muster(world, settings, seed=draw, pay_weight_min=PAY_WEIGHT_MIN)
