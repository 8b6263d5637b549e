"""The same days, played once for each thing that a dispatcher might know or do."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from benchmarks.mdrp.figures import Figures
from benchmarks.mdrp.instance import Instance, read_instance
from benchmarks.mdrp.muster import Muster
from benchmarks.mdrp.options import PAY_WEIGHT_MIN, SETTINGS
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World
from devtools.steps import say

Variant = Callable[[Instance, MinuteTravel], Figures]
"""Plays a day."""
Played = dict[str, dict[str, Figures]]
"""The figures of each day, by variant."""

READY_TO_PICKUP, OVER_FLOOR, UNDELIVERED = "ready_to_pickup_min", "over_floor_min", "undelivered_pct"


def played(folders: Sequence[Path], variants: Mapping[str, Variant]) -> Played:
    """Play every variant on every day."""
    found: Played = {}
    for folder in folders:
        day = read_instance(folder)
        travel = MinuteTravel(day)
        found[day.name] = {name: play(day, travel) for name, play in variants.items()}
        told = (f"{name} {of[READY_TO_PICKUP]:.2f}" for name, of in found[day.name].items())
        say(f"  {len(found)}/{len(folders)}  {day.name}: {', '.join(told)}")
    return found


def mean(found: Played, variant: str, key: str) -> float:
    """The mean of a figure over the days."""
    return fmean(of[variant][key] for of in found.values())


def muster(world: World) -> Muster:
    """The product's plan as it is."""
    return Muster(world, SETTINGS, pay_weight_min=PAY_WEIGHT_MIN)
