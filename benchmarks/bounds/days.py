"""Which days a bound is measured on."""

from pathlib import Path
from random import Random

from benchmarks.mdrp.instance import find_instances

_SEED = 1


def chosen(folder: Path | None, only: str = "*", size: int | None = None) -> list[Path]:
    """Folders of the instances that match ``only``; ``size`` of them, drawn by a fixed seed, if it is given.

    Raises:
        FileNotFoundError: there is no such instance, or no folder.
    """
    found = find_instances(folder, only) if folder else []
    if not found:
        raise FileNotFoundError(f"no meal delivery days like {only}: give their folder, MDRP=<folder>")
    return found if size is None or size >= len(found) else sorted(Random(_SEED).sample(found, size))
