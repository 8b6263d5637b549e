"""The steps of `make setup` and `make clients-setup`, on a bare Python: `python3 -m devtools.install venv|node|emulators|clients`.

Each step writes its stamp last, so that an interrupted one is done again.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Callable, Dict, List

from devtools import archives, project, pythons, steps

LOGS = project.CACHE / "logs"
STAMP = ".ready"
USAGE_ERROR = 2


def venv() -> None:
    """Make functions/venv with the deployment's Python and all that requirements.txt pins; bring a finished one up to date."""
    deployed = project.runtime_version(project.read_json(project.ROOT / "firebase.json"))
    found = pythons.find(deployed)
    if found is None:
        raise steps.StepFailed(pythons.advice(deployed))
    command, version = found
    if version != deployed:
        steps.say(f"Using {command}; the deployment runs on {deployed[0]}.{deployed[1]}, which this machine lacks")
    stamp = project.VENV / STAMP
    finished = stamp.exists() and (project.VENV / "bin" / command).exists()
    stamp.unlink(missing_ok=True)
    if not finished:
        make = [command, "-m", "venv", "--clear", str(project.VENV)]
        steps.run(f"Python environment ({command})", make, log=LOGS / "venv.log")
    pip = [str(project.VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    steps.run("Python packages", [*pip, "--requirement", "requirements.txt"], log=LOGS / "pip.log")
    stamp.touch()


def node() -> None:
    """Install firebase-tools as the lock file has it; install scripts stay off, nothing here needs them."""
    _install_packages("Firebase tools", project.ROOT, "npm.log")


def clients() -> None:
    """Install what the typed client and the console are built and tested with, as their lock file has it."""
    _install_packages("Clients' packages", project.ROOT / "clients", "npm-clients.log")


def _install_packages(title: str, folder: Path, log: str) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise steps.StepFailed("no node and npm: install Node.js 20 or newer (nodejs.org, `brew install node`, nvm)")
    stamp = folder / "node_modules" / STAMP
    stamp.unlink(missing_ok=True)
    install = [npm, "ci", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
    steps.run(title, install, log=LOGS / log)
    stamp.touch()


def emulators() -> None:
    """Find the Firestore and Pub/Sub emulators and make them startable."""
    steps.say(f"Firestore and Pub/Sub emulators: from {archives.prepare()}")


STEPS: Dict[str, Callable[[], None]] = {"venv": venv, "node": node, "emulators": emulators, "clients": clients}


def main(arguments: List[str]) -> int:
    """Run the named steps; returns the exit code."""
    if not arguments or any(name not in STEPS for name in arguments):
        steps.say(f"usage: python3 -m devtools.install {' | '.join(STEPS)}")
        return USAGE_ERROR
    try:
        for name in arguments:
            STEPS[name]()
    except steps.StepFailed as failure:
        steps.say(f"\n{failure}\nNext: `make doctor` shows what this machine lacks.")
        return 1
    except KeyboardInterrupt:
        steps.say("\nStopped. The next `make setup` takes it up again.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
