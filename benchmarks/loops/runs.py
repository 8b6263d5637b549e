"""Lives the days: each seed without the loops and with them, and a calm day with them; in parallel where there are cores."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

from benchmarks.loops.account import Account, account_of
from benchmarks.loops.city import CALM, Size, Trouble, build
from benchmarks.loops.day import Day
from benchmarks.loops.forks import Forks
from benchmarks.loops.history import Models, knowing, learned
from devtools.steps import say

WAYS = ("off", "on", "calm", "calm_off", "more")
"""Trouble without the loops, trouble with them, no trouble with them, and no trouble without them; and days with the loops of which
only the options carried out are looked at."""
_TROUBLES = {"calm": CALM, "calm_off": CALM, "more": replace(Trouble(), silent=3 * Trouble().silent)}
"""Where it is not the trouble that is asked for. Two options a day are carried out under that, nearly all about silent riders, so a
day that is lived for the options has three times as many of those: a sample as large takes a third of the days."""
_LOOPED, _FORKED = frozenset({"on", "calm", "more"}), frozenset({"on", "more"})
CALM_SEEDS = 2
"""Calm days are lived of so many seeds."""


class Task(NamedTuple):
    """One day to live."""

    seed: int
    way: str
    size: Size
    models: Models
    forks: int


def run_all(
    seeds: Sequence[int], size: Size, *, forks: int, jobs: int, kept: Path | None, more: Sequence[int] = ()
) -> dict[str, list[Account]]:
    """Accounts by way, in the order of the seeds; calm days are those of the first two seeds.

    Args:
        seeds: days to live.
        size: of the city.
        forks: executed options a seed that are compared with waiting.
        jobs: processes at a time.
        kept: folder where each account is written, and from which those of an earlier run that was cut short are taken; they
            are as good as lived anew as long as nothing of the backend, the benchmark or the size has changed.
        more: days to live with the loops only, so that more executed options are compared.
    """
    started = perf_counter()
    say(f"Loops: {size.bookings} bookings and {size.providers} providers over {size.busy_s / 3600:g} h, seeds {seeds}")
    tasks = [Task(seed, way, size, {}, forks) for seed in seeds for way in ("off", "on")]
    tasks += [Task(seed, way, size, {}, 0) for seed in seeds[:CALM_SEEDS] for way in ("calm", "calm_off")]
    tasks += [Task(seed, "more", size, {}, forks) for seed in more]
    found: dict[str, list[tuple[int, Account]]] = {way: [] for way in WAYS}
    missing = []
    for task in tasks:
        if (account := _kept(task, kept)) is None:
            missing.append(task)
        else:
            found[task.way].append((task.seed, account))
    models: Models = {}
    if missing:
        models = learned(size, Trouble())
        say(f"  {perf_counter() - started:5.0f} s  an ordinary day lived, to learn from")
    for task, account in _lived([task._replace(models=models) for task in missing], jobs):
        _keep(task, account, kept)
        found[task.way].append((task.seed, account))
        say(f"  {perf_counter() - started:5.0f} s  seed {task.seed} {task.way:4}: {_in_short(account)}")
    return {way: [account for _, account in sorted(each, key=lambda one: one[0])] for way, each in found.items()}


def _file(task: Task, kept: Path) -> Path:
    return kept / f"{task.size.bookings}_{task.size.providers}_{task.seed}_{task.way}.json"


def _kept(task: Task, kept: Path | None) -> Account | None:
    if kept is None or not _file(task, kept).exists():
        return None
    account: Account = json.loads(_file(task, kept).read_text(encoding="utf-8"))
    return account


def _keep(task: Task, account: Account, kept: Path | None) -> None:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        _file(task, kept).write_text(json.dumps(account), encoding="utf-8")


def _lived(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Account]]:
    if jobs == 1:
        yield from map(_live, tasks)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(_live, tasks)


def _live(task: Task) -> tuple[Task, Account]:
    started = process_time()
    trouble = _TROUBLES.get(task.way, Trouble())
    looped = task.way in _LOOPED
    day = Day(build(task.seed, task.size, trouble), looped=looped, prepare=lambda town: knowing(town, task.models))
    forks = Forks(day, task.forks)
    if task.way in _FORKED and task.forks:
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
