"""What moving idle couriers could gain if the demand to come were known, on days with shifts as they were.

Every row is played by the product's plan: without moves; with them, from what the day has shown so far; with them, from the true
demand of this very day instead; and, beyond all that a guess at the demand can say, with the orders themselves known ahead.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.bounds.days import chosen
from benchmarks.bounds.foretold import Foretold, noticed
from benchmarks.bounds.variants import (
    OVER_FLOOR,
    READY_TO_PICKUP,
    UNDELIVERED,
    Played,
    Variant,
    mean,
    muster,
    played,
)
from benchmarks.figures import Table
from benchmarks.mdrp.day import Dispatcher, play
from benchmarks.mdrp.figures import Figures
from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.muster import Muster
from benchmarks.mdrp.options import PAY_WEIGHT_MIN, SETTINGS
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World

HISTORICAL = "*s1*"
WANTED_MIN = 0.29
"""A quarter of the published difference of 1.15 minutes between historical and optimised shifts."""


def _staying(world: World) -> Dispatcher:
    return Muster(world, replace(SETTINGS, preposition=False), pay_weight_min=PAY_WEIGHT_MIN)


def _foretold(before_min: int, after_min: int) -> Callable[[World], Dispatcher]:
    return lambda world: Foretold(world, before_min=before_min, after_min=after_min)


def _knowing(make: Callable[[World], Dispatcher], notice_min: int = 0) -> Variant:
    def playing(day: Instance, travel: MinuteTravel) -> Figures:
        return play(noticed(day, notice_min), travel, make)

    return playing


STAYING = "no moves"
VARIANTS: dict[str, Variant] = {
    STAYING: _knowing(_staying),
    "moves, from the day so far": _knowing(muster),
    "moves, from the true demand of the hour before and after": _knowing(_foretold(60, 60)),
    "moves, from a list of all orders of the next 30 min": _knowing(_foretold(0, 30)),
    "no moves, orders known 30 min before they are placed": _knowing(_staying, 30),
}


def run(size: int | None, folder: Path | None) -> Table:
    """Play all variants on the days with historical shifts, or on ``size`` of them."""
    return table_of(played(chosen(folder, HISTORICAL, size), VARIANTS))


def table_of(found: Played) -> Table:
    """What each kind of knowledge is worth."""
    stayed_min = mean(found, STAYING, READY_TO_PICKUP)
    rows = []
    for name in VARIANTS:
        to_pickup_min = mean(found, name, READY_TO_PICKUP)
        worst_min = max(of[name][READY_TO_PICKUP] - of[STAYING][READY_TO_PICKUP] for of in found.values())
        over_floor, undelivered = (f"{mean(found, name, key):.3f}" for key in (OVER_FLOOR, UNDELIVERED))
        gained = f"{stayed_min - to_pickup_min:.3f}"
        rows.append((name, undelivered, over_floor, f"{to_pickup_min:.3f}", gained, f"{worst_min:+.2f}"))
    return Table(
        title=f"Idle couriers moved by what is known of the demand: {len(found)} days with historical shifts",
        columns=("what is done and known", "undelivered %", "over floor", "ready to pickup", "gained", "worst day"),
        rows=rows,
        numbers={"days": found},
        notes=(
            f"Minutes, one draw of the repair search; wanted is a gain of {WANTED_MIN} min.\n"
            "The true demand is of the very day that is played: no forecast of demand is truer. The mechanism that moves by it is "
            "the same, so this is\nno proof for others. Orders known ahead are more than any demand: the plan itself is made with them."
        ),
    )
