"""Processor time of the processes that this one started: says what a step costs however busy the machine is."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def started_cpu_s() -> float:
    """Seconds of processor that all descendants of this process have used; 0 where the system does not tell (no ``/proc``)."""
    parents, used_s = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid] = int(after_name[1])
        used_s[pid] = (int(after_name[11]) + int(after_name[12])) / _TICKS
    return sum(seconds for pid, seconds in used_s.items() if _is_below(pid, parents))


def _is_below(pid: int, parents: dict[int, int]) -> bool:
    while (pid := parents.get(pid, 0)) > 1:
        if pid == os.getpid():
            return True
    return False
