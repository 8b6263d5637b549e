"""Quotes and bookings: what is taken, what is refused and why, and what a second request comes to."""

from datetime import timedelta
from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor
from shared.models.booking import Booking, BookingState
from shared.models.contacts import Contacts
from shared.models.customer_view import CustomerState
from shared.models.facts import Refusal
from shared.models.terms import PromiseType
from tests.builders import ADMIN, CENTRE, CUSTOMER, NOW, OPERATOR, PROVIDER, SQUARE, a_point, later
from tests.world import AREA, World, refused

OUTSIDE = a_point(north_m=30_000)
EAST = '{"type":"Polygon","coordinates":[[[13.50,52.45],[13.60,52.45],[13.60,52.60],[13.50,52.60],[13.50,52.45]]]}'


def stops(*places: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"type": kind, "point": point.model_dump()} for kind, point in places]


def window(start_s: float, end_s: float) -> dict[str, str]:
    return {"start_at": later(start_s).isoformat(), "end_at": later(end_s).isoformat()}


def test_a_booking_for_now_searches_at_once_and_says_what_was_agreed() -> None:
    world = World()

    told = world.do(CUSTOMER, "place_booking", service="courier", stops=stops(("service", CENTRE)), ready_at=NOW)

    booking = world.booking(told["booking_id"])
    assert told["state"] == "searching"
    assert (told["fare_minor"], told["currency"]) == (booking.terms.fare.amount_minor, "EUR")
    assert booking.terms.promise.type is PromiseType.ASAP
    assert booking.customer_view.state is CustomerState.CONFIRMED
    assert world.events(booking.booking_id) == ["booking.created"]


def test_a_booking_for_later_rests_until_a_lead_before_its_window() -> None:
    world = World()

    booking_id = world.a_booking(pickup_window=window(7200, 9000))

    booking = world.booking(booking_id)
    assert booking.state is BookingState.SCHEDULED
    assert booking.release_at == later(7200 - 1200)


def test_the_sweep_releases_a_booking_for_later_and_it_is_offered_when_somebody_has_to_leave() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking(pickup_window=window(7200, 9000))
    world.clock.advance(5900)
    world.sweep()
    assert world.booking(booking_id).state is BookingState.SCHEDULED

    world.clock.advance(101)
    world.is_seen(ada.id, CENTRE)
    world.sweep()
    world.settle()
    assert not world.offers_to("ada")

    world.clock.advance(899)
    world.is_seen(ada.id, CENTRE)
    world.settle()

    assert world.offers_to("ada")
    search = world.booking(booking_id).search
    assert search is not None
    assert search.deadline_at == later(7200 + 1800)


def test_a_window_within_the_lead_searches_at_once() -> None:
    world = World()

    assert world.booking(world.a_booking(pickup_window=window(600, 1200))).state is BookingState.SEARCHING


def test_a_promised_deadline_is_kept_in_the_terms() -> None:
    world = World()

    booking = world.booking(world.a_booking(promise_type="deadline", deliver_by=later(3600)))

    assert booking.terms.promise.type is PromiseType.DEADLINE
    assert booking.terms.promise.window.end_at == later(3600)


def test_personal_data_goes_to_contacts_and_nowhere_else() -> None:
    world = World()
    secrets = {"contact_name": "Grace Hopper", "contact_phone": "+49 30 98765", "notes": "ring at Lovelace"}

    booking_id = world.a_booking(**secrets)

    contacts = world.store.value(paths.contacts(booking_id), Contacts)
    assert (contacts.name, contacts.phone, contacts.notes) == tuple(secrets.values())
    elsewhere = [path for path in world.store if not path.startswith("contacts/")]
    for path in elsewhere:
        stored = world.store._row(path).document.model_dump_json()  # type: ignore[union-attr]
        assert not any(secret in stored for secret in secrets.values()), path
    assert not any(secret in str(world.log.lines) for secret in secrets.values())


def test_exact_points_stay_out_of_the_timeline() -> None:
    world = World()
    booking_id = world.a_booking()

    (created,) = world.store.timeline(booking_id)

    assert str(CENTRE.lat) not in created.model_dump_json()
    assert world.booking(booking_id).terms.stops[0].point == CENTRE


