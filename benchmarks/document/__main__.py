"""``python -m benchmarks.document --reports FOLDER [--docs docs]``: write docs/benchmarks.md, loops.md and console.md from reports.

The folder holds what was measured of these: ``mdrp.json`` (all days) with ``mdrp_<variant>.json`` (the same days otherwise; the
variants are listed in ``days.VARIANT_SHOWN``), ``engine*.json`` (``python -m benchmarks --out``; the last by name counts where
two have measured the same), ``loops*.json`` (``python -m benchmarks.loops --out``), and ``console.json`` (``python -m benchmarks
--only console --out``). What is not there keeps the figures that the document has.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.document.console import console_document
from benchmarks.document.days import VARIANT_SHOWN, days_section, variants_section
from benchmarks.document.engine import engine_section
from benchmarks.document.loops import loops_document
from benchmarks.document.pictures import draw
from benchmarks.document.standing import DAYS, VARIANTS, benchmarks_in, section

HEAD = """# Benchmarks

Written by `make bench-document`, not by hand. Wanted figures, and how each is measured, are beside the figures. Every peer got the
same work, in the same run.
"""


def main(arguments: list[str]) -> int:
    """Write the documents and their pictures; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.document", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True, help="folder of the JSON files")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where the documents go")
    args = parser.parse_args(arguments)
    loops, engine, days = _all(args.reports, "loops"), _all(args.reports, "engine"), _read(args.reports / "mdrp.json")
    console = _read(args.reports / "console.json")
    if not (loops or engine or days or console):
        hint = f"make bench-mdrp MDRP=<folder> OUT={args.reports}/mdrp.json"
        print(f"no report in {args.reports}: {hint}", file=sys.stderr)
        return 2
    if loops:
        page = args.docs / "loops.md"
        page.write_text(loops_document(loops, _standing(page)), encoding="utf-8")
    if console:
        (args.docs / "console.md").write_text(console_document(console), encoding="utf-8")
    if engine or days:
        _write_benchmarks(args, days, engine)
    return 0


def _write_benchmarks(args: argparse.Namespace, days: dict[str, Any] | None, engine: list[dict[str, Any]]) -> None:
    page = args.docs / "benchmarks.md"
    standing = _standing(page)
    sections = [HEAD, *_days(args, days, standing), engine_section(engine, benchmarks_in(standing))]
    page.write_text("\n".join(filter(None, sections)), encoding="utf-8")


def _standing(page: Path) -> str:
    return page.read_text(encoding="utf-8") if page.exists() else ""


def _days(args: argparse.Namespace, days: dict[str, Any] | None, standing: str) -> list[str]:
    if days is None:
        return [section(standing, DAYS), section(standing, VARIANTS)]
    draw(days, args.docs / "pictures")
    variants = {name: _read(args.reports / f"mdrp_{name}.json") for name in VARIANT_SHOWN}
    return [days_section(days), variants_section(days, variants)]


def _all(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"{name}*.json"))]


def _read(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
