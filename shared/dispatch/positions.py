"""Where bookings and providers are, and which way providers move, as columns."""

import math
from collections.abc import Sequence

import numpy as np

from shared.dispatch import config
from shared.dispatch.arrays import facts, floats
from shared.dispatch.problem import Worker
from shared.eta.travel import FloatArray
from shared.models.place import LatLng


def degrees_of(places: Sequence[LatLng]) -> FloatArray:
    """``(n, 2)``: latitude and longitude."""
    return np.column_stack([floats(column) for column in facts(places, "lat", "lng")])


def starts_of(workers: Sequence[Worker], position_deg: FloatArray) -> FloatArray:
    """Where each will set out: here and there a route is to be finished elsewhere first."""
    start_deg = position_deg.copy()
    for place, worker in enumerate(workers):
        if worker.free_place is not None:
            start_deg[place] = worker.free_place.lat, worker.free_place.lng
    return start_deg


def headings_of(workers: Sequence[Worker]) -> FloatArray:
    """One row a worker, see ``_heading``; most of a large fleet say nothing of their speed."""
    headings = np.zeros((len(workers), 2))
    for place, worker in enumerate(workers):
        if worker.speed_mps:
            headings[place] = _heading(worker)
    return headings


def _heading(worker: Worker) -> tuple[float, float]:
    """Unit vector east and north; zero for who stands, goes unknown ways, or has a route to finish first."""
    moves = (worker.speed_mps or 0.0) >= config.MOVING_MPS and worker.free_place is None
    if not moves or worker.heading_deg is None or not math.isfinite(worker.heading_deg):
        return (0.0, 0.0)
    angle = math.radians(worker.heading_deg)
    return (math.sin(angle), math.cos(angle))
