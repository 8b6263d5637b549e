"""Demand shaping as stories: each measure acts while it lasts, lapses by itself, and leaves a trail."""

from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor, ActorKind
from shared.models.area import ServiceArea
from shared.models.booking import BookingState
from shared.models.facts import Refusal
from shared.models.shaping import Shaping
from shared.models.zone import Zone
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, PROVIDER, later
from tests.world import AREA, World, refused

FAR_OPERATOR = Actor(kind=ActorKind.OPERATOR, id="operator-2", areas=("paris",))
SAVER: dict[str, Any] = {"preferences": {"priority": "saver"}}


def window(start_s: float, end_s: float) -> dict[str, str]:
    return {"start_at": later(start_s).isoformat(), "end_at": later(end_s).isoformat()}


def shape(world: World, kind: str, actor: Actor = OPERATOR, lasts_s: float = 3600, **fields: Any) -> str:
    asked = {"area_id": AREA, "kind": kind, "window": window(0, lasts_s), "reason": "storm", **fields}
    return str(world.do(actor, "shape_demand", **asked)["shaping_id"])


def kept(world: World, shaping_id: str) -> Shaping:
    return world.store.value(paths.shaping(shaping_id), Shaping)


def acting(world: World) -> list[str]:
    return [shaping.shaping_id for shaping in world.store.value(paths.service_area(AREA), ServiceArea).shapings]


def promised_end_s(world: World, verb: str = "place_booking", **changes: Any) -> float:
    stops = [{"type": "service", "point": CENTRE.model_dump()}]
    told = world.do(CUSTOMER, verb, **{"service": "repair", "stops": stops, **changes})
    return (world.booking(told["booking_id"]).terms.promise.window.end_at - later(0)).total_seconds()


# Widening windows


def test_widened_windows_are_told_at_quote_and_booking_while_it_lasts() -> None:
    world = World()
    plain_s = promised_end_s(world)

    shape(world, "widen_windows", extra_min=20)
    widened_s = [promised_end_s(world, verb) for verb in ("quote_booking", "place_booking")]
    later_on = {"start_at": later(4000).isoformat(), "end_at": later(4600).isoformat()}
    scheduled_s = promised_end_s(world, pickup_window=later_on)
    world.clock.advance(3600)
    after_s = promised_end_s(world) - 3600

    assert widened_s == [plain_s + 1200] * 2
    assert scheduled_s == 4600 + plain_s - 600, "a job that begins after the measure is promised as ever"
    assert after_s == plain_s, "no job had to run for it to lapse"


def test_widening_leaves_other_services_zones_and_deadlines_alone() -> None:
    world = World()
    plain_s = promised_end_s(world)
    shape(world, "widen_windows", extra_min=20, service="courier")
    shape(world, "widen_windows", extra_min=60, zone_id="mitte", service="courier")

    untouched_s = promised_end_s(world)
    shape(world, "widen_windows", extra_min=5)
    deadline = {"promise_type": "deadline", "deliver_by": later(7200).isoformat()}

    assert untouched_s == plain_s
    assert promised_end_s(world, service="courier", **deadline) == 7200
    assert promised_end_s(world, service="courier") == plain_s + 3600, "of several the widest counts"


# Holding


def test_savers_wait_while_demand_is_held_and_are_asked_for_when_it_ends() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    shape(world, "hold_non_urgent", lasts_s=600)
    saver = world.a_booking(**SAVER)
    world.settle()
    held = world.offers_to("ada")

    world.clock.advance(600)
    world.is_seen("ada", CENTRE)
    world.sweep()

    assert held == []
    assert [offer.booking_id for offer in world.offers_to("ada")] == [saver]


def test_others_go_on_while_savers_are_held() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    shape(world, "hold_non_urgent")
    world.a_booking(**SAVER)
    standard = world.a_booking()

    world.settle()

    assert [offer.booking_id for offer in world.offers_to("ada")] == [standard]


def test_however_many_savers_are_held_they_take_no_place_in_the_window() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    shape(world, "hold_non_urgent")
    saver = world.booking(world.a_booking(**SAVER))
    for number in range(200):
        booking_id = f"saver-{number:03d}"
        older = {"booking_id": booking_id, "customer_id": booking_id, "created_at": later(-number - 1)}
        world.store.seed({paths.booking(booking_id): saver.model_copy(update=older)})
    standard = world.a_booking()

    world.settle()

    assert [offer.booking_id for offer in world.offers_to("ada")] == [standard]


