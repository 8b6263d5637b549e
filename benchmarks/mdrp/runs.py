"""Runs whole folders of instances, in parallel, each under the plan and under its peers."""

from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.mdrp.day import Dispatcher, play_out
from benchmarks.mdrp.figures import Figures, means
from benchmarks.mdrp.instance import Instance, read_instance
from benchmarks.mdrp.kitchens import EstimatedKitchens, Kitchens
from benchmarks.mdrp.muster import Muster
from benchmarks.mdrp.options import Options
from benchmarks.mdrp.peers import Greedy, Lap
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.undelivered import Undelivered, undelivered
from benchmarks.mdrp.world import World

MUSTER = "muster"
DISPATCHERS = (MUSTER, "greedy", "lap5")


class Row(NamedTuple):
    """The figures of one instance under each dispatcher, and the orders that the plan did not deliver."""

    name: str
    figures: dict[str, Figures]
    undelivered: tuple[Undelivered, ...]


class _Task(NamedTuple):
    folder: Path
    options: Options


def run_all(folders: Sequence[Path], options: Options, jobs: int) -> Iterator[Row]:
    """Rows as they are done, the largest instances first."""
    tasks = [_Task(folder, options) for folder in sorted(folders, key=_size, reverse=True)]
    if jobs == 1:
        yield from map(_run, tasks)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(_run, tasks)


def run_instance(instance: Instance, options: Options) -> Row:
    """One day, once under each dispatcher."""
    travel = MinuteTravel(instance)

    def muster(world: World) -> Dispatcher:
        return Muster(world, options.settings, seed=options.seed, pay_weight_min=options.pay_weight_min)

    makers: dict[str, Callable[[World], Dispatcher]] = dict(zip(DISPATCHERS, (muster, Greedy, Lap), strict=True))
    kitchens = EstimatedKitchens if options.estimated else Kitchens
    played = {name: play_out(instance, travel, make, kitchens) for name, make in makers.items()}
    figures = {name: day.figures for name, day in played.items()}
    return Row(instance.name, figures, undelivered(instance, travel, played[MUSTER].log))


def report(rows: Sequence[Row]) -> dict[str, Any]:
    """The rows by name, and the mean over instances."""
    ordered = sorted(rows, key=lambda row: row.name)
    return {
        "means": {name: means([row.figures[name] for row in ordered]) for name in DISPATCHERS},
        "instances": [
            {"name": row.name, **row.figures, "undelivered": [one._asdict() for one in row.undelivered]}
            for row in ordered
        ],
    }


def _run(task: _Task) -> Row:
    return run_instance(read_instance(task.folder), task.options)


def _size(folder: Path) -> int:
    return (folder / "orders.txt").stat().st_size
