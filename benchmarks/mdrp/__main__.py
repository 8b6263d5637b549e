"""``python -m benchmarks.mdrp --mdrp FOLDER --out JSON [--only GLOB] [--options a=b,c=d] [--jobs N] [--overlay N]``."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from benchmarks.machine import described
from benchmarks.mdrp.instance import find_instances, read_instance
from benchmarks.mdrp.options import parse_options
from benchmarks.mdrp.overlay import overlaid
from benchmarks.mdrp.runs import DISPATCHERS, Row, report, run_all, run_instance
from benchmarks.mdrp.undelivered import Why

_SHOWN = (
    "undelivered_pct",
    "click_to_door_min",
    "over_floor_min",
    "ready_to_pickup_min",
    "cost_per_order",
    "eta_mae_min",
    "eta_coverage_pct",
    "eta_width_min",
)


def main(arguments: list[str]) -> int:
    """Run, show progress, write the JSON; the exit code."""
    args = _parser().parse_args(arguments)
    folders = find_instances(args.mdrp, args.only or "*")
    if not folders:
        print(f"no instances below {args.mdrp} match {args.only or '*'}", file=sys.stderr)
        return 2
    started, rows = perf_counter(), []
    for row in _rows(args, folders):
        rows.append(row)
        _show(row, f"{len(rows)}/{len(folders)}", perf_counter() - started)
    whole = {"about": described(), "options": args.options._asdict() | {"settings": asdict(args.options.settings)}}
    whole |= {"took_s": perf_counter() - started, "jobs": args.jobs} | report(rows)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    for name in DISPATCHERS:
        print(f"mean {name:7}", *(f"{key} {whole['means'][name][key]:.3f}" for key in _SHOWN))
    why = Counter(one.why for row in rows for one in row.undelivered)
    print("orders that Muster did not deliver:", ", ".join(f"{why[one]} {one}" for one in Why))
    return 0


def _rows(args: argparse.Namespace, folders: list[Path]) -> Iterator[Row]:
    if args.overlay:
        day = overlaid([read_instance(folder) for folder in folders], args.overlay, args.options.seed)
        return iter([run_instance(day, args.options)])
    return run_all(folders, args.options, args.jobs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mdrp", description=__doc__)
    parser.add_argument("--mdrp", type=Path, required=True, help="folder of instances, or one instance")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--only", default="", help="glob for names of instances")
    parser.add_argument(
        "--options", type=parse_options, default="", help="variants: bundling=off,drive_weight=0.05,..."
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--overlay", type=int, default=0, help="lay days over each other to one of so many orders")
    return parser


def _show(row: Row, place: str, seconds: float) -> None:
    parts = (f"{name} {row.figures[name]['over_floor_min']:.2f}" for name in DISPATCHERS)
    print(f"{place:>7} {seconds:6.0f} s  {row.name:20} minutes over floor:", *parts, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
