"""Plays one day under one dispatcher, checks the log and measures it."""

from collections.abc import Callable, Sequence
from time import perf_counter_ns
from typing import NamedTuple, Protocol

from benchmarks.mdrp.checker import violations
from benchmarks.mdrp.clicks import Clicks
from benchmarks.mdrp.figures import Figures, figures
from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.kitchens import Kitchens
from benchmarks.mdrp.stops import Stop
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World


class Dispatcher(Protocol):
    """Commands a world's couriers, each minute anew."""

    def decide(self) -> None:
        """Look at the world and command what must be commanded now."""


class PlayedDay(NamedTuple):
    """A day that is over: its figures, and what the couriers did."""

    figures: Figures
    log: Sequence[Stop]


def play(
    instance: Instance,
    travel: MinuteTravel,
    make: Callable[[World], Dispatcher],
    kitchens: Callable[[Instance], Kitchens] = Kitchens,
) -> Figures:
    """Play the day to its end, for its figures; as ``play_out``."""
    return play_out(instance, travel, make, kitchens).figures


def play_out(
    instance: Instance,
    travel: MinuteTravel,
    make: Callable[[World], Dispatcher],
    kitchens: Callable[[Instance], Kitchens] = Kitchens,
) -> PlayedDay:
    """Play the day to its end.

    Args:
        instance: the day.
        travel: between its places.
        make: the dispatcher.
        kitchens: what is known of ready times.

    Raises:
        RuntimeError: the log breaks a rule, which is a fault of the simulation or of the dispatcher.
    """
    world = World(instance, travel, kitchens(instance))
    clicks = Clicks(world)
    took_ms = run(world, make(world), clicks)
    found = violations(instance, world.log)
    if found:
        raise RuntimeError(f"{instance.name}: {len(found)} breaches of the rules, the first {found[0]}")
    return PlayedDay(figures(instance, world.log, took_ms) | clicks.figures(), world.log)


def run(world: World, dispatcher: Dispatcher, clicks: Clicks | None = None) -> list[float]:
    """Let the day pass, minute by minute; milliseconds of each decision that had something to decide.

    Args:
        world: the day.
        dispatcher: commands its couriers.
        clicks: forecasts each order as it is placed; it changes nothing.
    """
    took_ms = []
    minute = 0
    while not world.over:
        world.tick(minute)
        if clicks is not None:
            clicks.look()
        started_ns = perf_counter_ns()
        dispatcher.decide()
        if world.waiting:
            took_ms.append((perf_counter_ns() - started_ns) / 1e6)
        minute += 1
    return took_ms
