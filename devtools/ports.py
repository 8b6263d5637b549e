"""Free ports for a suite, so that a busy one is never a failure and two suites never want the same one."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

LOOPBACK = "127.0.0.1"
FIRST, LAST = 20_000, 31_999
"""Below the range systems use for outgoing connections, above what servers use by habit."""
BLOCK = 500
"""Ports that one suite keeps to: its emulators first, then its Python workers."""

BLOCK_STARTS = range(FIRST, LAST, BLOCK)


class NoFreePort(Exception):
    """The whole range is taken."""


@contextmanager
def own_block() -> Iterator[range]:
    """Hold a block of ports against other suites while the block runs.

    Its first port is bound and kept: the system lets go of it when this process ends, however it ends.

    Yields:
        The ports after the first.

    Raises:
        NoFreePort: as many suites as there are blocks are running.
    """
    for start in BLOCK_STARTS:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as held:
            if _bound(held, LOOPBACK, start):
                yield range(start + 1, start + BLOCK)
                return
    raise NoFreePort(f"every block of ports from {FIRST} to {LAST} is in use")


def free_blocks() -> int:
    """Count the blocks that no suite holds, which is how many more suites could start."""
    return sum(_can_bind(LOOPBACK, start) for start in BLOCK_STARTS)


def choose(names: Iterable[str], is_free: Callable[[int], bool], tried: Iterable[int]) -> dict[str, int]:
    """Give each name a port of its own.

    Args:
        names: what needs a port.
        is_free: tells whether nothing listens on a port.
        tried: ports in the order in which to try them.

    Returns:
        Port by name.

    Raises:
        NoFreePort: fewer free ports than names.
    """
    free = (port for port in tried if is_free(port))
    chosen: dict[str, int] = {}
    for name in names:
        port = next(free, None)
        if port is None:
            raise NoFreePort(f"no free port left for {name}")
        chosen[name] = port
    return chosen


def is_free(port: int) -> bool:
    """Tell whether nothing listens on a port, neither of the loopback address nor of all addresses."""
    return all(_can_bind(address, port) for address in (LOOPBACK, ""))


def _can_bind(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return _bound(probe, address, port)


def _bound(candidate: socket.socket, address: str, port: int) -> bool:
    try:
        candidate.bind((address, port))
    except OSError:
        return False
    return True
