"""``python -m benchmarks.loops [--seeds 1,2,3] [--more 5,6] [--only day,supply,repositioning] [--out JSON] [--kept FOLDER] [--jobs N]``.

Exit code 1 when a figure is missed. Repositioning takes long and needs the public instances, so it runs only when asked for.
"""

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

from benchmarks.figures import Table
from benchmarks.loops import report, repositioning, runs
from benchmarks.loops.city import Size
from benchmarks.machine import described

Found = tuple[list[Table], dict[str, Any]]


def main(arguments: list[str]) -> int:
    """Run what is asked for, print it, and write it down; the exit code."""
    options = _parser().parse_args(arguments)
    console, about = Console(), described()
    sections: dict[str, Any] = {}
    misses: list[str] = []
    for name in options.only:
        tables, numbers = SECTIONS[name](options)
        for table in tables:
            console.print(_drawn(table))
            misses += table.misses
        missed = [miss for table in tables for miss in table.misses]
        sections[name] = {"numbers": numbers, "tables": [table.shown for table in tables], "missed": missed}
    for miss in misses:
        console.print(f"Missed: {miss}", highlight=False, soft_wrap=True)
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps({"machine": about, **sections}, indent=1) + "\n", encoding="utf-8")
    return int(bool(misses))


def _day(options: argparse.Namespace) -> Found:
    size = Size(bookings=options.bookings, providers=options.providers)
    accounts = runs.run_all(
        options.seeds, size, forks=options.forks, jobs=options.jobs, kept=options.kept, more=options.more
    )
    numbers = report.numbers_of(accounts)
    return report.tables_of(numbers), numbers


def _supply(_options: argparse.Namespace) -> Found:
    table = importlib.import_module("benchmarks.supply").run()
    return [table], table.numbers


def _repositioning(options: argparse.Namespace) -> Found:
    if options.mdrp is None:
        raise SystemExit("Which? --mdrp or MDRP=<folder of public meal delivery instances>")
    table = repositioning.run(options.mdrp, jobs=options.jobs)
    return [table], table.numbers


SECTIONS: dict[str, Callable[[argparse.Namespace], Found]] = {
    "day": _day,
    "supply": _supply,
    "repositioning": _repositioning,
}


def _drawn(table: Table) -> Drawn:
    drawn = Drawn(*table.columns, title=table.title, caption=table.notes, title_justify="left", caption_justify="left")
    for row in table.rows:
        drawn.add_row(*row)
    return drawn


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loops", description=__doc__)
    size, folder = Size(), os.environ.get("MDRP")
    parser.add_argument("--seeds", type=_seeds, default=(1, 2, 3), help="days to live, each without and with the loops")
    parser.add_argument("--only", type=_names, default=("day", "supply"), help=f"of {','.join(SECTIONS)}")
    parser.add_argument("--bookings", type=int, default=size.bookings)
    parser.add_argument("--providers", type=int, default=size.providers)
    parser.add_argument("--forks", type=int, default=8, help="executed options a seed that are compared with waiting")
    parser.add_argument("--more", type=_seeds, default=(), help="days lived with the loops only, for more such options")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument(
        "--mdrp", type=Path, default=Path(folder) if folder else None, help="public instances; also MDRP"
    )
    parser.add_argument(
        "--kept", type=Path, help="folder where each day lived is kept; a run that was cut goes on from there"
    )
    parser.add_argument("--out", type=Path, help="also write the figures as JSON to this file")
    return parser


def _seeds(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(SECTIONS):
        raise argparse.ArgumentTypeError(f"{text!r}: choose from {','.join(SECTIONS)}")
    return names


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
