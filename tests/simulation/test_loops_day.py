"""A small day of the loops' benchmark, lived over the real services."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.loops.account import account_of
from benchmarks.loops.causes import SILENT
from benchmarks.loops.city import CALM, Size, Trouble, build
from benchmarks.loops.day import Day
from benchmarks.loops.findings import causes, lateness
from benchmarks.loops.town import Town
from muster.services.sweep import sweep
from shared import paths
from tests.scenes import a_disruption

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


def test_what_the_sweeper_weighs_again_is_watched_like_any_other_step() -> None:
    town = Town(build(1, SMALL, CALM), looped=True)
    open_one = a_disruption(disruption_id="signal_lost.bkg_1.1", booking_id=None, judge_at=town.clock.now())
    town.store.seed({paths.disruption(open_one.disruption_id): open_one})
    watched: list[str] = []

    @contextmanager
    def not_taken(disruption_id: str) -> Iterator[bool]:
        watched.append(disruption_id)
        yield False

    town.around_step = not_taken
    with town.at_work():
        sweep(town.backend)

    assert watched == [open_one.disruption_id]
    assert town.disruption(open_one.disruption_id) == open_one