def test_personal_data_is_kept_for_a_month_after_the_job_begins() -> None:
    world = World()
    days = 86_400

    booking_id = world.a_booking(contact_phone="+49 30 1234567", pickup_window=window(29 * days, 29.5 * days))

    contacts = world.store.value(paths.contacts(booking_id), Contacts)
    assert contacts.expires_at == later((29 + 30) * days)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"stops": stops(("service", OUTSIDE))}, Code.NOT_SERVICEABLE),
        ({"service": "gardening"}, Code.SERVICE_NOT_OFFERED),
        ({"stops": stops(("service", a_point().model_copy(update={"lat": 0.0, "lng": 0.0})))}, Code.SUSPECT_PLACE),
        ({"stops": stops(("dropoff", CENTRE), ("pickup", CENTRE))}, Code.BAD_STOPS),
        ({"stops": stops(("pickup", CENTRE))}, Code.BAD_STOPS),
        ({"stops": stops(("service", CENTRE), ("service", CENTRE))}, Code.BAD_STOPS),
        ({"pickup_window": window(-7200, -3600)}, Code.BAD_WINDOW),
        ({"pickup_window": window(31 * 86400, 32 * 86400)}, Code.BAD_WINDOW),
        ({"pickup_window": window(600, 31 * 86400)}, Code.BAD_WINDOW),
        ({"ready_at": later(-600)}, Code.BAD_WINDOW),
        ({"promise_type": "deadline", "deliver_by": later(-30)}, Code.BAD_WINDOW),
        ({"promise_type": "deadline", "deliver_by": later(31 * 86400)}, Code.BAD_WINDOW),
    ],
)
def test_what_can_not_be_served_is_refused_without_a_booking(asked: dict[str, Any], code: Code) -> None:
    world = World()

    for verb in ("quote_booking", "place_booking"):
        with refused(code):
            world.do(CUSTOMER, verb, **{"service": "courier", "stops": stops(("service", CENTRE)), **asked})

    assert world.store.documents(collection_names.BOOKINGS, Booking) == {}


def test_a_closed_zone_refuses_and_says_until_when() -> None:
    world = World()
    world.do(OPERATOR, "close_zone", zone_id="mitte", closure={"window": window(0, 3600), "reason": "marathon"})

    with refused(Code.ZONE_CLOSED):
        world.a_booking()

    assert world.a_booking(pickup_window=window(3700, 4000))


def test_a_zone_outside_its_hours_refuses() -> None:
    world = World()
    hours = [{"weekdays": [0, 1, 2, 3, 4, 5, 6], "opens": "18:00", "closes": "22:00"}]
    square = {"area_id": AREA, "name": "Mitte", "geometry": SQUARE, "services": ["courier"]}
    world.do(ADMIN, "put_zone", zone_id="mitte", hours=hours, **square)

    with refused(Code.OUTSIDE_HOURS):
        world.a_booking()

    assert world.a_booking(pickup_window=window(5 * 3600, 6 * 3600))


def test_a_paused_area_refuses() -> None:
    world = World()
    place = {"lat": CENTRE.lat, "lng": CENTRE.lng}
    world.do(
        ADMIN, "put_service_area", area_id=AREA, name="Berlin", timezone="Europe/Berlin", centre=place, paused=True
    )

    with refused(Code.ZONE_CLOSED):
        world.a_booking()


def a_world_of_two_areas() -> World:
    world = World()
    place = {"lat": CENTRE.lat, "lng": 13.55}
    world.do(ADMIN, "put_service_area", area_id="east", name="East", timezone="Europe/Berlin", centre=place)
    world.do(ADMIN, "put_zone", zone_id="east", area_id="east", name="East", geometry=EAST, services=["courier"])
    return world


def test_stops_of_two_areas_are_refused() -> None:
    world = a_world_of_two_areas()

    with refused(Code.DIFFERENT_AREAS):
        world.a_booking(stops=stops(("pickup", CENTRE), ("dropoff", a_point(east_m=10_000))))


