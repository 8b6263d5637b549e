"""How long a job takes once somebody is at its first stop: a plain figure, for promises and not for forecasts."""

from collections.abc import Sequence
from datetime import timedelta

from shared.models.area import ServiceArea
from shared.models.stop import Stop
from shared.units import Metres


def work_of(trip_m: Metres, stops: Sequence[Stop], area: ServiceArea) -> timedelta:
    """The way through all stops at the fleet's speed, and the time at each."""
    return timedelta(seconds=trip_m / area.dispatch.fleet_speed_mps + sum(stop.service_s for stop in stops))