def test_a_held_saver_is_let_go_in_time_for_its_promise() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    shape(world, "hold_non_urgent", lasts_s=7200)
    saver = world.booking(world.a_booking(**SAVER))
    end_s = (saver.terms.promise.window.end_at - later(0)).total_seconds()

    asked_after_s = None
    for _ in range(60):
        world.clock.advance(60)
        world.is_seen("ada", CENTRE)
        world.sweep()
        if world.offers_to("ada"):
            asked_after_s = (world.clock.now() - later(0)).total_seconds()
            break

    assert asked_after_s is not None
    assert 300 < asked_after_s < end_s - 600


@pytest.mark.parametrize(("priority", "released_after_s"), [("standard", 1440), ("saver", 1440), ("fast", 840)])
def test_a_scheduled_search_opens_later_while_demand_is_held_unless_it_is_fast(
    priority: str, released_after_s: int
) -> None:
    world = World()
    shape(world, "hold_non_urgent", lasts_s=7200)
    soon = window(2000, 2600)
    booking_id = world.a_booking(pickup_window=soon, preferences={"priority": priority})

    for _ in range(60):
        world.clock.advance(60)
        world.sweep()
        if world.booking(booking_id).state is not BookingState.SCHEDULED:
            break

    assert (world.clock.now() - later(0)).total_seconds() == released_after_s


def test_however_many_scheduled_searches_are_put_off_the_others_open_in_time() -> None:
    world = World()
    shape(world, "hold_non_urgent", lasts_s=7200)
    fast = world.a_booking(pickup_window=window(2100, 2700), preferences={"priority": "fast"})
    standard = world.booking(world.a_booking(pickup_window=window(2000, 2600)))
    for number in range(200):
        booking_id = f"standard-{number:03d}"
        world.store.seed({paths.booking(booking_id): standard.model_copy(update={"booking_id": booking_id})})

    world.clock.advance(960)
    world.sweep()

    assert world.booking(standard.booking_id).state is BookingState.SCHEDULED
    assert world.booking(fast).state is BookingState.SEARCHING


# Pausing


def test_a_paused_service_is_refused_at_every_entry_and_the_refusal_is_counted() -> None:
    world = World()
    quote = world.do(
        CUSTOMER, "quote_booking", service="repair", stops=[{"type": "service", "point": CENTRE.model_dump()}]
    )
    shape(world, "pause_service", service="repair")

    for verb in ("quote_booking", "place_booking"):
        with refused(Code.SERVICE_PAUSED):
            promised_end_s(world, verb)
    with refused(Code.SERVICE_PAUSED):
        world.do(CUSTOMER, "place_quoted", booking_id=quote["booking_id"])

    assert world.a_booking(), "another service goes on"
    assert {one.code for one in world.store.documents(collection_names.REFUSALS, Refusal).values()} == {
        "D241 SERVICE_PAUSED"
    }
    later_on = {"start_at": later(3700).isoformat(), "end_at": later(4300).isoformat()}
    assert promised_end_s(world, pickup_window=later_on), "and so does what begins after the pause"


def test_a_pause_lets_what_was_taken_wait_and_asks_nobody_until_it_ends() -> None:
    world = World()
    waiting = world.a_booking()
    shaping_id = shape(world, "pause_service")
    world.a_provider_on_duty("ada")
    world.do(ADMIN, "put_zone", **zone(world))
    world.settle()
    during = (world.booking(waiting).state, world.offers_to("ada"))

    world.do(OPERATOR, "end_shaping", shaping_id=shaping_id)
    world.clock.advance(5)
    world.settle()

    assert during == (BookingState.SEARCHING, [])
    assert [offer.booking_id for offer in world.offers_to("ada")] == [waiting]


def zone(world: World) -> dict[str, Any]:
    known = world.store.value(paths.zone("mitte"), Zone)
    geometry = known.geometry.geojson
    return {"zone_id": "mitte", "area_id": AREA, "name": "M", "geometry": geometry, "services": ["courier", "repair"]}


def test_a_search_that_ends_during_a_pause_says_so() -> None:
    world = World(dispatch={"search_timeout_s": 600})
    booking_id = world.a_booking()
    shape(world, "pause_service")

    world.clock.advance(600)
    world.sweep()

    booking = world.booking(booking_id)
    assert (booking.state, booking.end_reason) == (BookingState.UNFULFILLED, "service_paused")


