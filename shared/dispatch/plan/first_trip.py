"""What it costs each courier to have each waiting order first: all pairs at once, as arrays."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.plan.model import REFERENCE_PACE, PlanCourier, PlanOrder, PlanTravel
from shared.dispatch.plan.readiness import UnsureTime

FAR = 1e9
"""Cost of what is impossible."""


def pickup_lateness(
    couriers: Sequence[PlanCourier],
    orders: Mapping[int, PlanOrder],
    waiting: Sequence[int],
    travel: PlanTravel,
    pickup_in: int,
) -> NDArray[np.float64]:
    """How late each courier who went there first would be with each order, times its haste; ``FAR`` after the shift."""
    free, place, off = (
        np.array([getattr(one, name) for one in couriers], dtype=np.int64) for name in ("free", "place", "off")
    )
    pickups = np.array([orders[number].pickup for number in waiting], dtype=np.int64)
    ready = np.array([orders[number].ready for number in waiting], dtype=np.float64)
    legs = _between(travel.to_pickups, place, pickups)
    longer = np.zeros_like(legs)
    paces = np.array([one.pace for one in couriers])
    for pace in set(paces.tolist()) - {REFERENCE_PACE}:
        those = np.flatnonzero(paces == pace)
        legs[those] = _between(travel.to_pickups_at(pace), place[those], pickups)
        longer[those] = _longer_trips(pace, orders, waiting, travel)
    reached = legs + (free + pickup_in)[:, None]
    late = np.maximum(reached - ready, 0) + longer
    for column, time in enumerate(orders[number].ready for number in waiting):
        if type(time) is UnsureTime:
            waits = np.maximum(reached[:, column, None] - time.points, 0)
            late[:, column] = waits.mean(axis=1) + longer[:, column]
    late *= np.array([orders[number].haste for number in waiting])
    late[(reached > off[:, None]) | (ready > off[:, None])] = FAR
    return np.ascontiguousarray(late.T)


def _longer_trips(
    pace: int, orders: Mapping[int, PlanOrder], waiting: Sequence[int], travel: PlanTravel
) -> NDArray[np.int32]:
    """How much longer the trips to the doors take than at the reference pace."""
    rows, reference = travel.rows_at(pace), travel.rows_at(REFERENCE_PACE)
    wanted = [orders[number] for number in waiting]
    longer = [rows[one.pickup][one.door] - reference[one.pickup][one.door] for one in wanted]
    return np.array(longer, dtype=np.int32)


def solo_drive(
    couriers: Sequence[PlanCourier], orders: Mapping[int, PlanOrder], waiting: Sequence[int], travel: PlanTravel
) -> NDArray[np.float64]:
    """How far each courier would drive for each order alone."""
    places = np.array([one.place for one in couriers], dtype=np.int64)
    pickups = np.array([orders[number].pickup for number in waiting], dtype=np.int64)
    trips = np.array([travel.rows[orders[number].pickup][orders[number].door] for number in waiting], dtype=np.float64)
    return np.ascontiguousarray((_between(travel.to_pickups, places, pickups) + trips).T)


def _between(times: NDArray[np.int32], origins: NDArray[np.int64], targets: NDArray[np.int64]) -> NDArray[np.int32]:
    """Travel from each origin (row) to each target: whole rows are taken out much faster than single entries."""
    return times[origins][:, targets]
