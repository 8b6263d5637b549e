"""Ends a suite's processes when whoever started it has gone, even by a signal that nobody can catch.

Started with a pipe as standard input that only the starter holds open: its end is the starter's end.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator

from devtools import processes, project, signals


@contextlib.contextmanager
def all_ended(variable: str, value: str, stop: Callable[[], object]) -> Iterator[None]:
    """Call ``stop`` when the block ends, undisturbed by signals, and end what carries the mark if even that cannot be.

    Args:
        variable: environment variable that marks the processes started in the block.
        value: its value.
        stop: ends them in the ordinary way.
    """
    watch = _start(variable, value)
    try:
        yield
    finally:
        with signals.undisturbed():
            try:
                stop()
            finally:
                watch.communicate()


def _start(variable: str, value: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "devtools.reaper", variable, value],
        cwd=project.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def main(arguments: list[str]) -> int:
    """Wait for the end of standard input, then end what carries the mark."""
    variable, value = arguments
    sys.stdin.buffer.read()
    processes.end(variable, value)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
