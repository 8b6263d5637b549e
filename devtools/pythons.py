"""Which Python makes the project's environment: the one the deployment names, else a newer one that the emulator knows."""

from __future__ import annotations

import shutil
import subprocess
from typing import Callable, List, Optional, Tuple

Version = Tuple[int, int]
SUPPORTED: Tuple[Version, ...] = ((3, 11), (3, 12), (3, 13))
"""Versions that both the pins and the functions emulator take."""


def candidates(deployed: Version) -> List[Version]:
    """Order the versions worth trying: the deployed one, then newer ones, nearest first."""
    return [deployed, *(version for version in SUPPORTED if version > deployed)]


def find(deployed: Version, works: Optional[Callable[[str], bool]] = None) -> Optional[Tuple[str, Version]]:
    """Find a Python that can make an environment.

    Args:
        deployed: version named by ``runtime`` in firebase.json.
        works: tells whether a command starts and can make an environment; the real check by default.

    Returns:
        Command and version, or None when the machine has none that works.
    """
    usable = works or can_make_environments
    for version in candidates(deployed):
        command = f"python{version[0]}.{version[1]}"
        if usable(command):
            return command, version
    return None


def can_make_environments(command: str) -> bool:
    """Tell whether ``command`` starts and has venv and pip, which some systems package apart."""
    path = shutil.which(command)
    if path is None:
        return False
    probe = [path, "-c", "import venv, ensurepip"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def advice(deployed: Version) -> str:
    """Say how to get a Python that fits."""
    name = f"python{deployed[0]}.{deployed[1]}"
    return (
        f"no usable {name} (or newer, up to 3.{SUPPORTED[-1][1]}) with its venv module. Install one: "
        f"Debian and Ubuntu `apt install {name} {name}-venv`, macOS `brew install python@{deployed[0]}.{deployed[1]}`, "
        f"anywhere `pyenv install {deployed[0]}.{deployed[1]}` or `uv python install {deployed[0]}.{deployed[1]}`"
    )
