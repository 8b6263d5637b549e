"""Who is asked to move, and who is not."""

from typing import Any

import pytest

from shared.models.provider import Link, Repositioning
from shared.models.supply import MoveTerm, SupplyLevel, SupplySettings
from shared.supply.capacity import Seen
from shared.supply.move import Move
from shared.supply.rebalance import plan_moves
from shared.supply.shortfall import saved_by_one_more
from tests.builders import NOW, an_area, later
from tests.fleets import a_calm_state, a_state, asked_at, idle, some_idle


def moves(fleet: list[Seen], *states: Any, **settings: Any) -> tuple[Move, ...]:
    area = an_area(supply=SupplySettings(**settings))
    return plan_moves(area, states or (a_state(), a_calm_state()), fleet, NOW)


def who(found: tuple[Move, ...]) -> list[str]:
    return [move.provider_id for move in found]


def test_the_nearest_idle_providers_of_a_calm_zone_are_asked_to_go_where_it_is_short() -> None:
    found = moves(some_idle(8), most_per_run=3)

    assert who(found) == ["p00", "p01", "p02"]
    assert {(move.from_zone, move.to_zone) for move in found} == {("calm", "short")}
    first = found[0]
    assert first.terms[MoveTerm.TRAVEL] == -first.travel_s
    assert first.gain_s == sum(first.terms.values()) > 0


def test_a_zone_gets_no_more_than_it_needs() -> None:
    one_waits = a_state(waiting=1, expected=0.0)

    assert len(moves(some_idle(8), one_waits, a_calm_state(), most_per_run=8)) == 1


def test_a_zone_gives_no_more_than_it_can_spare() -> None:
    nearly_busy = a_calm_state(supply=3.0, expected=2.0)

    assert len(moves(some_idle(3), a_state(), nearly_busy)) < 3


@pytest.mark.parametrize(
    "states",
    [
        (a_state(level=SupplyLevel.BUSY), a_calm_state()),
        (a_state(), a_calm_state(level=SupplyLevel.BUSY)),
        (a_calm_state("short"), a_calm_state()),
    ],
)
def test_only_calm_zones_give_and_only_short_ones_get(states: Any) -> None:
    assert moves(some_idle(5), *states) == ()


def test_a_move_that_costs_more_than_it_saves_is_not_asked_for() -> None:
    assert moves([idle("far", west_m=4700)], a_state(waiting=0, expected=1.0), a_calm_state()) == ()
    assert moves([idle("too far", west_m=20_000)]) == ()
    assert moves(some_idle(2), unserved_wait_s=100) == ()


def test_nobody_is_asked_twice_within_the_cool_down() -> None:
    just_asked = Repositioning(**asked_at(later(-1799)))
    long_ago = Repositioning(**asked_at(later(-1800)))

    assert moves([idle("ada", repositioning=just_asked)]) == ()
    assert who(moves([idle("ada", repositioning=long_ago)])) == ["ada"]


def test_of_two_alike_the_one_idle_longer_and_not_asked_lately_is_asked() -> None:
    lately = Repositioning(**asked_at(later(-3600)))

    by_idle = moves([idle("ada", idle_s=60), idle("bob", idle_s=3000)], most_per_run=1)
    by_asked = moves([idle("ada", repositioning=lately), idle("bob")], most_per_run=1)

    assert who(by_idle) == who(by_asked) == ["bob"]


@pytest.mark.parametrize(
    "other",
    [
        idle("ada", load=1, active_bookings={"b": 1}),
        idle("ada", open_offers=1),
        idle("ada", shift_ends_at=later(700)),
        Seen(idle("ada").provider, idle("ada").point, Link.STALE, "calm"),  # type: ignore[arg-type]
        idle("ada", zone_id="nowhere"),
    ],
)
def test_only_who_is_idle_fresh_and_on_duty_for_long_enough_is_asked(other: Seen) -> None:
    assert moves([other]) == ()


def test_open_suggestions_count_where_they_lead() -> None:
    short = a_state(waiting=2, expected=0.3)
    open_ones = [idle(f"asked-{n}", repositioning=Repositioning(**asked_at(later(-60)))) for n in range(6)]

    without = moves(some_idle(4), short, a_calm_state())
    with_them = moves([*some_idle(4), *open_ones], short, a_calm_state())

    assert len(with_them) < len(without)


def test_an_area_can_do_without_rebalancing() -> None:
    assert moves(some_idle(4), rebalancing=False) == ()
    assert moves(some_idle(4), most_per_run=0) == ()


def test_one_more_provider_saves_less_than_the_one_before() -> None:
    saved = [saved_by_one_more(2, 3.0, supply / 4, 900) for supply in range(40)]

    assert saved == sorted(saved, reverse=True)
    assert saved[4] == 900, "two wait for certain"
    assert saved[8] == pytest.approx(900 * 0.9502, abs=0.1), "P(Poisson(3) > 0) = 1 - exp(-3)"
    assert saved_by_one_more(0, 1e9, 0, 900) == pytest.approx(900)
