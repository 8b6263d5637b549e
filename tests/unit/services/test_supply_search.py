"""The search for supply around a booking: what lies within reach is found, however unevenly it lies."""

from collections.abc import Iterator

from shared.models.booking import BookingState
from tests.builders import ADMIN
from tests.world import AREA, World

CROWD = 90


def a_crowd(world: World, north_m: float, east_m: float) -> Iterator[str]:
    """Providers who wait in one street, ten metres apart: more than one look at a place reads."""
    for number in range(CROWD):
        uid = f"p{number:03}"
        world.a_provider_on_duty(uid, north_m=north_m, east_m=east_m + 10 * number)
        yield uid


def test_a_booking_some_way_from_where_everybody_waits_still_finds_somebody() -> None:
    world = World()
    uids = list(a_crowd(world, north_m=-4000, east_m=-4000))

    booking_id = world.a_booking()
    world.settle()

    assert world.booking(booking_id).state is BookingState.SEARCHING
    assert [uid for uid in uids if world.offers_to(uid)]


def test_a_rare_service_is_found_beyond_a_crowd_of_others() -> None:
    world = World()
    for number in range(CROWD):
        world.a_provider_on_duty(f"p{number:03}", north_m=number, services=["courier"])
    world.a_provider_on_duty("plumber", north_m=2500, services=["repair"])

    world.a_booking(service="repair")
    world.settle()

    assert world.offers_to("plumber")


def test_who_is_admitted_for_another_service_is_found_for_it_without_a_new_shift() -> None:
    world = World()
    world.a_provider_on_duty("ada", services=["courier"])
    world.do(ADMIN, "put_provider", provider_id="ada", area_id=AREA, name="Ada", services=["courier", "repair"])

    world.a_booking(service="repair")
    world.settle()

    assert world.offers_to("ada")


def test_a_rare_skill_is_found_beyond_a_crowd_without_it() -> None:
    world = World()
    for number in range(CROWD):
        world.a_provider_on_duty(f"p{number:03}", north_m=number, services=["repair"])
    world.a_provider_on_duty("electrician", north_m=2500, services=["repair"], skills=["electric"])

    world.a_booking(service="repair", requirements={"skills": ["electric"]})
    world.settle()

    assert world.offers_to("electrician")


def test_who_learns_a_skill_is_found_for_it_without_a_new_shift() -> None:
    world = World()
    world.a_provider_on_duty("ada", services=["repair"])
    world.do(
        ADMIN, "put_provider", provider_id="ada", area_id=AREA, name="Ada", services=["repair"], skills=["electric"]
    )

    world.a_booking(service="repair", requirements={"skills": ["electric"]})
    world.settle()

    assert world.offers_to("ada")
