"""The clients' business clock."""

from datetime import UTC, datetime, timedelta

from muster.adapters.system_clock import Epoch, SystemClock
from simulator.business_clock import BusinessClock

REAL = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
BUSINESS = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)


def a_clock(rate: float = 12, elapsed_s: float = 0) -> BusinessClock:
    return BusinessClock(rate, REAL, BUSINESS, real=lambda: REAL + timedelta(seconds=elapsed_s))


def test_business_time_runs_at_the_rate_from_where_it_starts() -> None:
    clock = a_clock(rate=12, elapsed_s=10)

    assert clock.now() == BUSINESS + timedelta(seconds=120)
    assert clock.later(60) == BUSINESS + timedelta(seconds=180)


def test_seconds_convert_both_ways() -> None:
    clock = a_clock(rate=12)

    assert clock.real_s(120) == 10
    assert clock.business_s(10) == 120


def test_the_backend_keeps_the_same_time_by_the_variables() -> None:
    clock = a_clock(rate=12.5, elapsed_s=77)
    variables = clock.variables

    epoch = Epoch.parse(variables["MUSTER_CLOCK_EPOCH"])
    backend = SystemClock(float(variables["MUSTER_CLOCK_RATE"]), epoch, machine=clock.real)

    assert backend.now() == clock.now()


def test_at_rate_one_business_time_may_still_start_elsewhere() -> None:
    assert a_clock(rate=1, elapsed_s=5).now() == BUSINESS + timedelta(seconds=5)
