"""Areas, zones, providers, operators, devices and contacts: who may change them, and what that does to bookings."""

from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.models.area import ServiceArea
from shared.models.audit import AuditEntry
from shared.models.booking import BookingState
from shared.models.device import Device
from shared.models.provider import Duty, Position
from shared.models.triage import Operator
from shared.models.zone import Zone
from tests.builders import ADMIN, CUSTOMER, OPERATOR, PROVIDER, SQUARE, later
from tests.simulation.invariants import violations
from tests.unit.services.territory import SUPERVISOR, close, put_area, put_zone
from tests.world import AREA, World, refused

FAR_OPERATOR = OPERATOR.model_copy(update={"areas": ("paris",)})
BOWTIE = '{"type":"Polygon","coordinates":[[[13.3,52.4],[13.5,52.6],[13.5,52.4],[13.3,52.6],[13.3,52.4]]]}'


# Areas


def test_admins_create_areas_and_supervisors_change_their_own() -> None:
    world = World()

    assert put_area(world, ADMIN, "east")["version"] == 1
    assert put_area(world, SUPERVISOR, name="Berlin Mitte", expected_version=1)["version"] == 2
    for actor, area_id in ((OPERATOR, AREA), (CUSTOMER, AREA), (SUPERVISOR, "east"), (SUPERVISOR, "new")):
        with refused(Code.WRONG_ROLE):
            put_area(world, actor, area_id)


def test_an_area_is_written_as_a_new_version_of_what_was_read() -> None:
    world = World()

    with refused(Code.STALE_VERSION):
        put_area(world, ADMIN, expected_version=5)
    for name in ("Mars/Olympus", "Europe", "../../etc/passwd", "Europe/Berlin\x00"):
        with refused(Code.INVALID_ARGUMENT):
            put_area(world, ADMIN, timezone=name)

    put_area(world, ADMIN, expected_version=1)
    area = world.store.value(paths.service_area(AREA), ServiceArea)
    assert (area.version, area.dispatch.version) == (2, 2)


# Zones


def test_zones_are_for_staff_of_their_area_and_valid() -> None:
    world = World()
    put_area(world, ADMIN, "east")

    for actor in (CUSTOMER, PROVIDER, FAR_OPERATOR):
        with refused(Code.WRONG_ROLE):
            put_zone(world, actor)
    with refused(Code.WRONG_ROLE):
        put_zone(world, FAR_OPERATOR.model_copy(update={"areas": ("east",)}), area_id="east")
    with refused(Code.BAD_GEOMETRY):
        put_zone(world, OPERATOR, geometry=BOWTIE)
    with refused(Code.STALE_VERSION):
        put_zone(world, OPERATOR, expected_version=4)
    with refused(Code.NOT_FOUND):
        put_zone(world, ADMIN, "moon", area_id="moon")

    assert put_zone(world, OPERATOR, expected_version=1)["version"] == 2


def test_closing_a_zone_calls_off_what_waits_there_and_leaves_what_is_under_way() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    running = world.won_by(ada)
    searching = world.a_booking()
    world.settle()
    soon = {"start_at": later(3000).isoformat(), "end_at": later(3300).isoformat()}
    tomorrow = {"start_at": later(90_000).isoformat(), "end_at": later(93_000).isoformat()}
    due, after = world.a_booking(pickup_window=soon), world.a_booking(pickup_window=tomorrow)

    close(world)
    world.settle()

    states = [world.booking(booking_id).state.value for booking_id in (running, searching, due, after)]
    assert states == ["assigned", "cancelled", "cancelled", "scheduled"]
    cancelled = world.booking(searching)
    assert (cancelled.cancelled_by, cancelled.end_reason, cancelled.fee_minor) == ("system", "B103 ZONE_CLOSED", 0)
    assert violations(world) == []


