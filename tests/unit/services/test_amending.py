"""Amendments in each stage: what may change, what is checked again, and what happens to a search under way."""

from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.models.booking import BookingState
from shared.models.contacts import Contacts
from shared.models.offer import Offer, OfferState
from shared.models.provider import LiveAssignment
from shared.models.triage import Triage
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, SQUARE, a_point, later
from tests.world import AREA, World, refused

NORTH = '{"type":"Polygon","coordinates":[[[13.30,52.60],[13.50,52.60],[13.50,52.70],[13.30,52.70],[13.30,52.60]]]}'


def window(start_s: float, end_s: float) -> dict[str, str]:
    return {"start_at": later(start_s).isoformat(), "end_at": later(end_s).isoformat()}


def moved(stop_id: str, **to: float) -> dict[str, Any]:
    return {"stops": [{"stop_id": stop_id, "point": a_point(**to).model_dump()}]}


def a_world_with_a_northern_zone(**dispatch: Any) -> World:
    world = World(dispatch=dispatch)
    zone = {"area_id": AREA, "name": "Nord", "geometry": NORTH, "services": ["courier"]}
    world.do(ADMIN, "put_zone", zone_id="nord", **zone)
    return world


def test_a_new_address_moves_the_stop_to_its_zone_and_prices_the_way() -> None:
    world = a_world_with_a_northern_zone()
    booking_id = world.a_booking()
    before = world.booking(booking_id)

    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **moved("s2", north_m=12_000))

    after = world.booking(booking_id)
    assert [stop.zone_id for stop in after.terms.stops] == ["mitte", "nord"]
    assert after.terms.stops[1].point == a_point(north_m=12_000)
    assert after.terms.fare.amount_minor > before.terms.fare.amount_minor
    world.assert_timelines_fold()


def test_an_address_that_nobody_serves_is_refused_and_changes_nothing() -> None:
    world = World()
    booking_id = world.a_booking()
    before = world.booking(booking_id)

    with refused(Code.NOT_SERVICEABLE):
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **moved("s2", north_m=30_000))

    assert world.booking(booking_id) == before


def test_a_booking_can_not_move_to_another_area() -> None:
    world = World()
    place = {"lat": 52.65, "lng": CENTRE.lng}
    world.do(ADMIN, "put_service_area", area_id="north", name="North", timezone="Europe/Berlin", centre=place)
    world.do(ADMIN, "put_zone", zone_id="nord", area_id="north", name="Nord", geometry=NORTH, services=["courier"])
    booking_id = world.a_booking(service="courier", stops=[{"type": "service", "point": CENTRE.model_dump()}])

    with refused(Code.DIFFERENT_AREAS):
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **moved("s1", north_m=12_000))


def test_a_moved_place_takes_its_old_address_line_with_it() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    stops = [
        {"type": "pickup", "point": CENTRE.model_dump(), "address": "Torstrasse 1"},
        {"type": "dropoff", "point": a_point(north_m=900).model_dump(), "address": "Invalidenstrasse 2"},
    ]
    booking_id = world.won_by(ada, stops=stops)

    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **moved("s2", north_m=500))

    live = world.store.value(paths.live(booking_id, 1), LiveAssignment)
    assert live.addresses == {"s1": "Torstrasse 1"}
    assert world.store.value(paths.contacts(booking_id), Contacts).addresses == {"s1": "Torstrasse 1"}


def test_open_offers_become_void_and_the_search_starts_over() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()
    old = world.offers_to("ada")[0]

    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **moved("s1", north_m=300))

    with refused(Code.OFFER_WITHDRAWN):
        world.do(ada, "accept_offer", offer_id=old.offer_id)
    world.settle()
    assert world.store.value(paths.offer(old.offer_id), Offer).state is OfferState.WITHDRAWN
    world.let_pass(16)
    (new,) = world.offers_to("ada")
    assert world.do(ada, "accept_offer", offer_id=new.offer_id)["state"] == "assigned"


def test_a_window_put_off_takes_the_booking_back_to_scheduled() -> None:
    world = World()
    booking_id = world.a_booking()

    told = world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(7200, 9000))

    booking = world.booking(booking_id)
    assert told["state"] == "scheduled"
    assert (booking.release_at, booking.search) == (later(6000), None)
    assert booking.terms.ready_at == later(7200)
    assert booking.terms.promise.window.start_at == later(7200)
    world.assert_timelines_fold()


def test_a_window_brought_forward_searches_at_once() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking(pickup_window=window(86_400, 90_000))

    told = world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(300, 900))
    world.settle()

    assert told["state"] == "searching"
    assert world.booking(booking_id).release_at is None
    assert world.offers_to("ada")


def test_a_new_window_of_a_running_search_gives_it_its_full_time() -> None:
    world = World(dispatch={"search_timeout_s": 600})
    booking_id = world.a_booking()
    world.clock.advance(500)

    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(1000, 1600))

    search = world.booking(booking_id).search
    assert search is not None
    assert search.deadline_at == later(1600)


def test_personal_data_is_kept_for_a_booking_that_is_put_off() -> None:
    world = World()
    days = 86_400
    booking_id = world.a_booking(contact_phone="+49 30 1234567", pickup_window=window(25 * days, 25.5 * days))
    world.clock.advance(24 * days)

    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(50 * days, 50.5 * days))

    contacts = world.store.value(paths.contacts(booking_id), Contacts)
    assert (contacts.phone, contacts.expires_at) == ("+49 30 1234567", later((50 + 30) * days))


