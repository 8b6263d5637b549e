"""Tables in Markdown."""

from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a header row."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def measured_on(about: dict[str, str]) -> str:
    """One line about the machine, the date and the commit."""
    return (
        f"Measured on {about['date'][:10]}, {about['processor']}, Python {about['python']}, commit {about['commit']}.\n"
    )
