"""Schedules: what happens every minute whether or not anything woke it."""

import time
from collections.abc import Callable
from typing import Any

from firebase_functions import options, scheduler_fn
from firebase_functions.scheduler_fn import ScheduledEvent


@scheduler_fn.on_schedule(schedule="every 1 minutes", memory=options.MemoryOption.GB_1, concurrency=1)
def sweep(_event: ScheduledEvent) -> None:
    """Finish whatever a lost event left."""
    from muster.services.sweep import sweep as run

    _run("sweep_schedule", run)


@scheduler_fn.on_schedule(schedule="every 1 minutes", memory=options.MemoryOption.MB_512)
def watch(_event: ScheduledEvent) -> None:
    """Look at those who should have moved on or fell silent, and at what was noticed before."""
    from muster.services.watch import watch as run

    _run("watch_schedule", run)


@scheduler_fn.on_schedule(schedule="every 1 minutes", memory=options.MemoryOption.MB_512)
def snapshot(_event: ScheduledEvent) -> None:
    """Show operators the fleet and the pressure, and ask idle providers to move where supply is short."""
    from muster.services.snapshot_areas import snapshot_areas

    _run("snapshot", snapshot_areas)


@scheduler_fn.on_schedule(schedule="every 5 minutes")
def rollup(_event: ScheduledEvent) -> None:
    """Recompute the current and the last hour's figures, and attach outcomes to overrides."""
    from muster.services.roll_up_metrics import roll_up_metrics
    from muster.services.settle_overrides import settle_overrides

    _run("rollup", roll_up_metrics)
    _run("settle_overrides", settle_overrides)


@scheduler_fn.on_schedule(schedule="every 5 minutes", memory=options.MemoryOption.MB_512)
def learn(_event: ScheduledEvent) -> None:
    """Learn from what ended since: how likely offers are to be accepted, how long things take, how much is asked for."""
    from muster.services.learn_acceptance import learn_acceptance
    from muster.services.learn_demand import learn_demand
    from muster.services.learn_etas import learn_etas

    _run("learn_acceptance", learn_acceptance)
    _run("learn_etas", learn_etas)
    _run("learn_demand", learn_demand)


@scheduler_fn.on_schedule(schedule="0 4 * * *")
def tidy(_event: ScheduledEvent) -> None:
    """Forget devices that the push service has forgotten."""
    from muster.services.tidy_devices import tidy_devices

    _run("tidy", tidy_devices)


def _run(action: str, step: Callable[..., Any]) -> None:
    from muster.bootstrap import backend

    started = time.perf_counter()
    step(backend())
    latency_ms = round((time.perf_counter() - started) * 1000, 1)
    backend().log.step(action, "done", trigger="schedule", latency_ms=latency_ms)
