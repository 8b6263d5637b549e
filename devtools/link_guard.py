"""Refuses a deployment whose upload would lack files: firebase-tools follows directory links, but stores file links as links."""

from __future__ import annotations

import sys
from pathlib import Path

from devtools import project


def faults(root: Path) -> list[str]:
    """Look at the links of the functions' source.

    Args:
        root: the checkout.

    Returns:
        What is wrong, a sentence each; empty when a deployment may go on.
    """
    found = []
    shared = root / "functions" / "shared"
    if not shared.is_symlink() or shared.resolve() != (root / "shared").resolve():
        found.append("functions/shared must be a directory link to ../shared (`ln -s ../shared functions/shared`).")
    if not (root / "shared").is_dir():
        found.append("shared/ is missing.")
    requirements = root / "functions" / "requirements.txt"
    if requirements.is_symlink() or not requirements.is_file():
        found.append("functions/requirements.txt must be a real file, not a link.")
    return found + _file_links(root / "functions")


def _file_links(source: Path) -> list[str]:
    entries = (
        path for folder in source.glob("[!.]*") if folder.name not in {"venv", "shared"} for path in _tree(folder)
    )
    return [
        f"{path.relative_to(source.parent)} is a file link." for path in entries if path.is_symlink() and path.is_file()
    ]


def _tree(entry: Path) -> list[Path]:
    return [entry, *entry.rglob("*")] if entry.is_dir() else [entry]


def main() -> int:
    """Print what is wrong; returns 1 when anything is."""
    found = faults(project.ROOT)
    sys.stderr.writelines(f"Not deployable: {fault}\n" for fault in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
