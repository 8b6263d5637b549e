"""The cheapest place for an order in a route.

Every position of the pickup, alone or together with a planned pickup at the same place, with every later position of
the drop-off. It is the innermost loop of the plan: it looks at times as they were before, follows a delay only until a
wait takes it up, and gives a position up as soon as it costs more than the best one known.
"""

from itertools import pairwise
from typing import NamedTuple

from shared.dispatch.plan.model import DROP, Node, PlanCourier, PlanOrder, Route
from shared.dispatch.plan.readiness import UnsureTime, served, together
from shared.dispatch.plan.route import Rows
from shared.dispatch.plan.settings import PlanSettings


class Position(NamedTuple):
    """Where an order goes in: before stop ``pickup`` or, if ``joins``, into it; the drop-off before stop ``drop``."""

    cost: float
    pickup: int
    drop: int
    joins: bool


class Insertion:
    """Looks for the place of one order in one route, if it costs less than ``limit``."""

    __slots__ = ("_courier", "_loads", "_order", "_room", "_route", "_rows", "_s", "best", "limit")

    def __init__(
        self, route: Route, courier: PlanCourier, order: PlanOrder, rows: Rows, s: PlanSettings, limit: float
    ) -> None:
        self._route = route
        self._courier = courier
        self._order = order
        self._rows = rows
        self._s = s
        self._room = min(s.max_on_board, courier.room)
        self.limit = limit
        self.best: Position | None = None

    def search(self) -> Position | None:
        """The cheapest position; none if all cost at least the limit."""
        nodes, leaves, loads, room = self._route.nodes, self._route.leaves, self._route.loads, self._room
        pickup, door, ready, due, haste = self._order
        rows, into, between = self._rows, self._s.pickup_in, self._s.between_drops
        # Taken over by then the order is not late, which for a vehicle faster than the reference is after it is ready.
        in_time = max(ready, due - (self._s.pickup_out + rows[pickup][door] + self._s.dropoff_in))
        left: float = self._courier.free
        place, stops, is_unsure = self._courier.place, len(nodes), type(ready) is UnsureTime
        for index in range(stops + 1):
            if index:
                left, place = leaves[index - 1], nodes[index - 1][0]
            reached = left + rows[place][pickup] + into
            if haste * (reached - in_time) >= self.limit:
                break
            if loads[index] < room and (between or not loads[index]):
                self._drop(index, index, served(reached, ready) if is_unsure or reached < ready else reached)
            if index < stops and nodes[index][0] == pickup and self._joinable(index):
                self._drop(index, index + 1, served(reached, together((ready, nodes[index][1]))))
        return self.best

    def _joinable(self, index: int) -> bool:
        _, earliest, who = self._route.nodes[index]
        room = self._route.loads[index + 1] < self._room
        return earliest != DROP and len(who) < self._s.max_group and room

    def _drop(self, pickup: int, start: int, taken: float) -> None:
        """Try all positions of the drop-off from ``start`` on, the order being taken over at ``taken``."""
        if taken > self._courier.off:
            return
        rows, s, route = self._rows, self._s, self._route
        place, door, _, due, haste = self._order
        nodes, loads, hastes, stops = route.nodes, route.loads, route.hastes, len(route.nodes)
        now, delay = taken + s.pickup_out, 0.0
        for index in range(start, stops + 1):
            reached = now + rows[place][door] + s.dropoff_in
            cost = delay + haste * (reached - due)
            if cost >= self.limit:
                return
            whole = cost + self._delayed(index, reached + s.dropoff_out, door, cost) if index < stops else cost
            if whole < self.limit:
                self._finish(pickup, index, start, whole)
            if index == stops or loads[index + 1] >= self._room:
                return
            target, earliest, _ = nodes[index]
            now += rows[place][target]
            if earliest == DROP:
                now += s.dropoff_in + s.dropoff_out
                delay += hastes[index] * (now - route.leaves[index])
            else:
                now = served(now + s.pickup_in, earliest)
                if now > self._courier.off or not s.between_drops:
                    return
                now += s.pickup_out
            place = target

    def _delayed(self, start: int, now: float, place: int, cost: float) -> float:
        """What the stops from ``start`` on are late by in addition, when the courier leaves ``place`` at ``now``."""
        rows, s, leaves, limit = self._rows, self._s, self._route.leaves, self.limit - cost
        off, delay = self._courier.off, 0.0
        nodes, hastes = self._route.nodes, self._route.hastes
        for index in range(start, len(nodes)):
            target, earliest, _ = nodes[index]
            now += rows[place][target]
            if earliest == DROP:
                now += s.dropoff_in + s.dropoff_out
                delay += hastes[index] * (now - leaves[index])
                if delay >= limit:
                    return delay
            else:
                now += s.pickup_in
                if now < earliest or type(earliest) is UnsureTime:
                    now = served(now, earliest)
                if now > off:
                    return limit
                now += s.pickup_out
                if now == leaves[index]:
                    return delay
            place = target
        return delay

    def _finish(self, pickup: int, drop: int, start: int, cost: float) -> None:
        """Keep the position, which is the best so far but for driving."""
        position = Position(cost, pickup, drop, start > pickup)
        if self._s.drive_weight:
            cost += self._s.drive_weight * self._extra_drive(position)
            if cost >= self.limit:
                return
            position = position._replace(cost=cost)
        self.limit = cost
        self.best = position

    def _extra_drive(self, position: Position) -> int:
        stops = [self._courier.place, *(node[0] for node in self._route.nodes)]
        stops.insert(position.drop + 1, self._order.door)
        if not position.joins:
            stops.insert(position.pickup + 1, self._order.pickup)
        rows = self._rows
        return sum(rows[a][b] for a, b in pairwise(stops)) - self._route.drive


def inserted(nodes: tuple[Node, ...], number: int, order: PlanOrder, position: Position) -> tuple[Node, ...]:
    """The stops with the order at ``position``."""
    pickup, drop = position.pickup, position.drop
    drop_node: Node = (order.door, DROP, (number,))
    if position.joins:
        place, earliest, who = nodes[pickup]
        joined: Node = (place, together((earliest, order.ready)), (*who, number))
        return (*nodes[:pickup], joined, *nodes[pickup + 1 : drop], drop_node, *nodes[drop:])
    alone: Node = (order.pickup, order.ready, (number,))
    return (*nodes[:pickup], alone, *nodes[pickup:drop], drop_node, *nodes[drop:])
