"""Versions of what staff set up: nobody writes over a change that they did not see, and what held is kept for good."""

from shared.errors import Code, Conflict
from shared.models.base import Document
from shared.models.change import D, Versioned, Write, create, replace


def next_version(present: int | None, expected: int | None) -> int:
    """Give the number that a change makes.

    Args:
        present: the version that is there now; None for what is new.
        expected: the one that the change was made from, 0 for what has to be new; None changes whatever is there.

    Raises:
        Conflict: ``X910 STALE_VERSION`` with the version that is true now.
    """
    version = present or 0
    if expected not in {None, version}:
        raise Conflict(Code.STALE_VERSION, {"version": version})
    return version + 1


def write_and_keep(
    known: Versioned[D] | None, path: str, document: D, kept_path: str, kept: Document
) -> tuple[Write, Write]:
    """Write a document as it was read or new, and what this version of it was, in the same commit."""
    return (replace(known, document) if known else create(path, document)), create(kept_path, kept)
