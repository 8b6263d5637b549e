"""What is done about one booking, as the plans of all the others see it: how many of their stops it moves."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.models.provider import Provider, RouteStop
from shared.recovery.impact import stops_moved

Plans = dict[str, tuple[tuple[RouteStop, ...], tuple[RouteStop, ...]]]
"""By provider: the plan, whole and without the stops of one booking."""


@dataclass(frozen=True)
class Replan:
    """What one step of the loops did to plans: stops of bookings that it was not about."""

    booking_id: str
    moved: int
    """Those that had to pass others, or went to somebody else."""
    touched: int
    """All those in the plans that it changed."""
    everywhere: int
    """All those in all plans."""


def plans_of(providers: Iterable[Provider], booking_id: str) -> Plans:
    """Everybody's plan, whole and without the stops of one booking."""
    return {
        one.provider_id: (one.route, tuple(stop for stop in one.route if stop.booking_id != booking_id))
        for one in providers
    }


def replan_of(booking_id: str, before: Plans, after: Plans) -> Replan | None:
    """Compare everybody's plans; None when nothing changed."""
    changed = [uid for uid in before if after[uid][0] != before[uid][0]]
    if not changed:
        return None
    moved = sum(
        stops_moved(before[uid][1], after[uid][1]) + len(set(before[uid][1]) - set(after[uid][1])) for uid in changed
    )
    touched = sum(len(before[uid][1]) for uid in changed)
    return Replan(booking_id, moved, touched, sum(len(others) for _, others in before.values()))