# The trail


def test_every_measure_keeps_who_set_it_why_and_who_stopped_it() -> None:
    world = World()
    shaping_id = shape(world, "pause_service", zone_id="mitte", reason="gas leak")
    world.clock.advance(60)
    other = OPERATOR.model_copy(update={"id": "operator-9"})

    world.do(other, "end_shaping", shaping_id=shaping_id)

    trail = kept(world, shaping_id)
    assert (trail.set_by, trail.reason, trail.zone_id) == (OPERATOR.id, "gas leak", "mitte")
    assert (trail.ended_by, trail.ended_at) == ("operator-9", later(60))
    assert acting(world) == []
    assert world.a_booking()


def test_a_measure_that_is_over_is_dropped_from_the_area_and_can_not_be_ended() -> None:
    world = World()
    over = shape(world, "pause_service", lasts_s=60)
    world.clock.advance(60)

    with refused(Code.SHAPING_OVER):
        world.do(OPERATOR, "end_shaping", shaping_id=over)
    current = shape(world, "hold_non_urgent")

    assert acting(world) == [current]
    assert kept(world, over).ended_at is None, "it ran its course"


def test_two_measures_of_a_kind_at_one_time_and_place_contradict_each_other() -> None:
    world = World()
    first = shape(world, "widen_windows", extra_min=20)

    with refused(Code.SHAPING_CONFLICT):
        shape(world, "widen_windows", extra_min=40)
    shape(world, "widen_windows", extra_min=40, zone_id="mitte")
    world.do(OPERATOR, "end_shaping", shaping_id=first)

    assert shape(world, "widen_windows", extra_min=40)


def test_only_staff_of_the_area_shape_its_demand() -> None:
    world = World()
    shaping_id = shape(world, "pause_service")

    for actor in (CUSTOMER, PROVIDER, FAR_OPERATOR):
        with refused(Code.WRONG_ROLE):
            shape(world, "hold_non_urgent", actor)
        with refused(Code.WRONG_ROLE):
            world.do(actor, "end_shaping", shaping_id=shaping_id)
    with refused(Code.WRONG_ROLE):
        shape(world, "hold_non_urgent", area_id="moon")
    with refused(Code.NOT_FOUND):
        shape(world, "hold_non_urgent", ADMIN, area_id="moon")
    with refused(Code.NOT_FOUND):
        shape(world, "hold_non_urgent", zone_id="moon")


@pytest.mark.parametrize("bounds", [(-7200, -3600), (-10, 0), (60, 60)])
def test_a_measure_in_the_past_or_of_no_length_is_refused(bounds: tuple[float, float]) -> None:
    world = World()

    with refused(Code.BAD_WINDOW):
        shape(world, "pause_service", window=window(*bounds))


def test_new_settings_of_an_area_leave_its_measures_alone() -> None:
    world = World()
    shaping_id = shape(world, "pause_service")

    world.configure(most_on_board=1)

    assert acting(world) == [shaping_id]


# Closures


def close(world: World, start_s: float, end_s: float, reason: str = "marathon") -> str:
    closure = {"window": window(start_s, end_s), "reason": reason}
    return str(world.do(OPERATOR, "close_zone", zone_id="mitte", closure=closure)["shaping_id"])


def test_a_closure_has_its_trail_and_ends_early_like_any_measure() -> None:
    world = World()
    shaping_id = close(world, 0, 3600)
    with refused(Code.ZONE_CLOSED):
        world.a_booking()

    world.do(OPERATOR, "end_shaping", shaping_id=shaping_id)

    assert world.a_booking()
    trail = kept(world, shaping_id)
    assert (trail.kind, trail.set_by, trail.ended_by) == ("close_zone", OPERATOR.id, OPERATOR.id)
    assert world.store.value(paths.zone("mitte"), Zone).closures == ()


def test_closures_that_contradict_each_other_are_refused() -> None:
    world = World()
    close(world, 0, 3600)

    with refused(Code.CLOSURE_CONFLICT):
        close(world, 1800, 5400, reason="flood")
    close(world, 1800, 5400)
    close(world, 5400, 7200, reason="flood")
    for bounds in ((-7200, -3600), (60, 60)):
        with refused(Code.BAD_WINDOW):
            close(world, *bounds)

    assert len(world.store.value(paths.zone("mitte"), Zone).closures) == 3
