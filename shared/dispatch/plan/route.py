"""Times of a route, and routes without some of their orders."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from shared.dispatch.plan.model import DROP, EMPTY, Node, PlanCourier, PlanOrder, Route
from shared.dispatch.plan.readiness import UnsureTime, served, together
from shared.dispatch.plan.settings import PlanSettings

Rows = Mapping[int, Sequence[int]]
Orders = Mapping[int, PlanOrder]


def timed(nodes: tuple[Node, ...], courier: PlanCourier, orders: Orders, rows: Rows, s: PlanSettings) -> Route | None:
    """The route through ``nodes`` in their order; none if a pickup would be after the courier's shift."""
    if not nodes:
        return EMPTY if not courier.load else None
    leaves: list[float] = []
    hastes: list[float] = []
    loads = [len(courier.load)]
    now: float = courier.free
    lateness: float = 0
    place, drive, pickups = courier.place, 0, 0
    for target, earliest, who in nodes:
        leg = rows[place][target]
        drive += leg
        if earliest == DROP:
            now += leg + s.dropoff_in
            order = orders[who[0]]
            lateness += order.haste * (now - order.due)
            hastes.append(order.haste)
            now += s.dropoff_out
            loads.append(loads[-1] - 1)
        else:
            now += leg + s.pickup_in
            if now < earliest or type(earliest) is UnsureTime:
                now = served(now, earliest)
            if now > courier.off:
                return None
            now += s.pickup_out
            pickups += 1
            hastes.append(0)
            loads.append(loads[-1] + len(who))
        leaves.append(now)
        place = target
    return Route(nodes, tuple(leaves), tuple(loads), lateness, drive, pickups, tuple(hastes))


def pickup_node(place: int, who: Iterable[int], orders: Orders) -> Node:
    """A pickup of these orders together: it takes place when the last of them is ready."""
    group = tuple(who)
    return place, together(orders[order].ready for order in group), group


def without(nodes: Iterable[Node], gone: Collection[int], orders: Orders) -> tuple[Node, ...]:
    """The stops that are left when the orders ``gone`` are taken out."""
    left: list[Node] = []
    for node in nodes:
        place, earliest, who = node
        if earliest == DROP:
            if who[0] not in gone:
                left.append(node)
            continue
        kept = tuple(order for order in who if order not in gone)
        if len(kept) == len(who):
            left.append(node)
        elif kept:
            left.append(pickup_node(place, kept, orders))
    return tuple(left)


def planned_orders(nodes: Iterable[Node]) -> tuple[int, ...]:
    """The orders that are picked up on these stops."""
    return tuple(order for _, earliest, who in nodes if earliest != DROP for order in who)


def sharing(route: Route) -> tuple[int, ...]:
    """The orders picked up on a trip that has more than one on board at a time; a trip ends with nothing on board."""
    found: list[int] = []
    trip: list[int] = []
    most = 0
    for (_, earliest, who), on_board in zip(route.nodes, route.loads[1:], strict=True):
        most = max(most, on_board)
        if earliest != DROP:
            trip.extend(who)
        if not on_board:
            found.extend(trip if most > 1 else ())
            trip, most = [], 0
    return tuple(found)