def test_a_closure_reaches_what_waits_there_however_much_waits_elsewhere() -> None:
    world = World()
    booking_id = world.a_booking()
    elsewhere = world.booking(booking_id)
    stops = tuple(stop.model_copy(update={"zone_id": "west"}) for stop in elsewhere.terms.stops)
    terms = elsewhere.terms.model_copy(update={"stops": stops})
    for number in range(301):
        known_as = {"booking_id": f"old-{number:03d}", "created_at": later(-number - 1), "terms": terms}
        world.store.seed({paths.booking(known_as["booking_id"]): elsewhere.model_copy(update=known_as)})

    close(world)
    world.settle()

    assert world.booking(booking_id).state is BookingState.CANCELLED


def test_a_booking_that_is_won_before_the_closure_reaches_it_goes_on() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()
    (offer,) = world.offers_to("ada")
    close(world)
    world.store.before_next_commit(lambda: world.do(ada, "accept_offer", offer_id=offer.offer_id))

    world.settle()

    assert world.booking(booking_id).state is BookingState.ASSIGNED


def test_a_zone_that_shrinks_calls_off_what_lies_outside_now() -> None:
    world = World()
    booking_id = world.a_booking()
    far = SQUARE.replace("52.45", "52.55")

    put_zone(world, OPERATOR, geometry=far)
    world.settle()

    assert world.booking(booking_id).end_reason == "B101 NOT_SERVICEABLE"


def test_closures_are_for_staff_of_the_area_and_for_what_is_to_come() -> None:
    world = World()

    with refused(Code.WRONG_ROLE):
        close(world, FAR_OPERATOR)
    with refused(Code.BAD_WINDOW):
        close(world, start_s=-7200, end_s=-3600)
    with refused(Code.NOT_FOUND):
        window = {"start_at": later(0).isoformat(), "end_at": later(60).isoformat()}
        world.do(OPERATOR, "close_zone", zone_id="moon", closure={"window": window, "reason": "dust"})


def test_a_closure_whose_message_was_lost_is_applied_by_the_sweep() -> None:
    world = World()
    booking_id = world.a_booking()
    world.settle()
    close(world)
    world.bus.drain()

    world.sweep()

    assert world.booking(booking_id).state is BookingState.CANCELLED


def test_a_search_in_a_paused_area_still_ends_when_its_time_is_over() -> None:
    world = World()
    booking_id = world.a_booking()
    put_area(world, ADMIN, paused=True)
    world.clock.advance(3600)

    world.sweep()

    assert world.booking(booking_id).end_reason == "area_paused"


def test_past_closures_are_dropped_and_there_is_a_limit_to_them() -> None:
    world = World()
    close(world, end_s=60)
    world.clock.advance(100)
    for n in range(50):
        close(world, start_s=1000 + n, end_s=2000 + n)

    assert len(world.store.value(paths.zone("mitte"), Zone).closures) == 50
    with refused(Code.INVALID_ARGUMENT):
        close(world, start_s=1000, end_s=2000)


# Providers


def admit(world: World, actor: Any = OPERATOR, uid: str = "ada", **fields: Any) -> dict[str, Any]:
    known = {"area_id": AREA, "name": "Ada", "services": ["courier"]}
    return world.do(actor, "put_provider", provider_id=uid, **{**known, **fields})


def test_staff_admit_providers_to_their_area() -> None:
    world = World()
    put_area(world, ADMIN, "east")
    admit(world)

    for actor in (CUSTOMER, PROVIDER, FAR_OPERATOR):
        with refused(Code.WRONG_ROLE):
            admit(world, actor)
    with refused(Code.WRONG_ROLE):
        admit(world, FAR_OPERATOR.model_copy(update={"areas": ("east",)}), area_id="east")
    with refused(Code.NOT_FOUND):
        admit(world, ADMIN, area_id="moon")
    assert world.provider("ada").duty is Duty.OFFLINE


