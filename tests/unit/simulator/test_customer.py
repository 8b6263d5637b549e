"""A customer: books as planned, takes refusals, changes the mind in time or too late."""

from datetime import timedelta
from typing import Any

import pytest

from shared.messages.commands import StopRequest
from shared.models.booking import BookingState
from shared.models.stop import StopType
from simulator import customer as customer_module
from simulator.auth import Session
from simulator.customer import Customer
from simulator.scenario import BookingPlan, Whim
from simulator.world import Doorstep, World
from tests.builders import NOW, a_booking, a_point
from tests.unit.simulator.acting import Documents, RecordingBackend, StillFeed, a_world, run

PLACED = {"place_booking": {"booking_id": "booking-1"}}
QUOTED = {
    "quote_booking": {"booking_id": "booking-1", "fare": {"amount_minor": 950, "currency": "EUR"}},
    "place_quoted": {"booking_id": "booking-1"},
}


@pytest.fixture(autouse=True)
def _on_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_module, "Feed", StillFeed)
    monkeypatch.setattr(customer_module, "user_client", lambda _project, _token: Documents())


def a_plan(**changes: Any) -> BookingPlan:
    stops = (
        StopRequest(type=StopType.PICKUP, point=a_point()),
        StopRequest(type=StopType.DROPOFF, point=a_point(east_m=900), pin="4711", proof_required=("pin",)),
    )
    return BookingPlan(**{"number": 1, "at": NOW, "customer": 0, "service": "courier", "stops": stops, **changes})


def book(backend: RecordingBackend, plan: BookingPlan, ended: BookingState | None = None) -> World:
    async def act() -> World:
        world = a_world(backend)
        customer = Customer(world, Session("customer-1", "token-1"))
        await customer.book(plan)
        if customer._bookings is not None:
            state = {} if ended is None else {"state": ended, "ended_at": NOW}
            customer._bookings.put({"booking-1": a_booking(**state)})  # type: ignore[attr-defined]
        await world.clock.sleep(150)
        await customer.close()
        return world

    world: World = run(act())
    return world


def test_a_booking_is_placed_with_what_the_plan_says() -> None:
    backend = RecordingBackend(PLACED)

    world = book(backend, a_plan(ready_in_s=86_400))

    command = backend.last("place_booking")
    assert command.ready_at == NOW + timedelta(days=1)
    assert command.pickup_window is None
    assert world.diary.placed == 1
    assert world.doorsteps["booking-1"] == Doorstep(pin="4711")


def test_a_booking_for_later_asks_for_a_window() -> None:
    backend = RecordingBackend(PLACED)

    book(backend, a_plan(later_s=1800))

    assert backend.last("place_booking").pickup_window.start_at > NOW + timedelta(seconds=1799)


def test_a_careful_customer_books_what_was_quoted() -> None:
    backend = RecordingBackend(QUOTED)

    book(backend, a_plan(whim=Whim(quotes_first=True)))

    assert backend.names == ["quote_booking", "place_quoted"]
    assert backend.last("place_quoted").fare.amount_minor == 950


def test_a_place_that_nobody_serves_is_counted_and_no_fault() -> None:
    backend = RecordingBackend()
    backend.refuse("place_booking", "B101 NOT_SERVICEABLE")

    world = book(backend, a_plan())

    assert world.diary.refused == {"B101 NOT_SERVICEABLE": 1}
    assert (world.diary.placed, world.diary.faults) == (0, [])


def test_any_other_refusal_is_a_fault() -> None:
    backend = RecordingBackend()
    backend.refuse("place_booking", "X999 INTERNAL")

    assert len(book(backend, a_plan()).diary.faults) == 1


def test_a_mind_changed_cancels() -> None:
    backend = RecordingBackend(PLACED)

    book(backend, a_plan(whim=Whim(cancels_after_s=10)))

    assert backend.names == ["place_booking", "cancel_booking"]


def test_a_mind_changed_too_late_is_no_fault() -> None:
    backend = RecordingBackend(PLACED)
    backend.refuse("cancel_booking", "B112 TOO_LATE_TO_CANCEL")

    assert book(backend, a_plan(whim=Whim(cancels_after_s=10))).diary.faults == []


def test_an_amended_place_moves_the_last_stop() -> None:
    backend = RecordingBackend(PLACED)

    book(backend, a_plan(whim=Whim(amends_after_s=10, amended_point=a_point(east_m=50))))

    (moved,) = backend.last("amend_booking").stops
    assert (moved.stop_id, moved.point) == ("s2", a_point(east_m=50))


def test_the_customer_hears_how_the_booking_ended() -> None:
    world = book(RecordingBackend(PLACED), a_plan(), ended=BookingState.COMPLETED)

    assert world.diary.ended == {"completed": 1}


def test_goods_that_are_ready_by_the_time_of_the_call_need_no_hour() -> None:
    backend = RecordingBackend(PLACED)

    book(backend, a_plan(ready_in_s=30))

    assert backend.last("place_booking").ready_at is None
