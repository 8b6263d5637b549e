"""What a clock promises: business time runs at its rate, and both ways of counting agree."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.adapters.system_clock import Epoch, SystemClock
from muster.ports.clock import Clock
from tests.fakes.clock import START, ManualClock

RATES = [1.0, 12.0, 0.5]
Harness = tuple[Clock, Callable[[float], None]]


def manual(rate: float) -> Harness:
    clock = ManualClock(rate=rate)
    return clock, clock.advance_real


def system(rate: float) -> Harness:
    real = [START]

    def pass_time(real_s: float) -> None:
        real[0] += timedelta(seconds=real_s)

    return SystemClock(rate, Epoch(START, START), machine=lambda: real[0]), pass_time


@pytest.fixture(params=[manual, system], ids=["manual", "system"])
def make(request: pytest.FixtureRequest) -> Callable[[float], Harness]:
    made: Callable[[float], Harness] = request.param
    return made


@pytest.mark.parametrize("rate", RATES)
def test_business_time_runs_at_its_rate(make: Callable[[float], Harness], rate: float) -> None:
    clock, pass_time = make(rate)

    pass_time(10)

    assert clock.rate == rate
    assert clock.now() == START + timedelta(seconds=10 * rate)
    assert clock.real_now() == START + timedelta(seconds=10)


@pytest.mark.parametrize("rate", RATES)
def test_a_business_instant_is_found_in_real_time(make: Callable[[float], Harness], rate: float) -> None:
    clock, pass_time = make(rate)
    pass_time(100)

    due = clock.real_at(clock.now() + timedelta(seconds=60 * rate))

    assert due == clock.real_now() + timedelta(seconds=60)


@pytest.mark.parametrize("rate", RATES)
def test_a_real_instant_is_found_in_business_time(make: Callable[[float], Harness], rate: float) -> None:
    clock, pass_time = make(rate)
    pass_time(100)

    seen = clock.business_at(clock.real_now() - timedelta(seconds=60))

    assert seen == clock.now() - timedelta(seconds=60 * rate)


@pytest.mark.parametrize("rate", RATES)
def test_time_is_told_in_utc(make: Callable[[float], Harness], rate: float) -> None:
    clock, pass_time = make(rate)
    pass_time(1)

    assert {told.tzinfo for told in (clock.now(), clock.real_now(), clock.real_at(clock.now()))} == {UTC}
    assert clock.business_at(clock.real_now()).tzinfo == UTC


def test_a_system_clock_without_an_epoch_tells_real_time_twice() -> None:
    clock = SystemClock()

    told = [clock.real_now(), clock.now(), clock.real_now()]

    assert all(earlier <= later for earlier, later in pairwise(told))


def test_two_processes_with_the_same_settings_agree() -> None:
    epoch = "2026-03-02T12:00:00+00:00/2026-03-02T18:00:00+00:00"
    at = START + timedelta(minutes=5)

    told = {SystemClock(12.0, Epoch.parse(epoch), machine=lambda: at).now() for _ in range(2)}

    assert told == {datetime(2026, 3, 2, 19, 0, tzinfo=UTC)}


def test_an_epoch_reads_what_it_writes() -> None:
    epoch = Epoch(START, START + timedelta(hours=6))

    assert Epoch.parse(str(epoch)) == epoch
    assert Epoch.parse("2026-03-02T13:00:00+01:00") == Epoch(START, START)


@pytest.mark.parametrize("text", ["", "noon", "2026-03-02T12:00:00", "2026-03-02T12:00:00+00:00/later"])
def test_an_epoch_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Epoch.parse(text)


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_that_is_no_rate_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        SystemClock(rate, Epoch(START, START))


def test_a_rate_other_than_one_needs_an_epoch() -> None:
    with pytest.raises(ValueError, match="MUSTER_CLOCK_EPOCH"):
        SystemClock(12.0)


@given(st.floats(0.1, 1000), st.floats(0, 1e6))
def test_real_at_undoes_now(rate: float, real_s: float) -> None:
    clock, pass_time = system(rate)
    pass_time(real_s)

    assert abs(clock.real_at(clock.now()) - clock.real_now()) < timedelta(milliseconds=1)
