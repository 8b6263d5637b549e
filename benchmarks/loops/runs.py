"""Lives the days: each seed without the loops and with them, and a calm day with them; in parallel where there are cores."""

from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Any, NamedTuple

from benchmarks.loops.account import Account, account_of
from benchmarks.loops.city import CALM, Size, Trouble, build
from benchmarks.loops.day import Day
from benchmarks.loops.forks import Forks
from benchmarks.loops.history import Models, knowing, learned
from devtools.steps import say

WAYS = ("off", "on", "calm")
"""Trouble without the loops, trouble with them, and no trouble with them."""


class Task(NamedTuple):
    """One day to live."""

    seed: int
    way: str
    size: Size
    models: Models
    forks: int


def run_all(seeds: Sequence[int], size: Size, *, forks: int, jobs: int) -> dict[str, list[Account]]:
    """Accounts by way, in the order of the seeds; the calm day is that of the first seed alone."""
    started = perf_counter()
    say(f"Loops: {size.bookings} bookings and {size.providers} providers over {size.busy_s / 3600:g} h, seeds {seeds}")
    models = learned(size, Trouble())
    say(f"  {perf_counter() - started:5.0f} s  an ordinary day lived, to learn from")
    tasks = [Task(seed, way, size, models, forks) for seed in seeds for way in ("off", "on")]
    tasks += [Task(seed, "calm", size, models, 0) for seed in seeds[:2]]
    found: dict[str, list[tuple[int, Account]]] = {way: [] for way in WAYS}
    for task, account in _lived(tasks, jobs):
        found[task.way].append((task.seed, account))
        say(f"  {perf_counter() - started:5.0f} s  seed {task.seed} {task.way:4}: {_in_short(account)}")
    return {way: [account for _, account in sorted(each, key=lambda one: one[0])] for way, each in found.items()}


def _lived(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Account]]:
    if jobs == 1:
        yield from map(_live, tasks)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(_live, tasks)


def _live(task: Task) -> tuple[Task, Account]:
    started = process_time()
    trouble = CALM if task.way == "calm" else Trouble()
    day = Day(
        build(task.seed, task.size, trouble), looped=task.way != "off", prepare=lambda town: knowing(town, task.models)
    )
    forks = Forks(day, task.forks)
    if task.way == "on" and task.forks:
        day.town.around_step = forks.around
    account = account_of(day.live())
    spent: dict[str, Any] = {"process_s": process_time() - started}
    return task._replace(models={}), {"seed": task.seed, "way": task.way, "pairs": forks.outcomes(), **account, **spent}


def _in_short(account: Account) -> str:
    bookings = account["bookings"]
    late = sum(one["late"] for one in bookings)
    never = sum(one["undelivered"] for one in bookings)
    noticed = len(account["disruptions"])
    return f"{len(bookings)} bookings, {late} late, {never} never delivered, {noticed} disruptions noticed"
