"""When a job that is given now is expected to begin and to end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.eta.forecast import StopAhead, forecast_route, planned
from shared.eta.speeds import road_s
from shared.models import eta
from shared.models.booking import Booking
from shared.models.eta import EtaWindow
from shared.models.offer import Offer
from shared.models.provider import VehicleType
from shared.units import Seconds, whole_seconds


@dataclass(frozen=True)
class Forecast:
    """When work at the first stop begins and the last stop is done, business time.

    ``nearby_s`` is how near in time counts as nearby to the customer, by the area's settings.
    """

    pickup: EtaWindow
    end: EtaWindow
    nearby_s: Seconds = 180


def forecast_for(
    booking: Booking, now: datetime, to_first_stop_s: Seconds, fleet_speed_mps: float, vehicle: VehicleType
) -> Forecast:
    """Predict from the way to the first stop, by the priors: never before things are ready, service times included."""
    stops = booking.terms.stops
    first = StopAhead(
        travel_s=to_first_stop_s,
        ready_s=whole_seconds(booking.terms.ready_at, now),
        handling=planned(sum(stop.service_s for stop in stops)),
    )
    trip = StopAhead(travel_s=round(road_s(booking.terms.trip_m, fleet_speed_mps, vehicle)))
    route = forecast_route([first, trip] if booking.terms.trip_m else [first])
    return Forecast(pickup=_window(route[0].begun, now), end=_window(route[-1].done, now))


def forecast_by(
    offer: Offer, booking: Booking, now: datetime, fleet_speed_mps: float, vehicle: VehicleType
) -> Forecast:
    """Predict for a provider who takes an offer now: what the offer foresaw, else by the priors."""
    if offer.eta_pickup is None or offer.eta_end is None:
        return forecast_for(booking, now, offer.pickup_eta_s, fleet_speed_mps, vehicle)
    pickup = _window(offer.eta_pickup, now, not_before=booking.terms.ready_at)
    return Forecast(pickup=pickup, end=_window(offer.eta_end, now, not_before=pickup.p50_at))


def _window(forecast: eta.Forecast, now: datetime, not_before: datetime | None = None) -> EtaWindow:
    at = [now + timedelta(seconds=s) for s in (forecast.p10_s, forecast.p50_s, forecast.p90_s)]
    p10_at, p50_at, p90_at = at if not_before is None else [max(instant, not_before) for instant in at]
    return EtaWindow(p10_at=p10_at, p50_at=p50_at, p90_at=p90_at)


def around(window: EtaWindow, p50_at: datetime) -> EtaWindow:
    """The window as wide as it was around another middle."""
    by = p50_at - window.p50_at
    return EtaWindow(p10_at=window.p10_at + by, p50_at=p50_at, p90_at=window.p90_at + by)