def test_a_deadline_of_the_customers_own_stays_when_the_job_begins_later() -> None:
    world = World()
    booking_id = world.a_booking(promise_type="deadline", deliver_by=later(6 * 3600).isoformat())

    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(4 * 3600, 5 * 3600))

    promise = world.booking(booking_id).terms.promise
    assert (promise.window.start_at, promise.window.end_at) == (later(4 * 3600), later(6 * 3600))


def test_a_time_that_leaves_no_way_to_meet_the_deadline_is_refused() -> None:
    world = World()
    booking_id = world.a_booking(promise_type="deadline", deliver_by=later(6 * 3600).isoformat())

    with refused(Code.BAD_WINDOW):
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(6 * 3600, 7 * 3600))


def test_hours_are_judged_at_the_new_time() -> None:
    world = World()
    hours = [{"weekdays": [0, 1, 2, 3, 4, 5, 6], "opens": "12:00", "closes": "18:00"}]
    square = {"area_id": AREA, "name": "Mitte", "geometry": SQUARE, "services": ["courier"]}
    world.do(ADMIN, "put_zone", zone_id="mitte", hours=hours, **square)
    booking_id = world.a_booking(pickup_window=window(3 * 3600, 4 * 3600))

    with refused(Code.OUTSIDE_HOURS):
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(9 * 3600, 10 * 3600))

    assert world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(3600, 7200))


def test_notes_and_preferences_alone_neither_check_places_nor_change_the_price() -> None:
    world = World()
    booking_id = world.a_booking()
    before = world.booking(booking_id).terms
    place = {"lat": CENTRE.lat, "lng": CENTRE.lng}
    tariff = {"base_minor": 9000}
    area = {"area_id": AREA, "name": "Berlin", "timezone": "Europe/Berlin", "centre": place, "tariff": tariff}
    world.do(ADMIN, "put_service_area", **area)
    world.do(OPERATOR, "close_zone", zone_id="mitte", closure={"window": window(0, 3600), "reason": "marathon"})

    asked = {"notes": "ring twice", "preferences": {"avoided_providers": ["ada"]}}
    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **asked)

    after = world.booking(booking_id).terms
    assert (after.fare, after.trip_m) == (before.fare, before.trip_m)
    assert after.preferences.avoided_providers == ("ada",)
    assert world.store.value(paths.contacts(booking_id), Contacts).notes == "ring twice"


def test_a_provider_whom_the_customer_avoids_meanwhile_is_not_asked() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    avoided = {"preferences": {"avoided_providers": ["ada"]}}

    def customer_changes_their_mind() -> None:
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **avoided)

    world.store.before_next_commit(lambda: None)  # the decision's record
    world.store.before_next_commit(customer_changes_their_mind)
    world.settle()

    assert world.booking(booking_id).terms.preferences.avoided_providers == ("ada",)
    assert world.offers_to("ada") == []


def test_an_amendment_of_a_waiting_proposal_makes_the_item_moot() -> None:
    world = World(dispatch={"mode": "manual"})
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()
    (item,) = world.store.documents(collection_names.TRIAGE, Triage).values()

    told = world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **moved("s1", north_m=200))
    answer = world.do(OPERATOR, "decide_triage", triage_id=item.triage_id, approve=True, reason="fine")

    assert told["state"] == "searching"
    assert answer["triage_state"] == "moot"
    assert world.offers_to("ada") == []
    world.settle()
    assert world.booking(booking_id).state is BookingState.AWAITING_APPROVAL


def test_a_working_provider_sees_new_notes_at_once() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)

    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, notes="back door")

    assert world.store.value(paths.live(booking_id, 1), LiveAssignment).notes == "back door"


def test_only_the_customer_and_the_areas_staff_amend() -> None:
    world = World()
    booking_id = world.a_booking()
    stranger = CUSTOMER.model_copy(update={"id": "customer-2"})
    far_operator = OPERATOR.model_copy(update={"areas": ("paris",)})

    for actor in (stranger, far_operator):
        with refused(Code.NOT_YOURS):
            world.do(actor, "amend_booking", booking_id=booking_id, **moved("no-such-stop"))

    world.do(OPERATOR, "amend_booking", booking_id=booking_id, notes="called in")


def test_what_has_begun_is_not_amended() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)

    with refused(Code.TOO_LATE_TO_AMEND):
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, pickup_window=window(300, 900))
    world.press(ada, "start_stop", booking_id)
    with refused(Code.TOO_LATE_TO_AMEND):
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **moved("s1", north_m=200))
    world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **moved("s2", north_m=200))

    world.finish(ada, booking_id)
    with refused(Code.WRONG_STATE):
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, notes="thanks")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"stops": [{"stop_id": "s9"}]}, Code.NOT_FOUND),
        ({"expected_version": 9}, Code.STALE_VERSION),
        ({"pickup_window": window(-7200, -3600)}, Code.BAD_WINDOW),
    ],
)
def test_an_amendment_that_does_not_fit_is_refused(asked: dict[str, Any], code: Code) -> None:
    world = World()
    booking_id = world.a_booking()

    with refused(code):
        world.do(CUSTOMER, "amend_booking", booking_id=booking_id, **asked)
