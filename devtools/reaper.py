"""Ends a suite's processes when whoever started it has gone, even by a signal that nobody can catch.

Started with a pipe as standard input that only the starter holds open: its end is the starter's end.
"""

from __future__ import annotations

import subprocess
import sys

from devtools import processes, project


def start(variable: str, value: str) -> subprocess.Popen[bytes]:
    """Start the watch; closing the returned process's ``stdin`` sets it off."""
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "devtools.reaper", variable, value],
        cwd=project.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def dismiss(watch: subprocess.Popen[bytes]) -> None:
    """Let the watch end, after the suite has been ended in the ordinary way."""
    if watch.stdin is not None:
        watch.stdin.close()
    watch.wait()


def main(arguments: list[str]) -> int:
    """Wait for the end of standard input, then end what carries the mark."""
    variable, value = arguments
    sys.stdin.buffer.read()
    processes.end(variable, value)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
