"""What the doctor concludes from what it finds: pure, so that each verdict can be tested."""

from __future__ import annotations

import re
from typing import List, NamedTuple, Optional, Tuple

NODE_MAJOR = 20
JAVA_MAJOR = 21
DISK_NEEDED_GB = 2.0
MARKS = {"ok": "ok", "hint": "note", "missing": "MISSING"}


class Finding(NamedTuple):
    """One thing looked at: ``ok``, ``hint`` (works without) or ``missing`` (does not work without)."""

    subject: str
    state: str
    detail: str


def python(found: Optional[Tuple[str, Tuple[int, int]]], deployed: Tuple[int, int], advice: str) -> Finding:
    """Judge the Python that set-up would take, given as command and version."""
    if found is None:
        return Finding("Python", "missing", advice)
    command, version = found
    if version != deployed:
        text = f"{command}; the deployment runs on {deployed[0]}.{deployed[1]}, which this machine lacks"
        return Finding("Python", "hint", text)
    return Finding("Python", "ok", f"{command} with venv and pip")


def node(version: Optional[str]) -> Finding:
    """Judge the answer of ``node --version``."""
    advice = f"Node.js {NODE_MAJOR} or newer is needed: nodejs.org, `brew install node`, or nvm"
    if version is None:
        return Finding("Node.js", "missing", advice)
    if (major(version) or 0) < NODE_MAJOR:
        return Finding("Node.js", "missing", f"{version} is too old. {advice}")
    return Finding("Node.js", "ok", version)


def npm(version: Optional[str]) -> Finding:
    """Judge the answer of ``npm --version``."""
    if version is None:
        return Finding("npm", "missing", "npm comes with Node.js from nodejs.org; Debian and Ubuntu `apt install npm`")
    return Finding("npm", "ok", version)


def java(packaged: Optional[str], system: Optional[str]) -> Finding:
    """Judge the Java that comes with the Python packages, and the system's, by their version lines."""
    if packaged is not None:
        return Finding("Java", "ok", f"{packaged}, from the Python packages")
    if system is not None and (major(system) or 0) >= JAVA_MAJOR:
        return Finding("Java", "ok", f"{system}, the system's")
    return Finding(
        "Java", "hint", f"`make setup` brings one; the system has {system or 'none'}, {JAVA_MAJOR} is needed"
    )


def emulators(source: Optional[str], advice: str, *, can_download: bool) -> Finding:
    """Judge where the Firestore and Pub/Sub emulators would come from."""
    if source is not None:
        return Finding("Emulators", "ok", f"Firestore and Pub/Sub from {source}")
    if can_download:
        return Finding("Emulators", "hint", "Firestore and Pub/Sub: `make setup` downloads them (about 120 MB)")
    return Finding("Emulators", "missing", advice)


def disk(free_gb: float, *, is_set_up: bool) -> Finding:
    """Judge the free space on the checkout's disk; a finished set-up has taken its share already."""
    needed_gb = DISK_NEEDED_GB / 4 if is_set_up else DISK_NEEDED_GB
    if free_gb < needed_gb:
        return Finding("Disk", "missing", f"{free_gb:.1f} GB free, {needed_gb:.1f} needed: make room")
    return Finding("Disk", "ok", f"{free_gb:.0f} GB free")


def ports(free_blocks: int) -> Finding:
    """Judge how many suites could still start."""
    if free_blocks == 0:
        return Finding("Ports", "missing", "no free block of ports: stop some suites")
    return Finding("Ports", "ok", f"room for {free_blocks} suites at a time; busy ports are passed over")


def network(unreachable: List[str]) -> Finding:
    """Judge the package registries; without them only a set-up that is done already, or cached, works."""
    if unreachable:
        text = f"no answer from {', '.join(unreachable)}: a first set-up needs it, or a filled cache"
        return Finding("Network", "hint", text)
    return Finding("Network", "ok", "package registries answer")


def setup(missing: List[str]) -> Finding:
    """Judge how far set-up has come."""
    if missing:
        return Finding(
            "Set-up", "hint", f"not done yet ({', '.join(missing)}): `make setup`, which every command calls"
        )
    return Finding("Set-up", "ok", "done")


def major(version: str) -> Optional[int]:
    """Return the first whole number in a version line, ``openjdk version "17.0.15"`` being 17."""
    found = re.search(r"\d+", version)
    return int(found.group()) if found else None


def report(findings: List[Finding]) -> str:
    """Write the findings for people, a line each."""
    return "\n".join(f"{MARKS[found.state]:>8}  {found.subject:<10} {found.detail}" for found in findings)


def exit_code(findings: List[Finding]) -> int:
    """Return 1 when something that nothing works without is missing, else 0."""
    return int(any(found.state == "missing" for found in findings))
