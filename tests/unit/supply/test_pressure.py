"""Zone pressure, the health of the queues, and what the neighbours can lend."""

from typing import Any

import pytest

from shared.models.booking import Booking, BookingState
from shared.models.facts import ZoneState
from shared.models.provider import Duty, Link, Provider, Repositioning
from shared.models.supply import DemandModel, SupplyLevel, SupplySettings, ZoneDemand
from shared.supply.capacity import Seen, effective_supply
from shared.supply.levels import level_after
from shared.supply.pressure import Look, zone_states
from tests.builders import (
    NOW,
    a_booking,
    a_delivery_pair,
    a_point,
    a_provider,
    a_search,
    a_stop,
    a_zone,
    an_area,
    an_assigned_booking,
    later,
    some_terms,
)

AREA = an_area()
SURE = {"offers_made": 995, "offers_accepted": 996}
"""A record by which an offer is accepted for certain."""


def waiting_in(zone_id: str, state: BookingState = BookingState.SEARCHING, number: int = 1, **changes: Any) -> Booking:
    stops = (a_stop(zone_id=zone_id), a_delivery_pair()[1])
    terms = some_terms(stops=stops, ready_at=changes.pop("ready_at", NOW))
    return a_booking(booking_id=f"{zone_id}-{state.value}-{number}", state=state, terms=terms, **changes)


def seen(zone_id: str | None = "mitte", link: Link = Link.FRESH, **changes: Any) -> Seen:
    return Seen(a_provider(**{**SURE, **changes}), a_point(), link, zone_id)  # type: ignore[arg-type]


def look(bookings: list[Booking], fleet: list[Seen] | None = None, **changes: Any) -> Look:
    return Look(**{"area": AREA, "zones": [a_zone()], "bookings": bookings, "fleet": fleet or [], **changes})


def the_state(*args: Any, **kwargs: Any) -> ZoneState:
    return zone_states(look(*args, **kwargs), NOW)[0]


def test_pressure_is_what_waits_and_what_is_expected_over_supply_with_one_to_spare() -> None:
    bookings = [waiting_in("mitte", number=n) for n in range(3)] + [waiting_in("mitte", BookingState.AWAITING_APPROVAL)]

    state = the_state(bookings, [seen()])

    assert (state.waiting, state.idle_providers, round(state.supply, 2)) == (4, 1, 1.0)
    assert state.expected == 4.0, "with nothing learned, the last minutes are expected to go on"
    assert state.pressure == pytest.approx((4 + 4) / 2, rel=0.01)


def test_work_under_way_is_no_open_demand_and_scheduled_work_is_demand_when_it_is_soon() -> None:
    soon = waiting_in("mitte", BookingState.SCHEDULED, ready_at=later(600))
    tomorrow = waiting_in("mitte", BookingState.SCHEDULED, 2, ready_at=later(86_400))
    running = an_assigned_booking(terms=some_terms(ready_at=later(-7200)))

    state = the_state([running, soon, tomorrow])

    assert (state.waiting, state.active, state.expected) == (0, 1, 1.0)


def test_a_zone_expects_what_it_has_learned_for_the_hour() -> None:
    busy = ZoneDemand(by_hour=tuple(60.0 if slot % 24 == 13 else 0.0 for slot in range(168)))
    model = DemandModel(area_id=AREA.area_id, learned_until=NOW, hours_seen=(10.0,) * 168, zones={"mitte": busy})

    at_noon_utc = the_state([], demand=model)
    hours_later = zone_states(look([], demand=model), later(6 * 3600))[0]

    assert at_noon_utc.expected > 1.0
    assert hours_later.expected < 0.1


def test_each_zone_has_its_own_figures_in_order_of_id() -> None:
    zones = [a_zone(zone_id="nord"), a_zone()]

    states = zone_states(look([waiting_in("nord")], [seen("nord"), seen("mitte")], zones=zones), NOW)

    assert [(s.zone_id, s.waiting, s.idle_providers) for s in states] == [("mitte", 0, 1), ("nord", 1, 1)]


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (seen(), 1.0),
        (seen(link=Link.STALE), 0.5),
        (seen(link=Link.LOST), 0.0),
        (seen(zone_id=None), 0.0),
        (seen(duty=Duty.PAUSED), 0.0),
        (seen(offers_made=5, offers_accepted=0), 0.4),
        (seen(load=1, active_bookings={"b": 1}, free_at=later(600), zone_id=None), 0.0),
        (seen(shift_ends_at=later(-1)), 0.0),
    ],
)
def test_supply_counts_by_link_record_and_duty(one: Seen, counts: float) -> None:
    supply = effective_supply([one], NOW, AREA.dispatch, SupplySettings())

    assert supply.get("mitte", 0.0) == pytest.approx(counts, abs=0.01)  # type: ignore[call-overload]


