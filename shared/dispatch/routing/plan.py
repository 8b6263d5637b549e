"""From numbers back to a plan: every route driven once more, with its times."""

from collections.abc import Sequence

from shared.dispatch.routing.ground import Ground, Ride
from shared.dispatch.routing.model import Churn, Method, ProviderRoute, RoutePlan, TimedStop
from shared.dispatch.routing.spots import NEVER

Routes = Sequence[Sequence[int]]
"""For each provider the spots in order, without those that are locked."""


def total_cost(ground: Ground, routes: Routes) -> int | None:
    """What the routes cost together; None when one can't be driven."""
    total = 0
    for provider, route in enumerate(routes):
        ride = ground.drive(provider, route)
        if not isinstance(ride, Ride):
            return None
        total += ride.cost
    return total


def as_plan(ground: Ground, routes: Routes, method: Method, *, proven: bool) -> RoutePlan:
    """The plan of routes that can be driven."""
    driven = tuple(_route(ground, provider, route) for provider, route in enumerate(routes))
    return RoutePlan(
        routes=driven,
        cost=total_cost(ground, routes) or 0,
        drive_s=sum(route.drive_s for route in driven),
        lateness_s=sum(route.lateness_s for route in driven),
        churn=_churn(ground, routes),
        method=method,
        proven=proven,
    )


def _route(ground: Ground, provider: int, route: Sequence[int]) -> ProviderRoute:
    me = ground.providers[provider]
    now, place, drive_s, lateness_s = me.free_s, me.place, 0, 0
    stops: list[TimedStop] = []
    for number in (*ground.locked[provider], *route):
        spot = ground.spots[number]
        leg = ground.legs[place][spot.place]
        begin = max(now + leg, spot.earliest)
        lateness_s += max(0, begin - spot.due) if spot.due < NEVER else 0
        stops.append(TimedStop(spot.ref, now + leg, begin, begin + spot.service))
        now, place, drive_s = begin + spot.service, spot.place, drive_s + leg
    return ProviderRoute(provider_id=me.provider_id, stops=tuple(stops), drive_s=drive_s, lateness_s=lateness_s)


def _churn(ground: Ground, routes: Routes) -> Churn:
    moved = changes = 0
    for provider, route in enumerate(routes):
        moved += sum((was := ground.spots[number].was) is not None and was[0] != provider for number in route)
        changes += sum(ground.changes(provider, route))
    return Churn(changed_provider=moved, overtook=changes - moved)