def test_a_customer_with_too_many_open_bookings_is_refused_by_every_way_in() -> None:
    world = World()
    quote = world.do(CUSTOMER, "quote_booking", service="courier", stops=stops(("service", CENTRE)))
    for _ in range(20):
        world.a_booking()

    with refused(Code.TOO_MANY_OPEN_BOOKINGS):
        world.a_booking()
    with refused(Code.TOO_MANY_OPEN_BOOKINGS):
        world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"])

    assert world.a_booking(OPERATOR, customer_id=CUSTOMER.id)


def test_only_staff_of_the_area_book_for_somebody_else() -> None:
    world = a_world_of_two_areas()
    nearby, far = stops(("service", CENTRE)), stops(("service", a_point(east_m=10_000)))

    with refused(Code.WRONG_ROLE):
        world.a_booking(CUSTOMER, customer_id="somebody")
    with refused(Code.WRONG_ROLE):
        world.a_booking(PROVIDER)
    with refused(Code.WRONG_ROLE):
        world.a_booking(OPERATOR, customer_id="somebody", stops=far)

    booking_id = world.a_booking(OPERATOR, customer_id="somebody", stops=nearby)
    assert world.booking(booking_id).customer_id == "somebody"


def test_refused_demand_is_counted_by_code_cell_and_area_once_a_request() -> None:
    world = World()
    asked = {"service": "gardening", "stops": stops(("service", CENTRE)), "op_id": "op-refused-1"}

    for verb in ("place_booking", "place_booking", "quote_booking"):
        with refused(Code.SERVICE_NOT_OFFERED):
            world.do(CUSTOMER, verb, **asked)

    (entry,) = world.store.documents(collection_names.REFUSALS, Refusal).values()
    assert (entry.code, entry.area_id, entry.cell) == ("B102 SERVICE_NOT_OFFERED", AREA, "u33dc0")


def test_a_counter_that_fails_does_not_hide_the_refusal() -> None:
    world = World()
    world.store.fail_next_commit("before")

    with refused(Code.NOT_SERVICEABLE):
        world.a_booking(stops=stops(("service", OUTSIDE)))


# Quotes


def a_quote(world: World) -> dict[str, Any]:
    return world.do(CUSTOMER, "quote_booking", service="courier", stops=stops(("service", CENTRE)))


def test_a_quote_is_placed_on_its_own_terms() -> None:
    world = World()
    quote = a_quote(world)
    terms = world.booking(quote["booking_id"]).terms
    fare = {"amount_minor": quote["fare_minor"], "currency": quote["currency"]}

    told = world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"], fare=fare, expected_version=1)

    assert told["state"] == "searching"
    assert world.booking(quote["booking_id"]).terms == terms
    assert world.events(quote["booking_id"]) == ["booking.quoted", "booking.created"]


def test_a_quote_for_later_becomes_a_booking_for_later() -> None:
    world = World()
    asked = {"service": "courier", "stops": stops(("service", CENTRE)), "pickup_window": window(7200, 9000)}
    quote = world.do(CUSTOMER, "quote_booking", **asked)

    assert world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"])["state"] == "scheduled"


def test_a_quote_of_what_is_ready_later_is_searched_for_as_long_as_a_booking_of_it() -> None:
    world = World()
    hours = [{"weekdays": [*range(7)], "opens": "14:00", "closes": "20:00"}]
    square = {"area_id": AREA, "name": "Mitte", "geometry": SQUARE, "services": ["courier"]}
    world.do(ADMIN, "put_zone", zone_id="mitte", hours=hours, **square)
    asked = {"service": "courier", "stops": stops(("service", CENTRE)), "ready_at": later(3 * 3600)}

    placed = world.do(CUSTOMER, "place_booking", **asked)
    quote = world.do(CUSTOMER, "quote_booking", **asked)
    world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"])

    assert world.booking(quote["booking_id"]).search == world.booking(placed["booking_id"]).search


def test_a_quote_that_ran_out_is_refused_and_swept_away() -> None:
    world = World()
    quote = a_quote(world)
    world.clock.advance(901)

    with refused(Code.QUOTE_EXPIRED):
        world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"])
    world.sweep()

    assert world.booking(quote["booking_id"]).state is BookingState.EXPIRED
    with refused(Code.WRONG_STATE):
        world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"])