@pytest.mark.parametrize(("free_s", "counts"), [(0, 1.0), (600, 0.5), (1200, 0.0), (9000, 0.0)])
def test_who_is_soon_free_counts_where_the_plan_ends_by_how_soon(free_s: int, counts: float) -> None:
    provider = a_provider(**SURE, load=1, active_bookings={"b": 1}, free_at=later(free_s), zone_id="nord")

    supply = effective_supply([Seen(provider, a_point(), Link.FRESH, None)], NOW, AREA.dispatch, SupplySettings())

    assert supply.get("nord", 0.0) == pytest.approx(counts, abs=0.01)  # type: ignore[call-overload]


def who_agreed_to_go_to(zone_id: str, **changes: Any) -> Provider:
    asked = Repositioning(suggestion_id="s", zone_id=zone_id, asked_at=later(-60), until=later(900), accepted=True)
    return a_provider(**{**SURE, "idle_since": later(-600), "repositioning": asked, **changes})


def test_who_agreed_to_move_is_supply_where_the_move_leads_until_something_comes_between() -> None:
    agreed = who_agreed_to_go_to("nord")
    idle_since_then = who_agreed_to_go_to("nord", idle_since=later(-10))

    zones = [agreed.heading(NOW), agreed.heading(later(900)), idle_since_then.heading(NOW)]
    supply = effective_supply([Seen(agreed, a_point(), Link.FRESH, "mitte")], NOW, AREA.dispatch, SupplySettings())  # type: ignore[arg-type]

    assert zones == ["nord", None, None]
    assert list(supply) == ["nord"]


def test_neighbours_lend_their_surplus_the_less_the_farther_they_are() -> None:
    def helped_from(metres: float) -> float:
        far = a_zone(zone_id="ost", centroid=a_point(east_m=metres))
        fleet = [seen("ost") for _ in range(4)]
        return zone_states(look([waiting_in("mitte")], fleet, zones=[a_zone(), far]), NOW)[0].help

    near, far = helped_from(1000), helped_from(6000)

    assert 0 < far < near < 2


def test_a_queue_is_told_by_its_length_its_oldest_wait_its_offers_and_what_went_unserved() -> None:
    lately = ZoneDemand(ended=3.0, unserved=1.0, offers=5.0)
    model = DemandModel(area_id=AREA.area_id, learned_until=NOW, zones={"mitte": lately})
    waited = waiting_in("mitte", ready_at=later(-400), search=a_search(opened_at=later(-300), attempts=3))
    not_ready = waiting_in("mitte", number=2, ready_at=later(600))

    state = the_state([waited, not_ready], demand=model)

    assert (state.waiting, state.oldest_wait_s) == (2, 300)
    assert state.offers_per_booking == pytest.approx(8 / 5)
    assert state.unserved_share == pytest.approx(1 / 3, abs=0.001)


def test_the_hot_spot_is_coarse_and_where_most_is_asked_for() -> None:
    bookings = [
        a_booking(booking_id=f"b{n}", terms=some_terms(stops=(a_stop(point=a_point(north_m=n)), a_delivery_pair()[1])))
        for n in (2000, 2010, 5000)
    ]

    spot = the_state(bookings).hot_spot

    assert spot is not None
    assert spot not in {b.terms.stops[0].point for b in bookings}
    assert abs(spot.lat - a_point(north_m=2000).lat) < 0.006
    assert the_state([]).hot_spot == a_zone().centroid


# Levels


def level_at(pressure: float, before: SupplyLevel, held_s: float) -> SupplyLevel:
    state = ZoneState(zone_id="mitte", area_id="berlin", level=before, level_since=later(-held_s), computed_at=NOW)
    return level_after(state, pressure, NOW, SupplySettings())[0]


@pytest.mark.parametrize(
    ("pressure", "before", "held_s", "after"),
    [
        (0.79, SupplyLevel.CALM, 0, SupplyLevel.CALM),
        (0.80, SupplyLevel.CALM, 0, SupplyLevel.BUSY),
        (1.20, SupplyLevel.CALM, 0, SupplyLevel.SHORT),
        (0.70, SupplyLevel.BUSY, 9999, SupplyLevel.BUSY),
        (0.59, SupplyLevel.BUSY, 179, SupplyLevel.BUSY),
        (0.59, SupplyLevel.BUSY, 180, SupplyLevel.CALM),
        (0.95, SupplyLevel.SHORT, 9999, SupplyLevel.SHORT),
        (0.85, SupplyLevel.SHORT, 180, SupplyLevel.BUSY),
        (0.10, SupplyLevel.SHORT, 180, SupplyLevel.CALM),
    ],
)
def test_a_level_rises_at_once_and_falls_below_a_lower_bound_after_a_while(
    pressure: float, before: SupplyLevel, held_s: float, after: SupplyLevel
) -> None:
    assert level_at(pressure, before, held_s) is after


def test_pressure_that_swings_between_the_bounds_changes_the_level_once() -> None:
    state, levels = None, []
    for minute in range(30):
        level, since = level_after(state, 0.65 if minute % 2 else 0.85, later(60 * minute), SupplySettings())
        levels.append(level)
        state = ZoneState(zone_id="mitte", area_id="berlin", level=level, level_since=since, computed_at=NOW)

    assert set(levels) == {SupplyLevel.BUSY}
