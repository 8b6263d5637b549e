"""Drives a suite's scheduled functions, which no emulator does: a POST to each at its declared cadence.

``python -m devtools.schedule_clock --rate 12`` does so inside ``python -m devtools.suite exec``, until Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from devtools import schedules, signals, steps
from devtools.suite import Suite, attached

RUN_TIMEOUT_S = 120.0
JOIN_S = 2.0


@dataclass(frozen=True)
class Scheduled:
    """A scheduled function and its cadence."""

    name: str
    cadence: schedules.Cadence


class RunFailed(Exception):
    """A scheduled function did not answer, or answered with an error."""


def scheduled_functions(suite: Suite) -> list[Scheduled]:
    """List the scheduled functions that the functions emulator serves."""
    declared = [(str(function["name"]), function.get("schedule")) for function in suite.functions()]
    return [
        Scheduled(name, schedules.parse(schedule["schedule"], schedule.get("timeZone")))
        for name, schedule in declared
        if schedule is not None
    ]


def fire(suite: Suite, name: str) -> None:
    """Run one scheduled function now and wait for its end.

    Raises:
        RunFailed: no answer within 120 s, or an error.
    """
    headers = {"X-CloudScheduler-JobName": name, "X-CloudScheduler-ScheduleTime": datetime.now(UTC).isoformat()}
    request = urllib.request.Request(suite.trigger_url(name), data=b"", headers=headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=RUN_TIMEOUT_S):  # noqa: S310 - the suite's own loopback address
            return
    except urllib.error.HTTPError as error:
        raise RunFailed(f"{name}: {error.code} {error.read(200).decode(errors='replace')}") from error
    except OSError as error:
        raise RunFailed(f"{name}: {error}") from error


@contextlib.contextmanager
def running(
    suite: Suite,
    *,
    rate: float = 1.0,
    business_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    say: Callable[[str], None] = steps.say,
) -> Iterator[threading.Event]:
    """Drive all scheduled functions while a block runs, each in a thread of its own, so that a slow one delays no other.

    Args:
        suite: the suite whose functions are driven.
        rate: business seconds per real second; runs of one function are at least 5 real seconds apart.
        business_now: the business clock, for schedules that name a time of day.
        say: takes a line when a run fails.

    Yields:
        An event; setting it stops the clock early.
    """
    stop = threading.Event()
    threads = [
        threading.Thread(target=_drive, args=(suite, function, rate, business_now, stop, say), daemon=True)
        for function in scheduled_functions(suite)
    ]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=JOIN_S)


def _drive(
    suite: Suite,
    function: Scheduled,
    rate: float,
    business_now: Callable[[], datetime],
    stop: threading.Event,
    say: Callable[[str], None],
) -> None:
    while not stop.wait(schedules.real_wait_s(function.cadence, business_now(), rate)):
        try:
            fire(suite, function.name)
        except RunFailed as failure:
            if not stop.is_set():
                say(f"Schedule {failure}")


def main(arguments: list[str]) -> int:
    """Drive the schedules of the suite around this process until Ctrl-C; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m devtools.schedule_clock", description=__doc__)
    parser.add_argument("--rate", type=float, default=1.0, help="business seconds per real second")
    rate = parser.parse_args(arguments).rate
    suite = attached(os.environ)
    if suite is None or rate <= 0:
        steps.say("Run me inside `python -m devtools.suite exec -- ...`, with a rate above 0.")
        return 2
    with contextlib.suppress(KeyboardInterrupt), signals.raised(), running(suite, rate=rate):
        steps.say(f"Driving {', '.join(function.name for function in scheduled_functions(suite))}; Ctrl-C stops.")
        signals.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
