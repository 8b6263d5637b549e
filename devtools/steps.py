"""Long set-up steps: one line each with the time taken, the full output in a file, its tail shown on failure."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import List, Mapping, Optional

from devtools import project

TAIL_LINES = 25
TICK_S = 5.0
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class StepFailed(Exception):
    """A set-up step failed; the message says what to do next."""


def run(title: str, command: List[str], *, log: Path, env: Optional[Mapping[str, str]] = None) -> None:
    """Run a command of the set-up, showing that it is alive.

    Args:
        title: what the step does, for people.
        command: program and arguments, run in the checkout's root.
        log: file that receives everything the command says.
        env: whole environment of the command; this process's own when left out.

    Raises:
        StepFailed: the command could not start or ended with an error; its last lines are in the message.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    started_s = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        try:
            process = subprocess.Popen(
                command, cwd=project.ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        except OSError as error:
            raise StepFailed(f"{title}: cannot start {command[0]}: {error}") from error
        code = _wait(title, process, started_s)
    if code != 0:
        raise StepFailed(
            f"{title}: failed (exit {code}). Last lines of {shown(log)}:\n{tail(log.read_text(encoding='utf-8', errors='replace'))}"
        )
    say(f"{title}: done in {time.monotonic() - started_s:.0f} s")


def tail(text: str, lines: int = TAIL_LINES) -> str:
    """Return the last lines of a log's text, indented, blank ones and colours left out."""
    kept = [line for line in _COLOUR.sub("", text).splitlines() if line.strip()]
    return "\n".join("    " + line for line in kept[-lines:])


def say(line: str) -> None:
    """Tell the person at the terminal how far the work is."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def shown(path: Path) -> str:
    """Return a path as people want to read it: relative to the checkout where it lies inside."""
    return str(path.relative_to(project.ROOT)) if project.ROOT in path.parents else str(path)


def _wait(title: str, process: subprocess.Popen[bytes], started_s: float) -> int:
    try:
        while True:
            try:
                return process.wait(timeout=TICK_S)
            except subprocess.TimeoutExpired:
                say(f"{title}: {time.monotonic() - started_s:.0f} s ...")
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
