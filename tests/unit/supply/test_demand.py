"""What is asked for, learned by zone and hour of the week."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.models.supply import DemandModel, SupplySettings
from shared.supply.demand import ZONES_KEPT, Want, expected_bookings, learned, rate_per_h, wants_of
from tests.builders import some_facts

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = timedelta(days=7)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def wants(*times: datetime, zone: str = "mitte", **changes: Any) -> list[Want]:
    return [Want(zone, when, **{"served": True, **changes}) for when in times]  # type: ignore[arg-type]


def weeks_of(per_week: list[Want], weeks: int) -> DemandModel:
    model = None
    for week in range(weeks):
        start = MONDAY + week * WEEK
        shifted = [Want(w.zone_id, w.at + week * WEEK, w.served, w.offers) for w in per_week]
        model = learned(model, "berlin", shifted, since=start, until=start + WEEK, tz=BERLIN)  # type: ignore[arg-type]
    assert model is not None
    return model


def test_an_hour_of_the_week_is_learned_for_its_zone_and_its_local_time() -> None:
    model = weeks_of(wants(*[at(4, 17, n) for n in range(10)]), 8)

    friday_evening = rate_per_h(model, "mitte", at(60, 17, 30), BERLIN)  # type: ignore[arg-type]
    friday_noon = rate_per_h(model, "mitte", at(60, 12), BERLIN)  # type: ignore[arg-type]
    elsewhere = rate_per_h(model, "nord", at(60, 17, 30), BERLIN)  # type: ignore[arg-type]

    assert 5 < friday_evening < 10
    assert friday_noon < 0.5
    assert elsewhere == 0


def test_an_hour_seen_once_leans_on_the_same_hour_of_other_days() -> None:
    daily = wants(*[at(day, 17, n) for day in range(5) for n in range(6)])
    model = learned(None, "berlin", daily, since=MONDAY, until=MONDAY + timedelta(days=5), tz=BERLIN)  # type: ignore[arg-type]

    saturday = rate_per_h(model, "mitte", at(5, 17), BERLIN)  # type: ignore[arg-type]

    assert saturday == pytest.approx(4.4, abs=0.5)


def test_what_was_learned_long_ago_fades_before_what_came_since() -> None:
    old = weeks_of(wants(*[at(0, 10, n) for n in range(20)]), 6)
    later_on = old
    for week in range(6, 14):
        start = MONDAY + week * WEEK
        later_on = learned(later_on, "berlin", [], since=start, until=start + WEEK, tz=BERLIN)  # type: ignore[arg-type]

    before = rate_per_h(old, "mitte", at(0, 10), BERLIN)  # type: ignore[arg-type]
    after = rate_per_h(later_on, "mitte", at(0, 10), BERLIN)  # type: ignore[arg-type]

    assert after < 0.2 * before


def test_the_last_minutes_weigh_more_than_history() -> None:
    usual = weeks_of(wants(*[at(day, hour, 30) for day in range(7) for hour in range(24)]), 4)
    now = at(35, 12)

    def forecast(*ages_min: float) -> float:
        recent = [now - timedelta(minutes=age) for age in ages_min]
        return expected_bookings(usual, "mitte", recent, now=now, tz=BERLIN, settings=SupplySettings())  # type: ignore[arg-type]

    assert forecast(10) == pytest.approx(1 / 3, rel=0.25), "as usual: one an hour"
    assert forecast(*range(10)) > 4 * forecast(10)
    assert forecast(*range(60, 70)) < forecast(*range(10)) / 3


def test_without_history_the_last_minutes_speak_alone() -> None:
    now = at(0, 12)

    assert expected_bookings(None, "mitte", [], now=now, tz=BERLIN, settings=SupplySettings()) == 0  # type: ignore[arg-type]
    assert expected_bookings(None, "mitte", [now], now=now, tz=BERLIN, settings=SupplySettings()) == 1  # type: ignore[arg-type]


def test_refused_and_unserved_demand_is_demand_and_called_off_demand_too() -> None:
    facts = [
        some_facts(outcome="completed", offers=1),
        some_facts(outcome="cancelled", offers=2),
        some_facts(outcome="unfulfilled", offers=6),
    ]
    found = [*wants_of(facts), Want("mitte", some_facts().created_at, served=False)]  # type: ignore[arg-type]

    start = some_facts().created_at
    model = learned(None, "berlin", found, since=start, until=start + timedelta(hours=1), tz=BERLIN)  # type: ignore[arg-type]

    zone = model.zones["mitte"]  # type: ignore[index]
    assert (sum(zone.by_hour), zone.ended, zone.unserved, zone.offers) == (4, 4, 2, 9)


def test_an_area_left_alone_for_months_watches_no_more_than_the_last_weeks() -> None:
    model = learned(None, "berlin", [], since=MONDAY, until=MONDAY + timedelta(days=400), tz=BERLIN)  # type: ignore[arg-type]

    assert sum(model.hours_seen) == pytest.approx(14 * 24)


def test_a_city_of_very_many_zones_keeps_those_asked_for_most_within_one_document() -> None:
    zones = [f"zone-with-a-rather-long-name-{number:04}" for number in range(1500)]
    asked = [want for number, zone in enumerate(zones) for want in wants(*[at(0, 9)] * (1 + number % 3), zone=zone)]

    model = learned(None, "berlin", asked, since=MONDAY, until=MONDAY + WEEK, tz=BERLIN)  # type: ignore[arg-type]

    assert len(model.zones) == ZONES_KEPT
    assert zones[2] in model.zones
    assert zones[0] not in model.zones
    assert sum(stored_bytes(zone) + stored_bytes(one.model_dump()) for zone, one in model.zones.items()) < 1_000_000


def test_a_zone_that_nobody_asked_for_in_half_a_year_is_forgotten() -> None:
    once = learned(None, "berlin", wants(at(0, 9)), since=MONDAY, until=MONDAY + WEEK, tz=BERLIN)  # type: ignore[arg-type]

    long_after = learned(once, "berlin", [], since=MONDAY + WEEK, until=MONDAY + 27 * WEEK, tz=BERLIN)  # type: ignore[arg-type]

    assert list(once.zones) == ["mitte"]
    assert long_after.zones == {}


def stored_bytes(value: Any) -> int:
    """What Firestore counts for a value (https://firebase.google.com/docs/firestore/storage-size)."""
    if isinstance(value, dict):
        return sum(stored_bytes(name) + stored_bytes(one) for name, one in value.items())
    if isinstance(value, list | tuple):
        return sum(map(stored_bytes, value))
    return len(value) + 1 if isinstance(value, str) else 8
