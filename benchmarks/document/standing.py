"""The document as it stands: what was not measured again keeps its figures, and the date and the commit beside them."""

import re

DAYS, VARIANTS, ENGINE = "Meal delivery days", "Variants of the days", "Engine and backend"


def section(text: str, name: str) -> str:
    """The chapter whose heading begins with ``name``, or nothing."""
    found = re.search(rf"^## {name}.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[0].rstrip("\n") + "\n" if found else ""


def benchmarks_in(text: str) -> dict[str, str]:
    """The parts of the engine's chapter by the benchmark's name, in their order."""
    parts = re.split(r"^(?=### )", section(text, ENGINE), flags=re.MULTILINE)[1:]
    named = ((re.search(r"\(`(\w+)`\)$", part.splitlines()[0]), part) for part in parts)
    return {name[1]: part.rstrip("\n") + "\n" for name, part in named if name}
