"""A running plan looked at again: what is kept silently, what is told, and what the dispatcher decides on."""

from typing import Any

import pytest

from muster.services.revise_etas import revise_route
from shared import collection_names, paths
from shared.messages.events import Actor, EtaRevised
from shared.models.booking import Booking
from shared.models.change import remove
from shared.models.customer_view import CustomerState
from shared.models.eta import BookingEta, EtaCause, EtaWindow, RevisionReason
from shared.models.facts import BookingFacts
from shared.models.progress import Progress
from shared.models.push import Delivery
from shared.models.stop import StopState
from shared.units import BookingId
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, a_point, later
from tests.world import AREA, World

DOOR_M = 4000
WAY = {
    "stops": [
        {"type": "pickup", "point": CENTRE.model_dump()},
        {"type": "dropoff", "point": a_point(north_m=DOOR_M).model_dump()},
    ]
}
NOTHING: dict[str, list[str]] = {"told": [], "kept": []}


def underway(**granted: Any) -> tuple[World, Actor, str]:
    """Ada has picked up and is on her way to a door four kilometres north: some twelve minutes by car."""
    world = World(dispatch={"planning": "window"})
    world.do(
        CUSTOMER, "register_device", installation_id="phone-1", app="customer", target_kind="token", target="t" * 32
    )
    ada = world.a_provider_on_duty("ada", vehicle="car", **granted)
    booking_id = world.won_by(ada, **WAY)
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, booking_id)
    world.settle()
    assert world.booking(booking_id).terms.stops[1].state is StopState.ENROUTE
    return world, ada, booking_id


def after(world: World, minutes: float, *, north_m: float) -> dict[str, Any]:
    """Let time pass, see Ada somewhere on her way, and look at her plan again."""
    world.let_pass(60 * minutes)
    world.is_seen("ada", a_point(north_m=north_m))
    result = revise_route(world.backend, "ada")
    world.settle()
    return result


def look_again(world: World) -> None:
    revise_route(world.backend, "ada")


def pause(world: World, ada: Actor) -> None:
    world.do(ada, "set_duty", duty="paused")


def end_of(world: World, booking_id: str) -> EtaWindow:
    assignment = world.booking(booking_id).assignment
    assert assignment is not None
    assert assignment.eta_end is not None
    assert assignment.eta_end.p50_at == assignment.predicted_end_at
    return assignment.eta_end


def first_end_of(world: World, booking_id: str) -> EtaWindow | None:
    assignment = world.booking(booking_id).assignment
    return assignment.first_end if assignment else None


def pushes(world: World) -> list[str]:
    sent = world.store.documents(collection_names.DELIVERIES, Delivery).values()
    told = (one for one in sent if CUSTOMER.id in one.recipients)
    return [one.kind for one in sorted(told, key=lambda one: one.recorded_at)]


def eta(world: World, booking_id: str) -> BookingEta:
    return world.store.value(paths.eta(booking_id), BookingEta)


def promised_for(world: World, booking_id: str, after_s: float) -> None:
    """Give the booking another promise; its timeline is not asked for in such a test."""
    booking = world.booking(booking_id)
    promise = booking.terms.promise
    window = promise.window.model_copy(update={"end_at": later(after_s, world.clock.now())})
    terms = booking.terms.model_copy(update={"promise": promise.model_copy(update={"window": window})})
    world.store.seed({paths.booking(booking_id): booking.model_copy(update={"terms": terms})})


def test_a_provider_on_time_is_no_news_to_anybody() -> None:
    world, _, booking_id = underway()
    version = world.booking(booking_id).version

    assert after(world, 4, north_m=1320)["told"] == []

    assert world.booking(booking_id).version == version
    assert pushes(world) == ["assigned", "picked_up"]


def test_a_slow_road_is_first_kept_then_told_and_its_end_is_told_once() -> None:
    world, _, booking_id = underway()
    promised_for(world, booking_id, 18 * 60)
    first = end_of(world, booking_id)

    kept = after(world, 5, north_m=1000)
    told = after(world, 5, north_m=1050)
    at_risk = world.booking(booking_id).customer_view
    again = revise_route(world.backend, "ada")
    recovered = after(world, 5, north_m=3990)

    assert (kept, told, again, recovered) == (
        {"told": [], "kept": [booking_id]},
        {"told": [booking_id], "kept": []},
        NOTHING,
        {"told": [booking_id], "kept": []},
    )
    assert (at_risk.state, at_risk.cause) == (CustomerState.DELAYED, EtaCause.PROVIDER_LATE)
    assert world.booking(booking_id).customer_view.state is CustomerState.NEARBY
    assert pushes(world) == ["assigned", "picked_up", "delayed", "on_time_again"]
    reasons = [(one.reason, one.told) for one in eta(world, booking_id).readings]
    assert reasons == [
        (RevisionReason.FIRST, True),
        (RevisionReason.MINOR, False),
        (RevisionReason.PROMISE_AT_RISK, True),
        (RevisionReason.PROMISE_SAFE_AGAIN, True),
    ]
    assert first_end_of(world, booking_id) == first


