"""What ``python -m benchmarks`` found, as it printed it."""

from collections.abc import Mapping
from typing import Any

from benchmarks.document.markdown import measured_on, table


def engine_section(report: Mapping[str, Any]) -> str:
    """Each table, and what it missed."""
    tables = [_section(name, found) for name, found in report.items() if name != "machine"]
    return "\n".join(["## Engine and backend\n", f"`make bench`. {measured_on(report['machine'])}", *tables])


def _section(name: str, found: Mapping[str, Any]) -> str:
    missed = "".join(f"Missed: {miss}\n" for miss in found["missed"])
    shown = found["table"]
    notes = f"{shown['notes']}\n" if shown["notes"] else ""
    return "\n".join(
        part
        for part in (f"### {shown['title']} (`ONLY={name}`)\n", table(shown["columns"], shown["rows"]), notes, missed)
        if part
    )
