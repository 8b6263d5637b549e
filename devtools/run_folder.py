"""The folder in which one suite runs and leaves its logs; old ones go when new ones come."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devtools import project

LOGS = project.CACHE / "logs"
CONFIG = "firebase.json"
LOG = "emulators.log"
LINKED = ("functions", "firestore.rules", "firestore.indexes.json", "clients")
KEPT = 10


@contextlib.contextmanager
def made(suite_id: str, is_running: Callable[[str], bool], beside: Mapping[str, Path]) -> Iterator[Path]:
    """Make a suite's folder, with links to the sources, which firebase-tools wants below it; leave only logs after.

    Args:
        suite_id: the suite's own mark.
        is_running: tells of an older suite's mark whether that suite still runs.
        beside: sources of further codebases of functions, by the codebase's name; they run on the project's environment.
    """
    _remove_old(is_running)
    folder = LOGS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{suite_id}"
    folder.mkdir(parents=True)
    (folder / LOG).touch()
    for name in LINKED:
        if (project.ROOT / name).exists():
            (folder / name).symlink_to(project.ROOT / name)
    for name, source in beside.items():
        _link_codebase(folder / name, source)
    try:
        yield folder
    finally:
        for name in (*LINKED, CONFIG):
            (folder / name).unlink(missing_ok=True)
        for name in beside:
            shutil.rmtree(folder / name, ignore_errors=True)


def configure(folder: Path, config: Mapping[str, Any]) -> None:
    """Write the configuration that firebase-tools reads in this folder."""
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _link_codebase(folder: Path, source: Path) -> None:
    folder.mkdir()
    for part in ("main.py", "requirements.txt"):
        (folder / part).symlink_to(source / part)
    (folder / "venv").symlink_to(project.VENV)


def _remove_old(is_running: Callable[[str], bool]) -> None:
    folders = sorted(path for path in LOGS.glob("*-*-*") if path.is_dir())
    for folder in folders[: -KEPT or None]:
        if not is_running(folder.name.rpartition("-")[2]):
            shutil.rmtree(folder, ignore_errors=True)
