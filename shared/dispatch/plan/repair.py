"""Search for a better plan: take some related orders out, put them back in another order, keep what costs less."""

from math import log

import numpy as np

from shared.dispatch.plan.board import Board
from shared.dispatch.plan.chance import Chance
from shared.dispatch.plan.model import DROP, Route
from shared.dispatch.plan.settings import PlanSettings

_LATE_FIRST = 0.7
"""Share of the tries that start from an order that is late or unassigned, as long as there is one."""
_SAME_COURIER = 0.5
_PICK_POWER = 3.0
"""How strongly nearer relations are preferred; 1 would be evenly."""
_GAIN = 1e-6
_LEAST_ORDERS = 2


def repair(board: Board, chance: Chance) -> int:
    """Improve the plan within its budget; the number of tries that were kept.

    Early tries may cost somewhat more than what they replace, the less the later (simulated annealing): the way to a better
    plan may lead over a worse one. The best of all is what stays.
    """
    tries, kept = _budget(board.settings, len(board.waiting)), 0
    if not tries:
        return 0
    relations = _Relations(board)
    lateness, best = _Late(board), board.snapshot()
    late = lateness.orders()
    for number in range(tries):
        if board.cost <= _GAIN:
            break
        pool = late if late and chance.share() < _LATE_FIRST else board.waiting
        gone = relations.pick(pool[chance.below(len(pool))], chance)
        warmth = board.settings.annealing * (1 - number / tries)
        allowed = board.cost - _GAIN - warmth * log(1 - chance.share())
        if _try(board, gone, chance, allowed, noisy=bool(number % 2)):
            kept += 1
            late = lateness.orders()
            if board.cost < best.cost:
                best = board.snapshot()
    board.go_back(best)
    return kept


def _budget(settings: PlanSettings, waiting: int) -> int:
    """How many tries this decision may take: none for a single order, which stands where it costs least already."""
    if waiting < _LEAST_ORDERS:
        return 0
    return min(settings.max_tries, settings.tries_per_order * waiting, settings.max_work // max(1, waiting))


def _try(board: Board, gone: list[int], chance: Chance, allowed: float, *, noisy: bool) -> bool:
    """Take out and put back; False, with all as it was, when that costs as much as is ``allowed`` or more."""
    before = _Before(board, gone)
    if board.remove(gone) and _put_back(board, gone, before, chance, allowed, noisy=noisy):
        return True
    before.restore()
    return False


def _put_back(board: Board, gone: list[int], before: "_Before", chance: Chance, allowed: float, *, noisy: bool) -> bool:
    """Insert the orders in a random order; False as soon as the plan can't cost less than ``allowed``."""
    chance.shuffle(gone)
    unassigned = board.settings.unassigned_cost
    for left in range(len(gone), 0, -1):
        order = gone[left - 1]
        allowance = allowed - (board.cost - left * unassigned)
        if allowance <= 0:
            return False
        noise = chance.noise(len(board.couriers), board.settings.noise) if noisy else None
        if board.insert(order, noise, allowance):
            before.touch(board.home[order])
        elif allowance <= unassigned:
            return False
    return board.cost < allowed


class _Before:
    """What a try changes, to put it back."""

    def __init__(self, board: Board, gone: list[int]) -> None:
        self.cost = board.cost
        self._board = board
        self._homes = {order: board.home.get(order) for order in gone}
        self._routes: dict[int, Route] = {}
        self._all = board.routes.copy()
        for home in self._homes.values():
            if home is not None:
                self.touch(home)

    def touch(self, courier: int) -> None:
        """Note that a courier's route is another one now."""
        self._routes.setdefault(courier, self._all[courier])

    def restore(self) -> None:
        """Put all back as it was."""
        for courier, route in self._routes.items():
            self._board.set_route(courier, route)
        for order, home in self._homes.items():
            if home is None:
                self._board.home.pop(order, None)
            else:
                self._board.home[order] = home
        self._board.cost = self.cost


class _Relations:
    """Which waiting orders are near which: in pickup place and in time."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._row_of = {order: row for row, order in enumerate(board.waiting)}
        self._numbers = np.array(board.waiting)
        self._ready = np.array([board.orders[order].ready for order in board.waiting])
        self._pickups = np.array([board.orders[order].pickup for order in board.waiting])
        self._near: dict[int, list[int]] = {}

    def pick(self, first: int, chance: Chance) -> list[int]:
        """An order and up to five related ones: the nearest more likely, or those of the same courier."""
        wanted = 1 + chance.below(self._board.settings.max_removed)
        gone = {first: None}
        if chance.share() < _SAME_COURIER:
            gone.update(dict.fromkeys(self._mates(first)[: wanted - 1]))
        near = self._nearest(first)
        for _ in range(2 * wanted):
            if len(gone) >= min(wanted, len(near)):
                break
            gone[near[int(chance.share() ** _PICK_POWER * len(near))]] = None
        return list(gone)

    def _mates(self, order: int) -> list[int]:
        home = self._board.home.get(order)
        if home is None:
            return []
        nodes = self._board.routes[home].nodes
        return [other for node in nodes if node[1] != DROP for other in node[2] if other != order]

    def _nearest(self, first: int) -> list[int]:
        near = self._near.get(first)
        if near is None:
            row = self._row_of[first]
            away = self._board.pickup_legs(self._pickups[row], self._pickups) + np.abs(self._ready - self._ready[row])
            near = self._numbers[away.argsort(kind="stable")].tolist()
            self._near[first] = near
        return near


class _Late:
    """Waiting orders that the plan serves late, or not at all; most routes are as they were when this was last asked."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._known: dict[int, tuple[Route, list[int]]] = {}

    def orders(self) -> list[int]:
        """Those of the plan as it is."""
        home, routes, all_known = self._board.home, self._board.routes, self._known
        late = [order for order in self._board.waiting if order not in home]
        for courier in self._board.used:
            route = routes[courier]
            if route.lateness:
                known = all_known.get(courier)
                if known is None or known[0] is not route:
                    known = all_known[courier] = route, self._of_route(route)
                late.extend(known[1])
        return late

    def _of_route(self, route: Route) -> list[int]:
        out, orders, home = self._board.settings.dropoff_out, self._board.orders, self._board.home
        return [
            who[0]
            for (_, earliest, who), left in zip(route.nodes, route.leaves, strict=True)
            if earliest == DROP and left - out > orders[who[0]].due and who[0] in home
        ]
