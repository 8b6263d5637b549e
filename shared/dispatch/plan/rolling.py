"""The rolling plan: it is kept from decision to decision, mended, improved, and only what must be done now is done."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.plan.ahead import PlannedAhead
from shared.dispatch.plan.board import Board
from shared.dispatch.plan.chance import Chance
from shared.dispatch.plan.commit import commands, reconciled
from shared.dispatch.plan.memory import PlanMemory
from shared.dispatch.plan.model import Command, Move, Node, PlanCourier, PlanOrder, PlanTravel
from shared.dispatch.plan.prepositioning import Prepositioning
from shared.dispatch.plan.repair import repair
from shared.dispatch.plan.route import planned_orders, without
from shared.dispatch.plan.scarcity import History, Supply, prices
from shared.dispatch.plan.settings import PlanSettings


class RollingPlan:
    """Plans all waiting orders into the routes of all couriers, again and again.

    Couriers and orders are numbers that keep their meaning from one decision to the next.

    Attributes:
        kept: the stops that each courier is planned to make, after the last decision.
    """

    def __init__(
        self, travel: PlanTravel, settings: PlanSettings, seed: int = 0, memory: PlanMemory | None = None
    ) -> None:
        self.kept: dict[int, tuple[Node, ...]] = dict(memory.kept) if memory else {}
        self._travel = travel
        self._settings = settings
        self._seed = seed
        self._history = History(travel.to_pickups.shape[1], settings, memory and memory.history)

    @property
    def memory(self) -> PlanMemory:
        """All that the next decision depends on besides what it is given; chance comes from the seed and the time."""
        return PlanMemory(dict(self.kept), self._history.memory)

    def observe(self, now: int, pickup: int, preparation: int) -> None:
        """Learn from an order that was placed now."""
        self._history.pass_to(now)
        self._history.observe(pickup, preparation)

    def decide(
        self,
        now: int,
        couriers: Mapping[int, PlanCourier],
        orders: Mapping[int, PlanOrder],
        waiting: Collection[int],
    ) -> tuple[Command, ...]:
        """Plan, and say what must be done now.

        Args:
            now: the present, in the unit of the plan.
            couriers: those on shift or soon on; who is idle is free now or before.
            orders: those that wait and those on board.
            waiting: the orders that nobody has picked up.

        Returns:
            Commands in the order in which they are to be obeyed.
        """
        if not couriers:
            return ()
        numbers, board = self._planned(now, couriers, orders, waiting, None)
        return (*self._act(board, numbers, now), *self._wait_better(board, couriers, numbers, now))

    def ahead(
        self,
        now: int,
        couriers: Mapping[int, PlanCourier],
        orders: Mapping[int, PlanOrder],
        waiting: Collection[int],
        surcharges: NDArray[np.float64],
        late: NDArray[np.float64] | None = None,
    ) -> PlannedAhead:
        """Plan, and give each courier's whole route: for who has to ask before anything is done.

        Args:
            now: as for ``decide``; so are the next three.
            couriers: by number.
            orders: by number.
            waiting: their numbers.
            surcharges: ``(n_waiting, n_couriers)`` by rising number: what a pair costs beside lateness, at least 0;
                ``FAR`` where the courier may not have the order.
            late: what ``pickup_lateness`` gives for these, where it is known already.
        """
        planned = PlannedAhead(*self._planned(now, couriers, orders, waiting, surcharges, late))
        self.kept = {number: route.nodes for number, route in planned.routes.items()}
        return planned

    def _planned(
        self,
        now: int,
        couriers: Mapping[int, PlanCourier],
        orders: Mapping[int, PlanOrder],
        waiting: Collection[int],
        surcharges: NDArray[np.float64] | None,
        late: NDArray[np.float64] | None = None,
    ) -> tuple[list[int], Board]:
        """The numbers of the couriers, and the plan of all waiting orders for them."""
        numbers = sorted(couriers)
        present = [_at_present(couriers[number], now) for number in numbers]
        board = Board(present, orders, sorted(waiting), self._travel, self._settings, surcharges, late)
        self._resume(board, numbers)
        self._history.pass_to(now)
        self._set_prices(board, now)
        board.insert_all()
        repair(board, Chance(self._seed, now))
        return numbers, board

    def _resume(self, board: Board, numbers: Sequence[int]) -> None:
        """Go on from the last plan, as far as it still holds."""
        open_orders = set(board.waiting)
        for index, number in enumerate(numbers):
            kept = self.kept.get(number, ())
            if not kept and not board.couriers[index].load:
                continue
            still = {order for order in planned_orders(kept) if order in open_orders and board.may_have(index, order)}
            nodes = reconciled(kept, board.couriers[index].load, still, board.orders)
            if not board.plan(index, nodes):
                nodes = without(nodes, planned_orders(nodes), board.orders)
                board.plan(index, nodes)
            open_orders.difference_update(planned_orders(nodes))

    def _set_prices(self, board: Board, now: int) -> None:
        """Charge each courier's own price and scarcity."""
        if not board.waiting or not board.couriers:
            return
        charged = np.array([one.price for one in board.couriers])
        if self._settings.scarcity_weight:
            supply = Supply(now, board.couriers, board.routes, self._travel, self._settings)
            charged += prices(self._history, supply, self._settings)
        board.set_prices(charged)

    def _act(self, board: Board, numbers: Sequence[int], now: int) -> list[Command]:
        """Settle what must be done now; the rest is kept as the plan."""
        found: list[Command] = []
        self.kept = {}
        for index in board.used:
            nodes = board.routes[index].nodes
            done, left = commands(
                now, numbers[index], board.couriers[index], nodes, board.rows_of(index), self._settings
            )
            found.extend(done)
            if left:
                self.kept[numbers[index]] = left
        return found

    def _wait_better(
        self, board: Board, couriers: Mapping[int, PlanCourier], numbers: Sequence[int], now: int
    ) -> list[Move]:
        """Moves of couriers without anything to do, when they come free and every few minutes after."""
        idle = [
            (index, board.couriers[index])
            for index, number in enumerate(numbers)
            if not board.routes[index].nodes
            and couriers[number].free <= now
            and (now - couriers[number].free) % self._settings.preposition_period == 0
        ]
        if not idle or not self._settings.preposition:
            return []
        supply = Supply(now, board.couriers, board.routes, self._travel, self._settings)
        moves = Prepositioning(self._history, supply, self._travel, self._settings).moves(now, idle)
        return [Move(numbers[move.courier], move.place) for move in moves]


def _at_present(courier: PlanCourier, now: int) -> PlanCourier:
    """Nobody can do anything before now."""
    return courier if courier.free >= now else courier._replace(free=now)
