"""Whatever waits and whoever drives, the plan is sound, decision after decision, and the same for the same seed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.dispatch.plan.board import Board
from shared.dispatch.plan.chance import Chance
from shared.dispatch.plan.checker import violations
from shared.dispatch.plan.first_trip import FAR
from shared.dispatch.plan.insertion import Insertion, Position, inserted
from shared.dispatch.plan.memory import HistoryMemory, PlanMemory
from shared.dispatch.plan.model import EMPTY, Collect, Command, Deliver, Move, Node, PlanCourier, PlanOrder, Route
from shared.dispatch.plan.rolling import RollingPlan
from shared.dispatch.plan.route import timed
from shared.dispatch.plan.settings import PlanSettings
from tests.plans import NEVER, LineTravel

PICKUPS, DOORS = 3, 5
PLACES = st.lists(st.integers(0, 40), min_size=PICKUPS + DOORS, max_size=PICKUPS + DOORS)
ORDERS = st.lists(
    st.tuples(st.integers(0, PICKUPS - 1), st.integers(PICKUPS, PICKUPS + DOORS - 1), st.integers(0, 60)), max_size=9
)
COURIERS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, PICKUPS + DOORS - 1), st.integers(0, 120)), max_size=5)
SETTINGS = st.builds(
    PlanSettings,
    max_group=st.integers(1, 3),
    max_on_board=st.integers(1, 4),
    between_drops=st.booleans(),
    drive_weight=st.sampled_from([0.0, 0.2]),
    max_tries=st.sampled_from([0, 10]),
    preposition=st.booleans(),
)


class SmallWorld:
    """Obeys the plan at once, as far as a plan has a right to be obeyed."""

    def __init__(self, travel: LineTravel, orders: Mapping[int, PlanOrder], couriers: dict[int, PlanCourier]) -> None:
        self.travel, self.orders, self.couriers = travel, orders, couriers
        self.waiting = set(orders)

    def obey(self, now: int, command: Command) -> None:
        one = self.couriers[command.courier]
        assert one.free <= now
        if isinstance(command, Move):
            reached = now + self.travel.rows[one.place][command.place]
            self.couriers[command.courier] = one._replace(free=reached, place=command.place)
        elif isinstance(command, Collect):
            self._collect(now, one, command)
        else:
            self._deliver(now, one, command)

    def _collect(self, now: int, one: PlanCourier, command: Collect) -> None:
        taken = max(now + 2, *(self.orders[order].ready for order in command.orders))
        assert one.place == command.place
        assert taken <= one.off
        assert self.waiting.issuperset(command.orders)
        self.waiting.difference_update(command.orders)
        self.couriers[command.courier] = one._replace(free=taken + 2, load=(*one.load, *command.orders))

    def _deliver(self, now: int, one: PlanCourier, command: Deliver) -> None:
        door = self.orders[command.order].door
        left = tuple(order for order in one.load if order != command.order)
        assert len(left) == len(one.load) - 1
        free = now + self.travel.rows[one.place][door] + 4
        self.couriers[command.courier] = one._replace(free=free, place=door, load=left)


def saved_and_read(memory: PlanMemory) -> PlanMemory:
    """Through JSON, as a store of plain values would keep it."""
    kept, (at, orders, risk) = json.loads(json.dumps(memory))
    routes = {
        int(courier): tuple((place, earliest, tuple(who)) for place, earliest, who in nodes)
        for courier, nodes in kept.items()
    }
    return PlanMemory(routes, HistoryMemory(at, orders, {int(place): tuple(row) for place, row in risk.items()}))


def small_world(
    places: list[int], orders: list[tuple[int, int, int]], couriers: list[tuple[int, int, int]]
) -> SmallWorld:
    travel = LineTravel(places, PICKUPS)
    made = {
        number: PlanOrder(pickup, door, ready, ready + travel.rows[pickup][door] + 4)
        for number, (pickup, door, ready) in enumerate(orders)
    }
    return SmallWorld(
        travel, made, {number: PlanCourier(free, place, off) for number, (free, place, off) in enumerate(couriers)}
    )


def played(world: SmallWorld, chosen: PlanSettings, seed: int, *, anew: bool = False) -> list[tuple[Command, ...]]:
    """Twenty decisions; each plan is checked. ``anew``: each is made by another plan, from what the last remembered."""
    plan = RollingPlan(world.travel, chosen, seed)
    for order in world.orders.values():
        plan.observe(0, order.pickup, order.ready)
    decisions = []
    for now in range(0, 60, 3):
        if anew:
            plan = RollingPlan(world.travel, chosen, seed, saved_and_read(plan.memory))
        decisions.append(plan.decide(now, world.couriers, world.orders, set(world.waiting)))
        for command in decisions[-1]:
            world.obey(now, command)
        then = {number: one._replace(free=max(now, one.free)) for number, one in world.couriers.items()}
        assert violations(plan.kept, then, world.orders, world.waiting, world.travel, chosen) == ()
    return decisions


@settings(max_examples=60)
@given(PLACES, ORDERS, COURIERS, SETTINGS)
def test_every_plan_is_sound_and_every_command_can_be_obeyed(
    places: list[int],
    orders: list[tuple[int, int, int]],
    couriers: list[tuple[int, int, int]],
    chosen: PlanSettings,
) -> None:
    played(small_world(places, orders, couriers), chosen, seed=1)


@settings(max_examples=60)
@given(PLACES, ORDERS, COURIERS, SETTINGS)
def test_a_plan_ahead_is_sound_and_so_is_the_one_without_batches(
    places: list[int],
    orders: list[tuple[int, int, int]],
    couriers: list[tuple[int, int, int]],
    chosen: PlanSettings,
) -> None:
    world = small_world(places, orders, couriers)
    alone = replace(chosen, max_group=1, max_on_board=1, between_drops=False)
    waiting, free_for_all = sorted(world.waiting), np.zeros((len(world.waiting), len(world.couriers)))

    plan = RollingPlan(world.travel, chosen).ahead(0, world.couriers, world.orders, waiting, free_for_all)

    for routes, bound_by in ((plan.routes, chosen), (plan.apart(alone, Chance(0)), alone)):
        stops = {courier: route.nodes for courier, route in routes.items()}
        assert violations(stops, world.couriers, world.orders, waiting, world.travel, bound_by) == ()


@settings(max_examples=25)
@given(PLACES, ORDERS, COURIERS, SETTINGS, st.integers(0, 5))
def test_same_seed_gives_the_same_decisions(
    places: list[int],
    orders: list[tuple[int, int, int]],
    couriers: list[tuple[int, int, int]],
    chosen: PlanSettings,
    seed: int,
) -> None:
    once = played(small_world(places, orders, couriers), chosen, seed)
    again = played(small_world(places, orders, couriers), chosen, seed)

    assert once == again


@settings(max_examples=25)
@given(PLACES, ORDERS, COURIERS, SETTINGS)
def test_plan_saved_and_restored_at_each_decision_decides_as_one_that_goes_on(
    places: list[int],
    orders: list[tuple[int, int, int]],
    couriers: list[tuple[int, int, int]],
    chosen: PlanSettings,
) -> None:
    going_on = played(small_world(places, orders, couriers), chosen, seed=1)
    restored = played(small_world(places, orders, couriers), chosen, seed=1, anew=True)

    assert going_on == restored


@settings(max_examples=100)
@given(PLACES, ORDERS, st.lists(st.sampled_from([1, 1.5, 3]), min_size=8, max_size=8), st.sampled_from([1, 2]))
def test_an_order_goes_where_it_costs_least_however_much_haste_each_is_in_and_however_fast_the_vehicle(
    places: list[int], orders: list[tuple[int, int, int]], hastes: list[float], times_as_fast: int
) -> None:
    world = small_world(places, orders, [(0, 0, NEVER)])
    rows, courier, chosen = world.travel.rows, world.couriers[0], PlanSettings(max_group=1, max_on_board=9)
    hurried = {
        number: one._replace(haste=hastes[number % 8], due=one.due + (times_as_fast - 1) * rows[one.pickup][one.door])
        for number, one in world.orders.items()
    }

    def route_of(nodes: tuple[Node, ...]) -> Route:
        route = timed(nodes, courier, hurried, rows, chosen)
        assert route is not None
        return route

    route = EMPTY
    for number, order in hurried.items():
        position = Insertion(route, courier, order, rows, chosen, FAR).search()
        assert position is not None
        stops = range(len(route.nodes) + 1)
        others = (Position(0, start, end, joins=False) for start in stops for end in stops if start <= end)
        costs = [route_of(inserted(route.nodes, number, order, other)).lateness for other in others]
        longer = route_of(inserted(route.nodes, number, order, position))
        assert longer.lateness - route.lateness == pytest.approx(position.cost)
        assert longer.lateness == pytest.approx(min(costs))
        route = longer


class Forgetful(dict[int, Any]):
    """Keeps nothing."""

    def __setitem__(self, key: int, value: Any) -> None:
        """Forget it."""


@settings(max_examples=25)
@given(PLACES, ORDERS, COURIERS, SETTINGS)
def test_what_is_remembered_of_unchanged_routes_is_what_would_be_found_anew(
    places: list[int],
    orders: list[tuple[int, int, int]],
    couriers: list[tuple[int, int, int]],
    chosen: PlanSettings,
) -> None:
    made = Board.__init__

    def forgetful(self: Board, *args: Any) -> None:
        made(self, *args)
        self._positions = {order: Forgetful() for order in self.waiting}

    remembering = played(small_world(places, orders, couriers), chosen, seed=1)
    with patch.object(Board, "__init__", forgetful):
        forgetting = played(small_world(places, orders, couriers), chosen, seed=1)

    assert remembering == forgetting


@settings(max_examples=20)
@given(PLACES, ORDERS, st.integers(0, PICKUPS + DOORS - 1))
def test_courier_without_an_end_of_shift_serves_every_order(
    places: list[int], orders: list[tuple[int, int, int]], place: int
) -> None:
    world = small_world(places, orders, [(0, place, 100_000)])
    plan = RollingPlan(world.travel, replace(PlanSettings(), preposition=False, unassigned_cost=1e6))

    for now in range(0, 4000, 2):
        for command in plan.decide(now, world.couriers, world.orders, set(world.waiting)):
            world.obey(now, command)
        if not world.waiting and not world.couriers[0].load:
            break

    assert not world.waiting
    assert world.couriers[0].load == ()
