"""Whole days at random over ports and pipelines that misbehave: nothing is lost, doubled, stuck or forgotten."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from shared import collection_names
from shared.models.booking import Booking
from tests.simulation.day import Chances, Day
from tests.simulation.invariants import loose_ends, unfinished

WEATHER = {
    "calm": Chances(),
    "each message three times, shuffled and late": Chances(copies=3),
    "breakdowns with goods on board": Chances(breakdowns=0.7, providers=12),
    "every message and timer lost": Chances(lost=1.0),
    "one port call in ten fails": Chances(port_failures=0.1),
    "three port calls in ten fail": Chances(port_failures=0.3),
    "all at once, broadcast": Chances(copies=3, lost=0.2, port_failures=0.1, dispatch={"strategy": "broadcast"}),
    "all at once, with breakdowns": Chances(copies=3, lost=0.2, port_failures=0.1, breakdowns=0.7, providers=12),
    "all at once, manual waves": Chances(
        copies=3, lost=0.2, port_failures=0.1, dispatch={"mode": "manual", "strategy": "waves", "triage_ttl_s": 60}
    ),
}


def assert_sound(day: Day) -> None:
    assert day.broken == []
    assert loose_ends(day.world) == []
    assert unfinished(day.world) == []


@pytest.mark.parametrize("weather", WEATHER)
def test_a_day_ends_with_every_booking_ended_and_nothing_broken(weather: str) -> None:
    day = Day(seed=2, chances=replace(WEATHER[weather], bookings=15, check_every=3)).live()

    assert_sound(day)
    assert len(day.world.store.documents(collection_names.BOOKINGS, Booking)) >= 12


def test_days_with_breakdowns_see_goods_change_hands_and_hand_overs_come_to_nothing() -> None:
    days = [
        Day(seed, replace(WEATHER["breakdowns with goods on board"], bookings=15, check_every=3)).live()
        for seed in range(4)
    ]

    for day in days:
        assert_sound(day)
    seen = {event for day in days for one in ended(day) for event in day.world.events(one.booking_id)}
    assert {"hand_over.agreed", "hand_over.taken", "hand_over.ended"} <= seen


def ended(day: Day) -> list[Booking]:
    return list(day.world.store.documents(collection_names.BOOKINGS, Booking).values())


def test_the_same_seed_lives_the_same_day_to_the_byte() -> None:
    weather = replace(WEATHER["all at once, broadcast"], bookings=8, check_every=100)

    first, again, other = (Day(seed, weather).live().log() for seed in (5, 5, 6))

    assert first == again
    assert first != other


@pytest.mark.proof
@pytest.mark.parametrize("weather", WEATHER)
def test_hundreds_of_days_are_sound(weather: str) -> None:
    for seed in range(300):
        assert_sound(Day(seed, WEATHER[weather]).live())


def many_days(first_seed: int, days: int) -> str:
    """Live ``days`` days of 100 bookings with faults on, and give the digest of all their logs."""
    digest = hashlib.sha256()
    for seed in range(first_seed, first_seed + days):
        weather = Chances(bookings=100, providers=20, port_failures=0.05, copies=2, lost=0.05, check_every=50)
        day = Day(seed, weather).live()
        assert_sound(day)
        digest.update(day.log().encode())
    return digest.hexdigest()


@pytest.mark.proof
def test_ten_thousand_bookings_twice_are_the_same_to_the_byte() -> None:
    program = "from tests.simulation.test_days import many_days; print(many_days(1, 100))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env={**environment, "PYTHONHASHSEED": hash_seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for hash_seed in ("1", "2")
    ]
    digests = [run.communicate()[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0]
    assert digests[0] == digests[1] != ""
