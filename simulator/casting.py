"""Choosing what is played: a city by its seed, or a slice of an order book."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.business_clock import BusinessClock
from simulator.city import load_city
from simulator.demand import Demand
from simulator.fleet import draw_fleet
from simulator.options import DEFAULT_PROVIDERS, Options
from simulator.replay import replay_scenario
from simulator.scenario import Scenario

CITY = "lisbon"
OPENS_AT_HOUR, OPENS_AT_MINUTE = 11, 25
"""The demonstration begins shortly before lunch."""
SATURDAY = 5
CUSTOMERS_PER_PROVIDER = 1.0


def cast(options: Options, start: datetime) -> Scenario:
    """Make the scenario that ``options`` ask for; the same options make the same one, moved to ``start``."""
    if options.instance is not None and options.part is not None:
        return replay_scenario(options.instance, options.part, start=start, providers=options.providers)
    providers = options.providers or DEFAULT_PROVIDERS
    customers = max(10, round(providers * CUSTOMERS_PER_PROVIDER))
    city = load_city(CITY)
    demand = Demand(city, providers=providers, customers=customers, seed=options.seed)
    area = city.put_area()
    return Scenario(
        name=area.name,
        area=area,
        zones=city.put_zones(),
        providers=draw_fleet(city, providers=providers, seed=options.seed, start=start),
        bookings=demand.bookings(start),
        customers=customers,
        roads=city.roads,
    )


def clock_of(options: Options, real_at: datetime) -> BusinessClock:
    """Make the business clock: it shows a weekday's late morning at ``real_at``, or the slice's first minute of a replay."""
    if options.instance is not None and options.part is not None:
        minutes, timezone = options.part.from_min, ZoneInfo("UTC")
    else:
        minutes, timezone = OPENS_AT_HOUR * 60 + OPENS_AT_MINUTE, ZoneInfo(load_city(CITY).put_area().timezone)
    day = real_at.astimezone(timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return BusinessClock(rate=options.rate, real_at=real_at, business_at=day + timedelta(minutes=minutes))
