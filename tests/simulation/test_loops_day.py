"""A small day of the loops' benchmark, lived over the real services."""

from benchmarks.loops.account import account_of
from benchmarks.loops.causes import SILENT
from benchmarks.loops.city import CALM, Size, Trouble, build
from benchmarks.loops.day import Day
from benchmarks.loops.findings import causes, lateness

SMALL = Size(bookings=6, providers=5, busy_s=600.0)


def test_a_calm_day_delivers_everything_and_is_the_same_again() -> None:
    city = build(1, SMALL, CALM)

    first, again = (account_of(Day(city, looped=False).live()) for _ in range(2))

    assert first == again
    found = lateness([first])
    assert (found["states"], found["stranded"]) == ({"completed": 6}, 0)


def test_without_the_loops_nobody_notices_a_phone_that_died() -> None:
    city = build(1, SMALL, Trouble(silent=0.4, late_pickups=0.0, cancellations=0.0, hot_zone=1.0))
    account = account_of(Day(city, looped=False).live())

    silent = [one for one in account["injected"] if one["what"] == "silent"]

    assert silent
    assert account["disruptions"] == []
    assert lateness([account])["late_or_never"] > 0
    assert causes([account])["by_cause"].get(SILENT, 0) > 0
