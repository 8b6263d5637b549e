from dataclasses import replace

from benchmarks.mdrp.clicks import Clicks
from benchmarks.mdrp.day import run
from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.kitchens import Kitchens
from benchmarks.mdrp.peers import Greedy
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World
from shared.eta.click import ClickForecast
from shared.models.eta import Forecast
from tests.days import a_day, a_shift, an_order_placed

LAST = 7


class Watched(Clicks):
    """Shows what was told, in the order of the orders."""

    def told(self) -> list[ClickForecast]:
        return [told for _, told in sorted(self._told.items())]

    def windows(self) -> list[Forecast]:
        return [told.window for told in self.told()]


def a_morning(*, last_ready: int = 200) -> Instance:
    """Eight orders of one restaurant, each delivered before the next is placed; the last is ready when it is said."""
    orders = [an_order_placed(60 * n, ready=60 * n + 20) for n in range(LAST)]
    return a_day([*orders, an_order_placed(60 * LAST, ready=60 * LAST + last_ready)], [a_shift(off=1000)])


def watched(day: Instance) -> Watched:
    world = World(day, MinuteTravel(day), Kitchens(day))
    clicks = Watched(world)
    run(world, Greedy(world), clicks)
    return clicks


def test_a_forecast_does_not_know_when_the_food_will_be_ready() -> None:
    soon, late = (watched(a_morning(last_ready=minutes)).windows() for minutes in (5, 200))

    assert soon == late


def the_second_of(*, first_ready: int) -> ClickForecast:
    """Told at minute 40 of a day; an order of minute 0 is ready at ``first_ready``, its door half an hour away."""
    first = an_order_placed(0, ready=first_ready, door=(3000, 0))
    return watched(a_day([first, an_order_placed(40, ready=90)], [a_shift(off=500)])).told()[1]


def test_a_forecast_does_not_know_of_a_delivery_that_is_still_under_way() -> None:
    assert the_second_of(first_ready=25) == the_second_of(first_ready=35)


def test_an_order_counts_as_waiting_until_it_is_picked_up_whatever_was_decided() -> None:
    assert the_second_of(first_ready=60).load > 0
    assert the_second_of(first_ready=25).load == 0


def test_the_day_teaches_the_forecaster() -> None:
    windows = watched(a_morning()).windows()

    assert abs(windows[-1].p50_s - 29 * 60) < abs(windows[0].p50_s - 29 * 60)
    assert windows[-1].p90_s - windows[-1].p10_s < windows[0].p90_s - windows[0].p10_s


def test_figures_count_every_delivered_order() -> None:
    figures = watched(a_morning(last_ready=20)).figures()

    assert 0 < figures["eta_mae_min"] < 6
    assert figures["eta_coverage_pct"] == 100
    assert 5 < figures["eta_width_min"] < 30


def test_a_day_without_a_delivery_has_no_figures() -> None:
    nobody = replace(a_morning(), couriers=())

    assert set(watched(nobody).figures().values()) == {0.0}