def test_a_placed_quote_is_not_swept_away() -> None:
    world = World()
    quote = a_quote(world)
    world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"])
    world.clock.advance(901)

    world.sweep()

    assert world.booking(quote["booking_id"]).state is BookingState.SEARCHING


def test_a_quote_is_placed_only_for_the_fare_that_was_shown_and_by_its_customer() -> None:
    world = World()
    quote = a_quote(world)
    stranger = CUSTOMER.model_copy(update={"id": "customer-2"})

    with refused(Code.QUOTE_MISMATCH):
        world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"], fare={"amount_minor": 1, "currency": "EUR"})
    with refused(Code.NOT_YOURS):
        world.do(stranger, "place_quoted", booking_id=quote["booking_id"])
    with refused(Code.STALE_VERSION):
        world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"], expected_version=7)
    with refused(Code.NOT_FOUND):
        world.do(CUSTOMER, "place_quoted", booking_id="nobody-knows")


def test_a_quoted_place_is_checked_again_when_it_is_placed() -> None:
    world = World()
    quote = a_quote(world)
    world.do(OPERATOR, "close_zone", zone_id="mitte", closure={"window": window(0, 3600), "reason": "flood"})

    with refused(Code.ZONE_CLOSED):
        world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"])


# Partners


def test_a_partner_who_books_the_same_reference_twice_has_one_booking() -> None:
    world = World()

    first = world.a_booking(external_id="order-7")
    again = world.a_booking(external_id="order-7")
    world.settle()

    assert first == again
    assert world.events(first).count("booking.created") == 1


def test_the_same_reference_of_another_customer_is_another_booking() -> None:
    world = World()
    other = CUSTOMER.model_copy(update={"id": "customer-2"})

    assert world.a_booking(external_id="order-7") != world.a_booking(other, external_id="order-7")


def test_two_bookings_of_one_reference_at_once_are_one() -> None:
    world = World()
    world.store.before_next_commit(lambda: world.a_booking(external_id="order-7"))

    booking_id = world.a_booking(external_id="order-7")

    assert len(world.store.documents(collection_names.BOOKINGS, Booking)) == 1
    assert world.booking(booking_id).created_at == NOW + timedelta()


def quoted_and_placed(world: World, actor: Actor = CUSTOMER) -> str:
    """Quote and place under a partner's reference, from the beginning."""
    quote = world.do(actor, "quote_booking", service="courier", stops=stops(("service", CENTRE)), external_id="order-7")
    return str(world.do(actor, "place_quoted", booking_id=quote["booking_id"])["booking_id"])


def test_a_partner_who_quotes_and_places_the_same_reference_twice_has_one_booking() -> None:
    world = World()

    first = quoted_and_placed(world)
    again = quoted_and_placed(world)
    world.settle()

    assert first == again
    assert world.store.open_bookings_of(CUSTOMER.id, 10) == 1


def test_the_same_reference_quoted_and_placed_by_another_customer_is_another_booking() -> None:
    world = World()
    other = CUSTOMER.model_copy(update={"id": "customer-2"})

    assert quoted_and_placed(world) != quoted_and_placed(world, other)


def test_a_reference_is_one_booking_whichever_way_it_is_placed() -> None:
    placed_first, quoted_first = World(), World()

    assert placed_first.a_booking(external_id="order-7") == quoted_and_placed(placed_first)
    assert quoted_and_placed(quoted_first) == quoted_first.a_booking(external_id="order-7")


def test_two_quotes_of_one_reference_placed_at_once_are_one_booking() -> None:
    world = World()
    asked = {"service": "courier", "stops": stops(("service", CENTRE)), "external_id": "order-7"}
    first, second = (world.do(CUSTOMER, "quote_booking", **asked)["booking_id"] for _ in range(2))
    world.store.before_next_commit(lambda: world.do(CUSTOMER, "place_quoted", booking_id=second))

    told = world.do(CUSTOMER, "place_quoted", booking_id=first)

    assert told["booking_id"] == second
    assert world.booking(first).state is BookingState.QUOTED
