"""What not knowing when food will be ready costs, and how much of that some minutes of notice, or more couriers, would save.

The same estimates, from the same orders seen ready, for all rows that have estimates. Where couriers are never short, all could be
sent off as orders are placed, and estimates would cost nothing: so there is no bound but couriers' time, and the rows say how the
cost falls as notice and couriers grow.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.bounds.days import chosen
from benchmarks.bounds.variants import OVER_FLOOR, READY_TO_PICKUP, UNDELIVERED, Played, Variant, mean, muster, played
from benchmarks.figures import Table
from benchmarks.mdrp.day import Dispatcher, play
from benchmarks.mdrp.figures import Figures
from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.kitchens import EstimatedKitchens, Kitchens
from benchmarks.mdrp.peers import Lap
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World

WANTED_SHARE = 0.5
"""Of what linear assignment loses by the same estimates."""
NOTICES_MIN = (2, 5, 10)


def _known(make: Callable[[World], Dispatcher], kitchens: Callable[[Instance], Kitchens]) -> Variant:
    return lambda day, travel: play(day, travel, make, kitchens)


def _by_twice_as_many(kitchens: Callable[[Instance], Kitchens]) -> Variant:
    def playing(day: Instance, _: MinuteTravel) -> Figures:
        doubled = replace(day, couriers=(*day.couriers, *day.couriers))
        return play(doubled, MinuteTravel(doubled), muster, kitchens)

    return playing


EXACT = {
    "Muster": "Muster, known",
    "Muster, twice the couriers": "Muster, twice the couriers, known",
    "linear assignment": "linear assignment, known",
}
"""What each is compared with: the same with ready times known from the placement on."""
PEER = "linear assignment, estimated"
VARIANTS: dict[str, Variant] = {
    "Muster, known": _known(muster, Kitchens),
    "Muster, estimated": _known(muster, EstimatedKitchens),
    **{
        f"Muster, estimated, known {minutes} min before": _known(muster, partial(EstimatedKitchens, notice_min=minutes))
        for minutes in NOTICES_MIN
    },
    "Muster, twice the couriers, known": _by_twice_as_many(Kitchens),
    "Muster, twice the couriers, estimated": _by_twice_as_many(EstimatedKitchens),
    "linear assignment, known": _known(Lap, Kitchens),
    PEER: _known(Lap, EstimatedKitchens),
}


def run(size: int | None, folder: Path | None) -> Table:
    """Play all variants on the days, or on ``size`` of them."""
    return table_of(played(chosen(folder, size=size), VARIANTS))


def table_of(found: Played) -> Table:
    """Each variant, and what it loses by estimates."""
    rows = []
    for name in VARIANTS:
        shown = [f"{mean(found, name, key):.3f}" for key in (UNDELIVERED, OVER_FLOOR, READY_TO_PICKUP)]
        rows.append((name, *shown, f"{_lost_min(found, name):.3f}" if "estimated" in name else ""))
    peer = f"linear assignment loses {_lost_min(found, PEER):.2f} min, so wanted are {WANTED_SHARE * _lost_min(found, PEER):.2f}"
    return Table(
        title=f"Preparation times estimated, and known some minutes before they come true: {len(found)} days",
        columns=("dispatcher, ready times", "undelivered %", "over floor", "ready to pickup", "lost by estimates"),
        rows=rows,
        numbers={"days": found},
        notes=(
            f"Minutes, one draw of the repair search; lost are minutes over floor against the same with known times: {peer}.\n"
            "The notice is of the same plan with the same settings: evidence of what notice is worth, no bound for other plans."
        ),
    )


def _lost_min(found: Played, name: str) -> float:
    known = EXACT[name.partition(", estimated")[0]]
    return mean(found, name, OVER_FLOOR) - mean(found, known, OVER_FLOOR)
