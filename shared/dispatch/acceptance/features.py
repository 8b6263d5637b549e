"""Circumstances as numbers: the terms of the log-odds that an offer is accepted, each about one unit large.

Times bend at knots (linear between them), because patience does not run out evenly; hours, vehicles and flags switch a term
on. A model says nothing until it has learned: every weight starts at 0.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from shared.models.acceptance import Circumstances
from shared.models.provider import VehicleType

Floats = NDArray[np.float64]

FEATURES = "1"
"""Name of the order below; a change of it is a new name, and a model learned under another is started anew."""
TRAVEL_KNOTS_S = (0, 180, 360, 600, 900, 1500)
TRIP_KNOTS_S = (0, 600, 1500)
LONGEST_S = 3600
"""Times are cut to this."""
STEP_S = 600
"""Seconds to a unit."""
MAX_WAVE = 6
MAX_OPEN_OFFERS = 5
_WEEKDAYS = 5
VEHICLES = tuple(VehicleType)


class Group(StrEnum):
    """What a term is about, as an explanation names it."""

    BASE = "base"
    TRAVEL = "travel"
    TRIP = "trip"
    HOUR = "hour"
    VEHICLE = "vehicle"
    WAVE = "wave"
    BUSY = "busy"
    LINK = "link"
    PRESSURE = "pressure"


_SIZES: dict[Group, tuple[int, float]] = {
    Group.BASE: (1, 1.0),
    Group.TRAVEL: (len(TRAVEL_KNOTS_S), 1.0),
    Group.TRIP: (len(TRIP_KNOTS_S), 0.5),
    Group.HOUR: (25, 0.5),
    Group.VEHICLE: (len(VEHICLES), 0.3),
    Group.WAVE: (1, 0.3),
    Group.BUSY: (2, 0.5),
    Group.LINK: (1, 0.5),
    Group.PRESSURE: (1, 0.3),
}
"""How many terms, and how large each may plausibly be: the standard deviation of its prior, in log-odds a unit."""


def _slices() -> dict[Group, slice]:
    found, start = {}, 0
    for group, (size, _) in _SIZES.items():
        found[group] = slice(start, start + size)
        start += size
    return found


SLICES = _slices()
COUNT = sum(size for size, _ in _SIZES.values())
PRIOR_SD: Floats = np.concatenate([np.full(size, sd) for size, sd in _SIZES.values()])


def hinges(seconds: Floats, knots_s: tuple[int, ...]) -> Floats:
    """``(n, n_knots)``: how far each time lies beyond each knot, in units."""
    cut = np.clip(seconds, 0, LONGEST_S)
    beyond: Floats = np.maximum(0.0, cut[:, None] - np.array(knots_s)) / STEP_S
    return beyond


def hour_terms(hour: int) -> Floats:
    """One for the hour of the day, one for the weekend."""
    terms = np.zeros(25)
    terms[hour % 24] = 1.0
    terms[24] = float(hour // 24 >= _WEEKDAYS)
    return terms


def terms_of(about: Circumstances) -> Floats:
    """All terms of one offer."""
    terms = np.zeros(COUNT)
    terms[SLICES[Group.BASE]] = 1.0
    terms[SLICES[Group.TRAVEL]] = hinges(np.array([float(about.travel_s)]), TRAVEL_KNOTS_S)[0]
    terms[SLICES[Group.TRIP]] = hinges(np.array([float(about.trip_s)]), TRIP_KNOTS_S)[0]
    terms[SLICES[Group.HOUR]] = hour_terms(about.hour)
    terms[SLICES[Group.VEHICLE]][VEHICLES.index(about.vehicle)] = 1.0
    terms[SLICES[Group.WAVE]] = min(about.wave, MAX_WAVE) - 1
    terms[SLICES[Group.BUSY]] = (float(about.busy), float(min(about.open_offers, MAX_OPEN_OFFERS)))
    terms[SLICES[Group.LINK]] = float(about.stale)
    terms[SLICES[Group.PRESSURE]] = about.pressure - 1.0
    return terms
