"""Routing cases cut by a seed: from public meal delivery days when a folder of them is given, else from a made-up city."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mdrp.instance import Instance, find_instances, read_instance
from shared.dispatch.routing.model import RouteJob, RouteProblem, RouteProvider, Visit
from shared.units import BookingId, StopId, Uid

CAPACITY = 5
_CITY_M = 6000.0
_METRES_PER_S = 5.0
_SPAN_S = 3600

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Case:
    """Orders to share among providers who may end anywhere; at least driving wins.

    ``travel_s`` counts the providers' starts first, then pickup and door of each order in turn.
    """

    name: str
    n_providers: int
    ready_s: tuple[int, ...]
    travel_s: list[list[int]]

    @property
    def n_orders(self) -> int:
        """How many orders."""
        return len(self.ready_s)

    def pickup(self, order: int) -> int:
        """Place of an order's pickup; its door is the next place."""
        return self.n_providers + 2 * order

    def drive_s(self, routes: Sequence[Sequence[int]]) -> int | None:
        """Driving of the routes, given as places after the start; None when they break a rule."""
        visited = sorted(place for route in routes for place in route)
        if visited != list(range(self.n_providers, len(self.travel_s))):
            return None
        total = 0
        for start, route in enumerate(routes):
            on_board: set[int] = set()
            for before, place in zip((start, *route), route, strict=False):
                total += self.travel_s[before][place]
                order, is_door = divmod(place - self.n_providers, 2)
                if is_door and order not in on_board:
                    return None
                on_board.symmetric_difference_update({order})
                if len(on_board) > CAPACITY:
                    return None
        return total

    def problem(self) -> RouteProblem:
        """The case as the product's routing reads it."""
        jobs = tuple(
            RouteJob(
                booking_id=BookingId(f"order-{order}"),
                visits=(
                    Visit(stop_id=StopId("pickup"), place=self.pickup(order), earliest_s=ready_s, load=1),
                    Visit(stop_id=StopId("door"), place=self.pickup(order) + 1, load=-1),
                ),
            )
            for order, ready_s in enumerate(self.ready_s)
        )
        providers = tuple(
            RouteProvider(provider_id=Uid(f"provider-{number}"), place=number, capacity=CAPACITY)
            for number in range(self.n_providers)
        )
        return RouteProblem(providers=providers, jobs=jobs, travel_s=self.travel_s)


def cut(folder: Path | None, seed: int, cases: int, orders: int, providers: int) -> list[Case]:
    """Cut cases: orders placed one after the other, and couriers on shift then, where their shifts begin.

    Args:
        folder: of public instances; None makes up a city.
        seed: what chance starts from.
        cases: how many.
        orders: orders of each case.
        providers: providers of each case.

    Raises:
        ValueError: there is no instance in the folder, or none that is large enough.
    """
    rng = random.Random(f"{seed} {orders} {providers}")
    if folder is None:
        return [_made_up(rng, f"city-{number}", orders, providers) for number in range(cases)]
    found = find_instances(folder)
    if not found:
        raise ValueError(f"no instance in {folder}")
    days = [read_instance(path) for path in rng.sample(found, min(cases, len(found)))]
    days = [day for day in days if len(day.orders) >= orders and len(day.couriers) >= providers]
    if not days:
        raise ValueError(f"no instance in {folder} has {orders} orders and {providers} couriers")
    return [_from_day(rng, days[number % len(days)], orders, providers) for number in range(cases)]


def _from_day(rng: random.Random, day: Instance, orders: int, providers: int) -> Case:
    first = rng.randrange(len(day.orders) - orders + 1)
    chosen = day.orders[first : first + orders]
    at_min = chosen[0].placed_min
    on_shift = [one for one in day.couriers if one.on_min <= at_min <= one.off_min]
    crew = rng.sample(on_shift if len(on_shift) >= providers else list(day.couriers), providers)
    places = [one.start for one in crew]
    for order in chosen:
        places += [day.restaurants[order.restaurant], order.door]
    ready_s = tuple(60 * (order.ready_min - at_min) for order in chosen)
    return _case(f"{day.name} from minute {at_min}", providers, ready_s, places, day.metres_per_min / 60)


def _made_up(rng: random.Random, name: str, orders: int, providers: int) -> Case:
    kitchens = [_somewhere(rng) for _ in range(orders)]
    places = [_somewhere(rng) for _ in range(providers)]
    for _ in range(orders):
        places += [rng.choice(kitchens), _somewhere(rng)]
    ready_s = tuple(rng.randrange(_SPAN_S) for _ in range(orders))
    return _case(name, providers, ready_s, places, _METRES_PER_S)


def _somewhere(rng: random.Random) -> Point:
    return rng.uniform(0, _CITY_M), rng.uniform(0, _CITY_M)


def _case(name: str, providers: int, ready_s: tuple[int, ...], places: Sequence[Point], speed_mps: float) -> Case:
    travel_s = [[math.ceil(math.dist(one, other) / speed_mps) for other in places] for one in places]
    return Case(name=name, n_providers=providers, ready_s=ready_s, travel_s=travel_s)
