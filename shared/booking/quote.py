"""What a booking costs: a plain tariff by distance. Pricing engines hook in here."""

from shared.models.area import Tariff
from shared.models.terms import Fare
from shared.units import Metres

_METRES_PER_KM = 1000


def fare_for(trip_m: Metres, tariff: Tariff) -> Fare:
    """Price a trip of ``trip_m`` metres; whole minor units, at least the tariff's minimum."""
    amount = tariff.base_minor + round(trip_m * tariff.per_km_minor / _METRES_PER_KM)
    return Fare(amount_minor=max(amount, tariff.minimum_minor), currency=tariff.currency)
