"""The search for supply around a booking: what lies within reach is found, however unevenly it lies."""

from collections.abc import Iterator

from shared.models.booking import BookingState
from tests.world import World

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
