"""How far any forecast at the click can get on these days, by what it knows of the kitchens.

Nobody is ever late here: every order is taken over the moment it is ready, and travel is known. What is left to guess is how
long the kitchen takes. Couriers who come late add to that, but where they come late to quick food they also take from it, as the
quick is then no quicker than they are: so a dispatcher's own figures may lie on either side of the last row.

Each level of knowledge is given the best of several models, and the ends of its windows are set in hindsight, day by day. The
last row is the product's forecaster on the same orders, which has none of that: it forecasts each order as it is placed, from
what was delivered before.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from benchmarks.bounds.days import chosen
from benchmarks.figures import Table
from benchmarks.mdrp.clicks import Clicks
from benchmarks.mdrp.figures import floor_min
from benchmarks.mdrp.instance import Instance, read_instance
from benchmarks.mdrp.kitchens import Kitchens
from benchmarks.mdrp.stops import Stop, StopKind
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World
from shared.eta.click import WAIT_PRIOR
from shared.eta.durations import BROAD_STRENGTH

ERROR_MIN, WIDTH_MIN, HELD = 6.4, 20.0, 0.8
"""What is wanted: the mean error of the middle, and the mean width of windows that hold that share of the outcomes."""
_STRENGTHS = (0.01, 0.75, 1.5, 3.0)
"""Models to choose from: how many orders of a restaurant all the others together are worth."""
_TAILS = np.arange(0.02, 0.2, 0.01)
_PRODUCT = "Muster's forecaster, told nothing"
_GROUPS = {
    "all": "",
    "p100": "p100",
    "p125 (a quarter longer)": "p125",
    "o100t100s2p100": "o100t100s2p100",
}

Matrix = NDArray[np.float64]


class Outcomes(NamedTuple):
    """The orders of a day in the order of their placement, times in minutes."""

    placed: Matrix
    took: Matrix
    at_door: Matrix
    restaurant: NDArray[np.int64]


class Reached(NamedTuple):
    """The mean error of the middle, the mean width of the windows, and the share of the outcomes that they held."""

    error_min: float
    width_min: float
    held: float


Known = Callable[[Outcomes], NDArray[np.bool_]]
"""For each order (row) whose preparation is known when it is placed."""

LEVELS: dict[str, Known] = {
    "all orders of the day, itself too": lambda day: np.ones((len(day.took),) * 2, dtype=np.bool_),
    "all other orders of the day, later ones too": lambda day: ~np.eye(len(day.took), dtype=np.bool_),
    "all orders placed before": lambda day: np.tri(len(day.took), k=-1, dtype=np.bool_),
    "all orders that can be delivered before": lambda day: day.at_door[None, :] < day.placed[:, None],
}


def run(size: int | None, folder: Path | None) -> Table:
    """Measure every level on each day, or on ``size`` of them."""
    days = [read_instance(one) for one in chosen(folder, size=size)]
    found = {day.name: _reached(day) for day in track(days, "forecasts at the click")}
    rows = [(name, *_cells({day: of[name] for day, of in found.items()})) for name in (*LEVELS, _PRODUCT)]
    held = fmean(of[_PRODUCT].held for of in found.values())
    return Table(
        title=f"Forecasts at the click, were nobody ever late: error and width of 80 % windows in minutes, {len(days)} days",
        columns=("what is known of preparation times", *_GROUPS),
        rows=[*rows, ("wanted at most", *[f"{ERROR_MIN:.2f} / {WIDTH_MIN:.1f}"] * len(_GROUPS))],
        numbers={"days": {day: {name: one._asdict() for name, one in of.items()} for day, of in found.items()}},
        notes=(
            "Best of several models and ends of the windows in hindsight, but for the last row but one, whose windows hold "
            f"{100 * held:.1f} %.\nThe first row fits each restaurant by the four or five orders that are to be guessed: it is a "
            "bound for whoever tells one window a restaurant and day, and excludes nothing.\nThe others are no proof, as another "
            "model might do better; but nobody has seen more preparations end than the last of these levels when an order is placed."
        ),
    )


def _cells(found: dict[str, Reached]) -> Iterator[str]:
    """Means over the days of each group."""
    for part in _GROUPS.values():
        some = [one for day, one in found.items() if part in day]
        yield f"{fmean(one.error_min for one in some):.2f} / {fmean(one.width_min for one in some):.1f}" if some else ""


def _reached(day: Instance) -> dict[str, Reached]:
    orders = outcomes(day)
    levels = {name: _best(orders, known(orders)) for name, known in LEVELS.items()}
    return {**levels, _PRODUCT: _product(day)}


def outcomes(day: Instance) -> Outcomes:
    """The orders of a day, each taken over when it is ready."""
    placed = np.array([order.placed_min for order in day.orders], dtype=np.float64)
    took = np.array([order.ready_min for order in day.orders]) - placed
    to_door = [floor_min(day, number) for number in range(len(day.orders))]
    return Outcomes(placed, took, placed + to_door, np.array([order.restaurant for order in day.orders]))


def _best(orders: Outcomes, known: NDArray[np.bool_]) -> Reached:
    """Of all models, the least error and the least width."""
    reached = [in_hindsight(orders.took, quantiles(orders, known, strength)) for strength in _STRENGTHS]
    narrowest = min(reached, key=lambda one: one.width_min)
    return narrowest._replace(error_min=min(one.error_min for one in reached))


def quantiles(orders: Outcomes, known: NDArray[np.bool_], strength: float) -> Matrix:
    """For each order the middle and the candidates for both ends of its window, from what is known.

    The orders of the same restaurant count 1 each; all that are known, and the prior beneath them, ``strength`` together.
    """
    prior = np.array(WAIT_PRIOR.points()) / 60
    counted = known.sum(axis=1, keepdims=True) + BROAD_STRENGTH
    same = orders.restaurant[:, None] == orders.restaurant[None, :]
    of_prior = np.repeat(strength * BROAD_STRENGTH / counted / len(prior), len(prior), axis=1)
    weights = np.hstack([known * (same + strength / counted), of_prior])
    values = np.concatenate([orders.took, prior])
    ascending = values.argsort(kind="stable")
    weights = weights[:, ascending]
    below = (weights.cumsum(axis=1) - weights / 2) / weights.sum(axis=1, keepdims=True)
    shares = np.concatenate([[0.5], _TAILS, 1 - _TAILS])
    return np.array([np.interp(shares, row, values[ascending]) for row in below])


def in_hindsight(took: Matrix, told: Matrix) -> Reached:
    """How good the middle was, and how narrow windows between the same two quantiles all day could have been."""
    low, high = np.hsplit(told[:, 1:], 2)
    above, below = (low <= took[:, None]).astype(float), (took[:, None] <= high).astype(float)
    held = above.T @ below / len(took)
    widths = high.mean(axis=0)[None, :] - low.mean(axis=0)[:, None]
    widths[held < HELD] = np.inf
    least = np.unravel_index(widths.argmin(), widths.shape)
    return Reached(float(np.abs(told[:, 0] - took).mean()), float(widths[least]), float(held[least]))


def _product(day: Instance) -> Reached:
    """The product's own forecaster."""
    world = World(day, MinuteTravel(day), Kitchens(day))
    world.log.extend(never_late(day, world.travel))
    clicks = Clicks(world)
    for minute in range(day.orders[-1].placed_min + 1):
        world.tick(minute)
        clicks.look()
    found = clicks.figures()
    return Reached(found["eta_mae_min"], found["eta_width_min"], found["eta_coverage_pct"] / 100)


def never_late(day: Instance, travel: MinuteTravel) -> Iterator[Stop]:
    """What couriers would do of whom there are always enough where they are needed."""
    for number, order in enumerate(day.orders):
        left = order.ready_min + day.pickup_service_min // 2
        arrived = left + travel.leg(order.restaurant, travel.door(number))
        yield _stop(StopKind.PICKUP, order.restaurant, number, order.ready_min)
        yield _stop(StopKind.DROPOFF, number, number, arrived + day.dropoff_service_min // 2)


def _stop(kind: StopKind, place: int, order: int, at_min: int) -> Stop:
    return Stop(
        courier=0,
        kind=kind,
        place=place,
        orders=(order,),
        decided_min=at_min,
        arrived_min=at_min,
        served_min=at_min,
        left_min=at_min,
    )