def test_a_working_provider_keeps_area_and_used_capacity() -> None:
    world = World()
    put_area(world, ADMIN, "east")
    ada = world.a_provider_on_duty("ada", capacity=3)
    world.won_by(ada, requirements={"demand": 2})

    with refused(Code.HAS_ACTIVE_JOBS):
        admit(world, capacity=1)
    with refused(Code.HAS_ACTIVE_JOBS):
        admit(world, ADMIN, area_id="east", capacity=3)

    admit(world, capacity=2, name="Ada Lovelace")
    assert (world.provider("ada").load, world.provider("ada").name) == (2, "Ada Lovelace")


def test_what_can_not_change_while_somebody_works_is_named() -> None:
    world = World()
    put_area(world, ADMIN, "east")
    world.won_by(world.a_provider_on_duty("ada", capacity=3), requirements={"demand": 2})

    with refused(Code.HAS_ACTIVE_JOBS) as little:
        admit(world, capacity=1)
    with refused(Code.HAS_ACTIVE_JOBS) as elsewhere:
        admit(world, ADMIN, area_id="east", capacity=3)

    assert little.value.details == {"field": "capacity", "load": 2}
    assert elsewhere.value.details == {"field": "area_id", "load": 2}


def test_a_provider_that_somebody_else_changed_is_not_overwritten_unseen() -> None:
    world = World()
    assert admit(world, uid="eve", expected_version=0)["version"] == 1
    assert admit(world, uid="eve", skills=["cold_chain"], expected_version=1)["version"] == 2

    for seen in (0, 1):
        with refused(Code.STALE_VERSION) as late:
            admit(world, uid="eve", expected_version=seen)
        assert late.value.details == {"version": 2}

    assert world.provider("eve").skills == ("cold_chain",)


def test_work_that_comes_meanwhile_is_no_change_of_what_was_granted() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=3)
    before = world.provider("ada")
    world.won_by(ada)

    told = admit(world, skills=["cold_chain"], capacity=3, expected_version=before.grants_version)

    assert world.provider("ada").version > before.version + 1
    assert (told["version"], world.provider("ada").skills) == (before.grants_version + 1, ("cold_chain",))


def test_a_provider_who_changes_area_is_not_found_in_the_old_one_any_more() -> None:
    world = World()
    put_area(world, ADMIN, "east")
    world.a_provider_on_duty("ada")

    admit(world, ADMIN, area_id="east")
    booking_id = world.a_booking()
    world.settle()

    assert world.store.value(paths.position("ada"), Position).area_id == "east"
    assert world.offers_to("ada") == []
    assert world.booking(booking_id).state is BookingState.SEARCHING


def test_a_provider_who_changes_area_leaves_its_zones_behind() -> None:
    world = World()
    put_area(world, ADMIN, "east")
    ada = world.a_provider_on_duty("ada")
    world.finish(ada, world.won_by(ada))
    assert world.provider("ada").zone_id == "mitte"

    admit(world, name="Ada L.")
    stayed = world.provider("ada").zone_id
    admit(world, ADMIN, area_id="east")

    assert (stayed, world.provider("ada").zone_id) == ("mitte", None)


def test_duty_decides_whether_a_provider_is_looked_for() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")

    seen = []
    for duty in ("paused", "online", "offline"):
        world.do(ada, "set_duty", duty=duty)
        seen.append(world.store.value(paths.position("ada"), Position).matchable)

    assert seen == [False, True, False]


def test_a_provider_without_a_position_or_admission_does_not_come_on_duty() -> None:
    world = World()
    admit(world, uid=PROVIDER.id)

    with refused(Code.LINK_LOST):
        world.do(PROVIDER, "set_duty", duty="online")
    with refused(Code.NOT_FOUND):
        world.do(PROVIDER.model_copy(update={"id": "nobody"}), "set_duty", duty="online")
    assert world.do(PROVIDER, "set_duty", duty="paused")["duty"] == "paused"


