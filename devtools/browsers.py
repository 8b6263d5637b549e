"""Finds the browser that the console is tested in: an installed Chrome or Chromium; ``python3 -m devtools.browsers`` sees to one.

No browser is ever downloaded past the system's own packages.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Mapping, Optional

from devtools import project, steps

CHOSEN = "MUSTER_BROWSER"
NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
"""How tests, pictures and benchmarks start it: quiet, and with a map on machines that have no graphics card."""
ADVICE = (
    "no Chrome or Chromium, in which the console is tested. Install one: `apt-get install chromium` (Debian), "
    "`dnf install chromium` (Fedora), `brew install --cask google-chrome` (macOS), or google.com/chrome; "
    f"or name one that is elsewhere: {CHOSEN}=/path/to/it"
)


def find(environment: Mapping[str, str] = os.environ) -> Optional[str]:
    """Give the path of a Chrome or Chromium; the one that ``MUSTER_BROWSER`` names goes first. None when there is none."""
    named = [environment[CHOSEN]] if CHOSEN in environment else list(NAMES)
    found = (shutil.which(name, path=environment.get("PATH")) for name in named)
    installed = (path for path in APPLICATIONS if CHOSEN not in environment and Path(path).exists())
    return next((path for path in (*found, *installed) if path), None)


def ensure() -> str:
    """Give the path of a browser, installing the system's package where that is allowed and there is none.

    Raises:
        steps.StepFailed: there is none, and it says what to install.
    """
    found = find()
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        steps.run("Package lists", ["apt-get", "update"], log=project.CACHE / "logs" / "apt.log")
        steps.run("Chromium", install, log=project.CACHE / "logs" / "chromium.log")
        found = find()
    if found is None:
        raise steps.StepFailed(ADVICE)
    return found


def main() -> int:
    """See to a browser; returns the exit code."""
    try:
        ensure()
    except steps.StepFailed as failure:
        steps.say(f"\n{failure}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
