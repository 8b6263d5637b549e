"""Which zone serves a place, and what a refusal says."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from shared.errors import Code, Rejected
from shared.geo.zones import match_zone
from shared.models.place import LatLng, Window
from shared.models.zone import Closure, OpeningHours, Zone
from tests.unit.geo.drawing import a_box, a_polygon, a_zone_of, at

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TIMEZONES = {"berlin": "Europe/Berlin"}
EVENING = OpeningHours(weekdays=tuple(range(7)), opens=time(18), closes=time(23))
FLOOD = Closure(window=Window(start_at=NOON.replace(hour=11), end_at=NOON.replace(hour=15)), reason="flood")
WEST, EAST = a_polygon(a_box(52, 13, 53, 14)), a_polygon(a_box(52, 14, 53, 15))
INSIDE, ON_SHARED_EDGE, OUTSIDE = at(52.5, 13.5), at(52.5, 14), at(52.5, 15.1)


def match(*zones: Zone, point: LatLng = INSIDE, service: str = "courier") -> str:
    return match_zone(zones, point, service, NOON, TIMEZONES).zone_id  # type: ignore[arg-type]


def refusal(*zones: Zone, point: LatLng = INSIDE, service: str = "courier") -> tuple[Code, dict[str, Any]]:
    with pytest.raises(Rejected) as refused:
        match(*zones, point=point, service=service)
    return refused.value.code, refused.value.details


def test_match_names_zone_version_and_area() -> None:
    found = match_zone([a_zone_of(WEST, version=7)], INSIDE, "courier", NOON, {"berlin": "Europe/Berlin"})  # type: ignore[dict-item]

    assert (found.zone_id, found.zone_version, found.area_id) == ("mitte", 7, "berlin")


def test_shared_edge_has_one_winner_in_any_order() -> None:
    west, east = a_zone_of(WEST, zone_id="b"), a_zone_of(EAST, zone_id="a")

    assert match(west, east, point=ON_SHARED_EDGE) == "a"
    assert match(east, west, point=ON_SHARED_EDGE) == "a"


def test_priority_goes_before_id() -> None:
    west, east = a_zone_of(WEST, zone_id="b", priority=5), a_zone_of(EAST, zone_id="a", priority=4)

    assert match(east, west, point=ON_SHARED_EDGE) == "b"


def test_zone_without_the_service_leaves_the_place_to_the_next() -> None:
    first = a_zone_of(WEST, zone_id="a", priority=9, services=("home_cleaning",))

    assert match(first, a_zone_of(WEST, zone_id="b")) == "b"


def test_zone_outside_its_hours_leaves_the_place_to_the_next() -> None:
    assert match(a_zone_of(WEST, zone_id="a", hours=(EVENING,)), a_zone_of(WEST, zone_id="b")) == "b"


def test_closure_is_not_undone_by_a_wider_zone() -> None:
    closed = a_zone_of(WEST, zone_id="a", priority=9, closures=(FLOOD,))

    assert refusal(closed, a_zone_of(WEST, zone_id="b"))[0] is Code.ZONE_CLOSED


def test_closure_of_a_zone_without_the_service_does_not_matter() -> None:
    closed = a_zone_of(WEST, zone_id="a", services=("home_cleaning",), closures=(FLOOD,))

    assert match(closed, a_zone_of(WEST, zone_id="b")) == "b"


def test_inactive_zone_is_not_there() -> None:
    assert refusal(a_zone_of(WEST, active=False)) == (Code.NOT_SERVICEABLE, {})


def test_refusal_outside_names_the_nearest_zone_that_would_serve() -> None:
    zones = [
        a_zone_of(EAST, zone_id="other_service", services=("home_cleaning",)),
        a_zone_of(EAST, zone_id="closed", closures=(FLOOD,)),
        a_zone_of(EAST, zone_id="evening", hours=(EVENING,)),
        a_zone_of(EAST, zone_id="inactive", active=False),
        a_zone_of(WEST, zone_id="serves"),
    ]

    code, details = refusal(*zones, point=OUTSIDE)

    assert code is Code.NOT_SERVICEABLE
    assert details["zone_id"] == "serves"
    assert details["distance_m"] == pytest.approx(74_470, rel=0.01)


def test_refusal_where_no_zone_would_serve_names_none() -> None:
    assert refusal(a_zone_of(WEST), point=OUTSIDE, service="towing") == (Code.NOT_SERVICEABLE, {})


def test_refusal_of_a_service_says_what_is_offered_and_who_is_nearest() -> None:
    here = a_zone_of(WEST, zone_id="here", services=("home_cleaning",))

    code, details = refusal(here, a_zone_of(EAST, zone_id="there"))

    assert code is Code.SERVICE_NOT_OFFERED
    assert details == {
        "zone_id": "here",
        "services": ["home_cleaning"],
        "nearest_zone_id": "there",
        "distance_m": pytest.approx(33_844, rel=0.01),
    }


def test_refusal_of_a_closed_zone_says_until_when() -> None:
    code, details = refusal(a_zone_of(WEST, closures=(FLOOD,)))

    assert code is Code.ZONE_CLOSED
    assert details == {"zone_id": "mitte", "until": "2026-05-04T15:00:00Z", "opens_at": "2026-05-04T15:00:00Z"}


def test_refusal_outside_hours_says_when_it_opens() -> None:
    code, details = refusal(a_zone_of(WEST, hours=(EVENING,)))

    assert code is Code.OUTSIDE_HOURS
    assert details == {"zone_id": "mitte", "opens_at": "2026-05-04T16:00:00Z"}


def test_refusal_names_the_first_zone_when_none_serves() -> None:
    first = a_zone_of(WEST, zone_id="z", priority=2, hours=(EVENING,))
    second = a_zone_of(WEST, zone_id="a", priority=1, services=("towing",))

    assert refusal(second, first)[0] is Code.OUTSIDE_HOURS


def test_null_island_is_suspect_even_inside_a_zone() -> None:
    zone = a_zone_of(a_polygon(a_box(-1, -1, 1, 1)))

    assert refusal(zone, point=at(0, 0)) == (Code.SUSPECT_PLACE, {})


def test_equator_and_meridian_alone_are_no_suspects() -> None:
    zone = a_zone_of(a_polygon(a_box(-1, -1, 1, 1)))

    assert match(zone, point=at(0, 0.5)) == match(zone, point=at(0.5, 0)) == "mitte"
