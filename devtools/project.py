"""Where things lie in the checkout, and which Python the deployed functions run on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Dict, Tuple

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".muster"
CONSOLE = ROOT / "clients" / "console" / "dist" / "index.html"
VENV = ROOT / "functions" / "venv"
FIREBASE_CLI = ROOT / "node_modules" / "firebase-tools" / "lib" / "bin" / "firebase.js"
FIREBASE_ARCHIVES = ROOT / "node_modules" / "firebase-tools" / "lib" / "emulator" / "downloadableEmulatorInfo.json"


def read_json(path: Path) -> Dict[str, Any]:
    """Read a JSON file whose top level is an object."""
    document: Dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def runtime_version(firebase_config: Dict[str, Any]) -> Tuple[int, int]:
    """Return the Python version that ``firebase.json`` deploys on, ``python311`` being (3, 11)."""
    runtime = str(firebase_config["functions"][0]["runtime"])
    found = re.fullmatch(r"python3(\d+)", runtime)
    if found is None:
        raise ValueError(f"firebase.json: runtime {runtime!r} is not a Python 3 runtime")
    return 3, int(found.group(1))


def runtime_name(version: Tuple[int, int]) -> str:
    """Return the name ``firebase.json`` gives a Python version, (3, 11) being ``python311``."""
    return f"python{version[0]}{version[1]}"
