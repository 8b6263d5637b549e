"""``python -m benchmarks.document --reports FOLDER [--docs docs]``: write docs/benchmarks.md and loops.md from reports.

The folder holds ``mdrp.json`` (all days), and as far as they were measured ``mdrp_unbundled.json``, ``mdrp_estimated.json``
(the same days without batches, and with preparation times estimated) and ``engine*.json`` (``python -m benchmarks --out``; the
last by name counts where two have measured the same), and ``loops*.json`` (``python -m benchmarks.loops --out``).
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.document.days import days_section, variants_section
from benchmarks.document.engine import engine_section
from benchmarks.document.loops import loops_document
from benchmarks.document.pictures import draw

HEAD = """# Benchmarks

Written by `make bench-document`, not by hand. Wanted figures, and how each is measured, are beside the figures. Every peer got the
same work, in the same run.
"""


def main(arguments: list[str]) -> int:
    """Write the document and its pictures; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.document", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True, help="folder of the JSON files")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where the document goes")
    args = parser.parse_args(arguments)
    loops = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(args.reports.glob("loops*.json"))]
    if loops:
        (args.docs / "loops.md").write_text(loops_document(loops), encoding="utf-8")
    days = _read(args.reports / "mdrp.json")
    if days is None and loops:
        return 0
    if days is None:
        print(
            f"no mdrp.json in {args.reports}: make bench-mdrp MDRP=<folder> OUT={args.reports}/mdrp.json",
            file=sys.stderr,
        )
        return 2
    variants = {name: _read(args.reports / f"mdrp_{name}.json") for name in ("unbundled", "estimated")}
    engine = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(args.reports.glob("engine*.json"))]
    sections = [HEAD, days_section(days), variants_section(days, variants), engine_section(engine) if engine else ""]
    draw(days, args.docs / "pictures")
    (args.docs / "benchmarks.md").write_text("\n".join(filter(None, sections)), encoding="utf-8")
    return 0


def _read(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