def test_the_dispatcher_decides_on_what_is_believed_also_when_nobody_is_told() -> None:
    world, _, booking_id = underway()
    before, told = world.provider("ada"), end_of(world, booking_id)

    after(world, 5, north_m=1000)

    ada = world.provider("ada")
    believed_at = eta(world, booking_id).stops[-1].end.p50_at
    assert ada.promises[BookingId(booking_id)].predicted_at == ada.free_at == believed_at
    assert before.free_at is not None
    assert believed_at > before.free_at
    assert end_of(world, booking_id) == told


def test_what_is_told_is_an_event_that_folds() -> None:
    world, _, booking_id = underway()

    after(world, 10, north_m=200)

    told = world.store.timeline(booking_id)[-1].data
    assert isinstance(told, EtaRevised)
    assignment = world.booking(booking_id).assignment
    assert assignment is not None
    assert (assignment.shift_s, assignment.revisions) == (told.shift_s, 1)
    assert told.shift_s > 300
    assert (told.before, told.end) == (first_end_of(world, booking_id), end_of(world, booking_id))
    assert world.booking(booking_id).customer_view.eta_window is not None
    world.assert_timelines_fold()


def test_two_looks_at_once_tell_once() -> None:
    world, _, booking_id = underway()
    world.let_pass(600)
    world.is_seen("ada", a_point(north_m=200))
    world.store.before_next_commit(lambda: look_again(world))

    assert revise_route(world.backend, "ada") == NOTHING

    world.settle()
    assert world.events(booking_id).count("eta.revised") == 1
    assert pushes(world).count("eta_changed") == 1


def test_a_telling_whose_answer_is_lost_happened_once() -> None:
    world, _, booking_id = underway()
    world.let_pass(600)
    world.is_seen("ada", a_point(north_m=200))
    world.store.lose_ack()

    assert revise_route(world.backend, "ada")["told"] == [booking_id]

    world.settle()
    assert world.events(booking_id).count("eta.revised") == 1
    assert pushes(world).count("eta_changed") == 1


def test_a_look_that_loses_a_silent_race_leaves_it() -> None:
    world, ada, _ = underway()
    world.let_pass(300)
    world.is_seen("ada", a_point(north_m=1000))
    world.store.before_next_commit(lambda: pause(world, ada))

    assert revise_route(world.backend, "ada") == NOTHING


def test_a_booking_that_ends_meanwhile_is_not_told_of_another_time() -> None:
    world, ada, booking_id = underway()
    world.let_pass(600)
    world.is_seen("ada", a_point(north_m=200))
    world.store.before_next_commit(lambda: world.finish(ada, booking_id))

    assert revise_route(world.backend, "ada") == NOTHING

    world.settle()
    assert world.booking(booking_id).customer_view.state is CustomerState.DELIVERED
    assert "eta.revised" not in world.events(booking_id)


def test_a_job_that_went_to_somebody_else_is_judged_by_their_way() -> None:
    world = World(dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", vehicle="car")
    booking_id = world.won_by(ada, **WAY)
    world.a_provider_on_duty("bob", vehicle="car", north_m=300)
    stale = world.provider("ada")
    world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id="bob", reason="flat tyre")
    world.store.seed({paths.provider("ada"): stale})

    assert revise_route(world.backend, "ada") == NOTHING


def test_nobody_without_a_plan_is_looked_at() -> None:
    world = World()
    world.a_provider_on_duty("ada")

    assert revise_route(world.backend, "ada") == revise_route(world.backend, "nobody") == NOTHING


def test_a_provider_who_vanished_from_the_map_is_forecast_from_the_last_stop_and_less_surely() -> None:
    world, _, booking_id = underway()
    world.store.commit([remove(paths.position("ada"))])
    world.let_pass(600)

    revise_route(world.backend, "ada", EtaCause.NO_SIGNAL)

    found = eta(world, booking_id)
    assert found.basis == ("lost_position", "prior")
    assert found.confidence < 0.8


