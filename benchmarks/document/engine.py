"""What ``python -m benchmarks`` found, as it printed it."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.document.markdown import measured_on, table
from benchmarks.document.standing import ENGINE


def engine_section(reports: Sequence[Mapping[str, Any]], standing: Mapping[str, str]) -> str:
    """Each benchmark's newest table, where and when it was measured, and what it missed; ``standing`` are those told before."""
    newest = {name: (found, report["machine"]) for report in reports for name, found in report.items()}
    parts = {**standing, **{name: _section(name, *newest[name]) for name in newest if name != "machine"}}
    if not parts:
        return ""
    return "\n".join([f"## {ENGINE}\n", "`make bench`, or one of them: `make bench ONLY=<name>`.\n", *parts.values()])


def _section(name: str, found: Mapping[str, Any], about: dict[str, str]) -> str:
    shown = found["table"]
    missed = "".join(f"- Missed: {miss}\n" for miss in found["missed"])
    parts = (
        f"### {shown['title']} (`{name}`)\n",
        measured_on(about),
        table(shown["columns"], shown["rows"]),
        f"{shown['notes']}\n" if shown["notes"] else "",
        missed,
    )
    return "\n".join(filter(None, parts))
