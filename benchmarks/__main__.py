"""Measure and print; exit code 1 when a figure is missed.

``python -m benchmarks`` runs everything but what stands apart, ``--only first_offer,import_time`` a part of it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Drawn

from benchmarks import (
    accept_race,
    acceptance,
    booking_cost,
    callable_race,
    first_offer,
    import_time,
    long_day,
    machine,
    notify_fan_out,
    notify_storm,
    plan_decision,
    supply,
    telemetry,
    track_cost,
    window_decision,
    zones,
)
from benchmarks.figures import Table
from devtools.steps import say
from devtools.suite import SuiteError

BENCHMARKS: dict[str, Callable[[argparse.Namespace], Table]] = {
    "import_time": lambda o: import_time.run(o.size or import_time.RUNS),
    "first_offer": lambda o: first_offer.run(o.size or first_offer.SAMPLES),
    "accept_race": lambda o: accept_race.run(o.size or accept_race.ROUNDS),
    "callable_race": lambda o: callable_race.run(o.size or callable_race.ROUNDS),
    "acceptance": lambda o: acceptance.run(o.size or acceptance.OFFERS),
    "plan_decision": lambda o: plan_decision.run(o.size or plan_decision.DECISIONS),
    "supply": lambda o: supply.run(o.size or supply.DAYS),
    "window_decision": lambda o: window_decision.run(o.size or window_decision.WINDOWS),
    "window_scale": lambda o: _loaded("benchmarks.window_scale").run(o.size),
    "zones": lambda o: zones.run(o.size or zones.LOOKUPS),
    "booking_cost": lambda o: booking_cost.run(o.size or booking_cost.BOOKINGS),
    "notify_fan_out": lambda o: notify_fan_out.run(o.size or notify_fan_out.RECIPIENTS),
    "notify_storm": lambda o: notify_storm.run(o.size or notify_storm.BOOKINGS),
    "telemetry": lambda o: telemetry.run(o.size or telemetry.PHONES),
    "track_cost": lambda o: track_cost.run(o.size or track_cost.REPORTS),
    "console": lambda o: _loaded("benchmarks.console.run").run(o.size),
    "long_day": lambda o: long_day.run(o.size or long_day.ORDERS, o.mdrp, o.seed),
    "routing": lambda o: _loaded("benchmarks.routing.compare").run(o.size, o.mdrp, o.seed),
    "click_bounds": lambda o: _loaded("benchmarks.bounds.clicks").run(o.size, o.mdrp),
    "move_bounds": lambda o: _loaded("benchmarks.bounds.moves").run(o.size, o.mdrp),
    "notice_bounds": lambda o: _loaded("benchmarks.bounds.notice").run(o.size, o.mdrp),
}


APART = frozenset({"console", "long_day", "click_bounds", "move_bounds", "notice_bounds"})
"""Run only when asked for: they need a browser and the built console, or public days, of which some take an hour."""


def _loaded(comparison: str) -> Any:
    """A comparison with kept solvers, loaded only when it runs: they are large."""
    return importlib.import_module(comparison)


def main(arguments: list[str]) -> int:
    """Run what is asked for; returns the exit code."""
    options = _parser().parse_args(arguments)
    about = machine.described()
    console = Console()
    for name, text in about.items():
        console.print(f"{name:>10}: {text}", highlight=False, soft_wrap=True)
    try:
        tables = {name: _printed(console, BENCHMARKS[name](options)) for name in options.only}
    except (SuiteError, FileNotFoundError) as error:
        say(f"\n{error}")
        return 2
    if options.out is not None:
        numbers = {
            name: {**table.numbers, "missed": list(table.misses), "table": table.shown}
            for name, table in tables.items()
        }
        options.out.write_text(json.dumps({"machine": about, **numbers}, indent=2) + "\n", encoding="utf-8")
    return int(any(table.misses for table in tables.values()))


def _printed(console: Console, table: Table) -> Table:
    drawn = Drawn(*table.columns, title=table.title, caption=table.notes, title_justify="left", caption_justify="left")
    for row in table.rows:
        drawn.add_row(*row)
    console.print(drawn)
    for miss in table.misses:
        console.print(f"Missed: {miss}", highlight=False, soft_wrap=True)
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only",
        type=_names,
        default=tuple(name for name in BENCHMARKS if name not in APART),
        help=f"comma-separated, of {','.join(BENCHMARKS)}",
    )
    parser.add_argument(
        "--size", type=int, help="samples, rounds, runs, bookings, cases or days of each, for a quick look"
    )
    folder = os.environ.get("MDRP")
    parser.add_argument(
        "--mdrp",
        type=Path,
        default=Path(folder) if folder else None,
        help="folder of public meal delivery days, also MDRP; routing cases are cut from a made-up city without it",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="what the routing cases are cut by, and the long day is drawn by"
    )
    parser.add_argument("--out", type=Path, help="also write the figures as JSON to this file")
    return parser


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(BENCHMARKS):
        raise argparse.ArgumentTypeError(f"{text!r}: choose from {','.join(BENCHMARKS)}")
    return names


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