def test_a_pickup_that_keeps_the_provider_waiting_is_the_cause_that_the_customer_hears() -> None:
    world = World(dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", vehicle="car")
    booking_id = world.won_by(ada, **WAY)
    world.press(ada, "start_stop", booking_id)
    world.press(ada, "arrive_at_stop", booking_id)
    promised_for(world, booking_id, 15 * 60)

    after(world, 12, north_m=0)

    view = world.booking(booking_id).customer_view
    assert (view.state, view.cause) == (CustomerState.DELAYED, EtaCause.PICKUP_NOT_READY)


def progress_of(world: World, booking: Booking, **changes: Any) -> Progress:
    """What Ada's track says of her way to the next stop."""
    defaults: dict[str, Any] = {
        "provider_id": "ada",
        "area_id": AREA,
        "booking_id": booking.booking_id,
        "stop_id": booking.next_stop.stop_id if booking.next_stop else "s1",
        "since": world.clock.now(),
        "to_stop_m": 1000,
        "nearest_m": 1000,
        "at": world.clock.now(),
        "seen_at": world.clock.real_now(),
    }
    return Progress(**{**defaults, **changes})


def test_a_slow_pace_moves_the_forecast_and_is_called_traffic() -> None:
    world, _, booking_id = underway()
    promised_for(world, booking_id, 18 * 60)
    world.let_pass(240)
    world.is_seen("ada", a_point(north_m=800))
    world.store.seed({paths.progress("ada"): progress_of(world, world.booking(booking_id), pace=1.7, behind_s=200)})

    assert revise_route(world.backend, "ada")["told"] == [booking_id]

    assert world.booking(booking_id).customer_view.cause == EtaCause.TRAFFIC


def test_silent_looks_at_the_same_belief_write_nothing_more() -> None:
    world, _, booking_id = underway()
    after(world, 5, north_m=1000)
    before = eta(world, booking_id)

    for north_m in (1005, 1010, 1015):
        world.is_seen("ada", a_point(north_m=north_m))
        assert revise_route(world.backend, "ada") == NOTHING

    assert eta(world, booking_id) == before


@pytest.mark.parametrize("rate", [1.0, 60.0])
def test_the_age_of_a_position_counts_in_business_time(rate: float) -> None:
    world = World(rate=rate, dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", vehicle="car", north_m=2000)
    booking_id = world.won_by(ada, **WAY)
    world.let_pass(900)

    revise_route(world.backend, "ada")

    reach = eta(world, booking_id).stops[0].begin
    assert (reach.p90_at - reach.p50_at).total_seconds() > 450


def test_the_other_booking_on_the_plan_hears_of_an_earlier_stop() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=2, max_open_offers=2, vehicle="car")
    bookings = world.two_won_together(ada)
    ahead = world.provider("ada").route[0].booking_id
    (other,) = [one for one in bookings if one != ahead]
    world.press(ada, "start_stop", ahead)
    world.press(ada, "arrive_at_stop", ahead)
    for booking_id in bookings:
        promised_for(world, booking_id, 12 * 60)
    world.clock.advance(660)
    world.is_seen("ada", CENTRE)

    assert set(revise_route(world.backend, "ada")["told"]) == set(bookings)

    causes = {one: world.booking(one).customer_view.cause for one in bookings}
    assert causes == {ahead: EtaCause.PICKUP_NOT_READY, other: EtaCause.OTHER_STOPS}


def test_the_facts_of_a_booking_keep_the_first_window_and_the_last_one_told() -> None:
    world, ada, booking_id = underway()
    after(world, 10, north_m=200)
    world.finish(ada, booking_id)
    world.settle()

    fact = world.store.value(paths.fact(booking_id), BookingFacts)

    assert fact.told_end is not None
    assert fact.told_last is not None
    assert fact.revisions == 1
    assert fact.told_last.p50_s > fact.told_end.p50_s


def test_an_area_says_when_its_customers_are_told() -> None:
    world, _, booking_id = underway()
    revisions = {"later_s": 3600, "share_of_time_left": 1.0}
    place = {"lat": CENTRE.lat, "lng": CENTRE.lng}
    known = {"area_id": AREA, "name": "Berlin", "timezone": "Europe/Berlin", "centre": place}
    world.do(ADMIN, "put_service_area", **known, revisions=revisions)

    assert after(world, 10, north_m=200) == {"told": [], "kept": [booking_id]}


def test_a_booking_put_off_by_one_that_joins_the_plan_is_forecast_anew_by_itself() -> None:
    world = World(dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", capacity=2, max_open_offers=2, vehicle="car", north_m=-200)
    first = world.won_by(ada, **WAY)
    world.press(ada, "start_stop", first)
    before = world.provider("ada").promises[BookingId(first)].predicted_at
    pickup, door = a_point(north_m=1000, east_m=1000), a_point(north_m=3000, east_m=1000)
    pair = (("pickup", pickup), ("dropoff", door))

    second = world.won_by(ada, stops=[{"type": kind, "point": point.model_dump()} for kind, point in pair])

    ada_now = world.provider("ada")
    assert [entry.booking_id for entry in ada_now.route] == [first, second, second, first]
    assert ada_now.promises[BookingId(first)].predicted_at > later(60, before)
