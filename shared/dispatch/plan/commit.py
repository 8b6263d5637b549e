"""What of a plan must be done now, and what of it still holds at the next decision."""

from collections.abc import Collection

from shared.dispatch.plan.model import DROP, Collect, Command, Deliver, Move, Node, PlanCourier
from shared.dispatch.plan.readiness import quantile
from shared.dispatch.plan.route import Orders, Rows, pickup_node, without
from shared.dispatch.plan.settings import PlanSettings


def commands(
    now: int, number: int, courier: PlanCourier, nodes: tuple[Node, ...], rows: Rows, s: PlanSettings
) -> tuple[list[Command], tuple[Node, ...]]:
    """What an idle courier must do now, and the stops left after that.

    A courier sets off to a pickup only when a later start would make it late, and without any promise: which orders are
    taken over is settled at the place, when the last of them is about to be ready. What is on board moves at once.
    """
    if courier.free > now or not nodes:
        return [], nodes
    place, earliest, who = nodes[0]
    if earliest == DROP:
        return [Deliver(number, who[0])], nodes[1:]
    leg = rows[courier.place][place]
    if now + leg + s.pickup_in + s.leave_early < quantile(earliest, s.leave_share):
        return [], nodes
    going: list[Command] = [] if courier.place == place else [Move(number, place)]
    if leg or now + s.pickup_in + s.settle_early < quantile(earliest, s.settle_share):
        return going, nodes
    return [*going, Collect(number, place, who)], nodes[1:]


def reconciled(
    nodes: tuple[Node, ...], load: tuple[int, ...], waiting: Collection[int], orders: Orders
) -> tuple[Node, ...]:
    """The stops without orders that do not wait any more, and with all that is on board; ready times as known now.

    A plan that was kept elsewhere may be damaged: an order counts where it is picked up first, and only if it is dropped off.
    """
    left: list[Node] = []
    open_drops, open_pickups = set(load), set(waiting)
    for place, earliest, who in nodes:
        if earliest == DROP:
            if who[0] in open_drops:
                left.append((place, DROP, who))
                open_drops.discard(who[0])
            continue
        kept = [order for order in dict.fromkeys(who) if order in open_pickups]
        if kept:
            left.append(pickup_node(place, kept, orders))
            open_drops.update(kept)
            open_pickups.difference_update(kept)
    left.extend((orders[order].door, DROP, (order,)) for order in load if order in open_drops)
    never_dropped = open_drops.difference(load)
    return without(left, never_dropped, orders) if never_dropped else tuple(left)