def test_only_the_provider_and_the_areas_staff_set_duty() -> None:
    world = World()
    world.a_provider_on_duty("ada")

    for actor in (CUSTOMER, PROVIDER, FAR_OPERATOR):
        with refused(Code.WRONG_ROLE):
            world.do(actor, "set_duty", duty="offline", provider_id="ada")
    assert world.do(OPERATOR, "set_duty", duty="paused", provider_id="ada")["duty"] == "paused"


def test_a_running_job_stays_with_a_provider_who_goes_off_duty() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)

    world.do(ada, "set_duty", duty="offline")
    world.finish(ada, booking_id)

    assert world.booking(booking_id).state is BookingState.COMPLETED


# Operators, devices, contacts


def test_only_admins_write_operators_and_revoke_sessions() -> None:
    world = World()
    known = {"uid": "op-7", "role": "operator", "areas": [AREA]}

    for actor in (OPERATOR, SUPERVISOR, CUSTOMER):
        with refused(Code.WRONG_ROLE):
            world.do(actor, "put_operator", **known)
    world.do(ADMIN, "put_operator", **known)
    world.do(ADMIN, "put_operator", **known, revoke_sessions=True)
    world.clock.advance(60)
    world.do(ADMIN, "put_operator", **{**known, "areas": []})

    operator = world.store.value(paths.operator("op-7"), Operator)
    assert (operator.areas, operator.valid_after) == ((), later(60))


def register(world: World, actor: Any, installation_id: str = "phone-1") -> dict[str, Any]:
    phone = {"installation_id": installation_id, "target_kind": "token", "target": f"token-{actor.id}"}
    return world.do(actor, "register_device", app="customer", **phone)


def test_a_device_belongs_to_who_signed_in_last() -> None:
    world = World()
    other = CUSTOMER.model_copy(update={"id": "customer-2"})
    register(world, CUSTOMER)

    register(world, other)

    device = world.store.value(paths.device("phone-1"), Device)
    assert (device.owner, device.target) == ("customer-2", "token-customer-2")
    with refused(Code.NOT_YOURS):
        world.do(CUSTOMER, "unregister_device", installation_id="phone-1")
    for _ in range(2):
        world.do(other, "unregister_device", installation_id="phone-1")
    assert paths.device("phone-1") not in world.store


def reveals(world: World) -> list[AuditEntry]:
    entries = world.store.documents(collection_names.AUDIT, AuditEntry).values()
    return [entry for entry in entries if entry.action == "reveal_contact"]


def test_a_contact_is_revealed_to_staff_with_a_reason_that_is_kept() -> None:
    world = World()
    booking_id = world.a_booking(contact_phone="+49 30 98765")
    asked = {"booking_id": booking_id, "reason": "customer can not be found"}

    told = world.do(OPERATOR, "reveal_contact", **asked)

    assert told["phone"] == "+49 30 98765"
    assert "pins" not in told
    (seen,) = reveals(world)
    assert (seen.action, seen.actor_id, seen.reason) == ("reveal_contact", OPERATOR.id, asked["reason"])
    assert (seen.area_id, seen.subject) == (AREA, {"booking_id": booking_id})
    assert not [path for path in world.store if path.startswith("commits/") and "98765" in str(world.store._row(path))]


@pytest.mark.parametrize("actor", [CUSTOMER, PROVIDER, FAR_OPERATOR])
def test_a_contact_is_not_revealed_to_others(actor: Any) -> None:
    world = World()
    booking_id = world.a_booking(contact_phone="+49 30 98765")

    with refused(Code.WRONG_ROLE):
        world.do(actor, "reveal_contact", booking_id=booking_id, reason="curious")

    assert reveals(world) == []


def test_there_is_nothing_to_reveal_where_no_contact_was_left() -> None:
    world = World()

    with refused(Code.NOT_FOUND):
        world.do(OPERATOR, "reveal_contact", booking_id=world.a_booking(), reason="looking")
