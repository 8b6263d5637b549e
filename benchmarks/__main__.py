"""Measure and print; exit code 1 when a figure is missed.

``python -m benchmarks`` runs everything, ``--only first_offer,import_time`` a part of it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table as Drawn

from benchmarks import accept_race, booking_cost, callable_race, first_offer, import_time, machine, window_scale, zones
from benchmarks.figures import Table
from devtools.steps import say
from devtools.suite import SuiteError

BENCHMARKS: dict[str, Callable[[int | None], Table]] = {
    "import_time": lambda n: import_time.run(n or import_time.RUNS),
    "first_offer": lambda n: first_offer.run(n or first_offer.SAMPLES),
    "accept_race": lambda n: accept_race.run(n or accept_race.ROUNDS),
    "callable_race": lambda n: callable_race.run(n or callable_race.ROUNDS),
    "booking_cost": lambda n: booking_cost.run(n or booking_cost.BOOKINGS),
    "window_scale": lambda n: window_scale.run(n or window_scale.RUNS),
    "zones": lambda n: zones.run(n or zones.LOOKUPS),
}


def main(arguments: list[str]) -> int:
    """Run what is asked for; returns the exit code."""
    options = _parser().parse_args(arguments)
    about = machine.described()
    console = Console()
    for name, text in about.items():
        console.print(f"{name:>10}: {text}", highlight=False, soft_wrap=True)
    try:
        tables = {name: _printed(console, BENCHMARKS[name](options.size)) for name in options.only}
    except SuiteError as error:
        say(f"\n{error}")
        return 2
    if options.out is not None:
        numbers = {name: {**table.numbers, "missed": list(table.misses)} for name, table in tables.items()}
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
        "--only", type=_names, default=tuple(BENCHMARKS), help=f"comma-separated, of {','.join(BENCHMARKS)}"
    )
    parser.add_argument("--size", type=int, help="samples, rounds, runs or bookings of each, for a quick look")
    parser.add_argument("--out", type=Path, help="also write the figures as JSON to this file")
    return parser


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(BENCHMARKS):
        raise argparse.ArgumentTypeError(f"{text!r}: choose from {','.join(BENCHMARKS)}")
    return names


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
