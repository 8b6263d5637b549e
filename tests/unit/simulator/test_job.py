"""Working the stops of a job: what the provider does in each state, and when the backend says no."""

import random
from typing import Any

import pytest

from shared.models.booking import Booking, BookingState
from shared.models.provider import RouteStop, VehicleType
from shared.models.stop import ProofKind, Stop, StopState, StopType
from simulator import job as job_module
from simulator import phone as phone_module
from simulator.job import WRONG_PIN, Job
from simulator.phone import Phone
from simulator.world import Doorstep, World
from tests.builders import NOW, a_delivery_pair, a_point, an_assigned_booking, some_terms
from tests.unit.simulator.acting import PROVIDER, Documents, RecordingBackend, a_world, run

FIRST = RouteStop(booking_id="booking-1", stop_id="s1")
LAST = RouteStop(booking_id="booking-1", stop_id="s2")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "LOOK_AGAIN_S", 0.0)
    monkeypatch.setattr(job_module, "PRESSES_FIRST", 0.0)
    monkeypatch.setattr(phone_module, "LEAST_APART_S", 0.0)


class Acting:
    """One provider at one booking."""

    def __init__(self, booking: Booking | None, *, seed: int = 1) -> None:
        documents = {} if booking is None else {"bookings__booking-1": booking}
        self.backend = RecordingBackend()
        self.world: World = a_world(self.backend)
        self.client: Any = Documents(**documents)
        rng = random.Random(seed)
        self.phone = Phone(self.world, PROVIDER, self.client, a_point(), rng)
        self.job = Job(self.world, PROVIDER, self.client, self.phone, VehicleType.BICYCLE, rng)

    def step(self, entry: RouteStop = FIRST, *, goes_on: bool = True) -> None:
        run(self.job.step(entry, lambda: goes_on))


def a_booking_at(first: StopState, last: StopState = StopState.PENDING, **stop: Any) -> Booking:
    pickup, dropoff = a_delivery_pair()
    stops = (
        pickup.model_copy(update={"state": first, "arrived_at": NOW}),
        dropoff.model_copy(update={"state": last, "arrived_at": NOW, **stop}),
    )
    return an_assigned_booking(state=BookingState.IN_PROGRESS, terms=some_terms(stops=stops))


def at_the_door(**stop: Any) -> Booking:
    return a_booking_at(StopState.DONE, StopState.ARRIVED, **stop)


def test_a_pending_stop_is_set_out_for_under_the_assignments_epoch() -> None:
    acting = Acting(an_assigned_booking())

    acting.step()

    assert acting.backend.names == ["start_stop"]
    assert acting.backend.last("start_stop").epoch == 1


@pytest.mark.parametrize("share", [0.0, 1.0], ids=["by track", "by position"])
def test_an_arrival_is_backed_by_a_track_or_by_a_position(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    monkeypatch.setattr(job_module, "PRESSES_FIRST", share)
    acting = Acting(a_booking_at(StopState.ENROUTE))

    acting.step()

    assert len(acting.client.written) == share
    assert acting.backend.names == ["arrive_at_stop"]


def test_the_provider_rides_to_the_stop_and_presses_arrived() -> None:
    acting = Acting(a_booking_at(StopState.DONE, StopState.ENROUTE))

    acting.step(LAST)

    assert acting.backend.names == ["arrive_at_stop"]
    assert acting.phone.point == a_point(east_m=2000)
    assert acting.backend.calls[0][0] == "report_track"


def test_an_arrival_that_the_geofence_saw_is_not_pressed_again() -> None:
    acting = Acting(a_booking_at(StopState.DONE, StopState.ENROUTE))
    arrived = a_booking_at(StopState.DONE, StopState.ARRIVED)

    async def see(_trip: Any = None) -> None:
        acting.client.stored.update(Documents(**{"bookings__booking-1": arrived}).stored)

    acting.phone.report = see  # type: ignore[method-assign]
    acting.step(LAST)

    assert acting.backend.names == []


def test_a_refused_arrival_is_pressed_again_with_a_reason() -> None:
    acting = Acting(a_booking_at(StopState.ENROUTE))
    acting.backend.refuse("arrive_at_stop", "B116 NOT_NEAR_STOP")

    acting.step()

    first, second = (command for name, command in acting.backend.calls if name == "arrive_at_stop")
    assert first.override_reason is None
    assert second.override_reason == "standing_at_the_door"
    assert first.op_id != second.op_id


def test_a_ride_ends_where_it_is_when_the_plan_changes() -> None:
    acting = Acting(a_booking_at(StopState.DONE, StopState.ENROUTE))

    acting.step(LAST, goes_on=False)

    assert acting.backend.names == []
    assert acting.phone.point == a_point()


def test_required_proofs_and_the_customers_pin_are_given() -> None:
    acting = Acting(at_the_door(proof_required=(ProofKind.PIN, ProofKind.PHOTO)), seed=1)
    acting.world.doorsteps["booking-1"] = Doorstep(pin="4711")

    acting.step(LAST)

    done = acting.backend.last("complete_stop")
    assert done.pin == "4711"
    assert [proof.kind for proof in done.proofs] == [ProofKind.PHOTO]


def test_a_mistyped_pin_is_refused_and_then_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "MISTYPED_PIN", 1.0)
    acting = Acting(at_the_door(proof_required=(ProofKind.PIN,)))
    acting.world.doorsteps["booking-1"] = Doorstep(pin="4711")
    acting.backend.refuse("complete_stop", "B114 PROOF_REQUIRED")

    acting.step(LAST)

    assert [command.pin for name, command in acting.backend.calls if name == "complete_stop"] == [WRONG_PIN, "4711"]  # type: ignore[attr-defined]
    assert acting.world.diary.faults == []


def test_nobody_home_is_reported_as_a_failed_stop() -> None:
    acting = Acting(at_the_door())
    acting.world.doorsteps["booking-1"] = Doorstep(fails_at=StopType.DROPOFF)

    acting.step(LAST)

    assert acting.backend.names == ["fail_stop"]
    assert acting.backend.last("fail_stop").reason == "nobody_home"


def test_work_at_a_service_stop_is_begun_before_it_is_done() -> None:
    stop = a_delivery_pair()[0].model_copy(update={"type": StopType.SERVICE, "state": StopState.ARRIVED})
    acting = Acting(an_assigned_booking(state=BookingState.IN_PROGRESS, terms=some_terms(stops=(stop,))))

    acting.step()

    assert acting.backend.names == ["start_service"]


@pytest.mark.parametrize("label", ["D208 STALE_EPOCH", "B110 WRONG_STATE", "B111 NOT_YOURS"])
def test_a_job_that_changed_hands_is_no_fault(label: str) -> None:
    acting = Acting(an_assigned_booking())
    acting.backend.refuse("start_stop", label)

    acting.step()

    assert acting.world.diary.faults == []


def test_any_other_refusal_is_a_fault_of_the_run() -> None:
    acting = Acting(an_assigned_booking())
    acting.backend.refuse("start_stop", "X999 INTERNAL")

    acting.step()

    assert len(acting.world.diary.faults) == 1


@pytest.mark.parametrize("booking", [None, an_assigned_booking(assignment=None)], ids=["gone", "somebody else's"])
def test_without_the_booking_nothing_is_done(booking: Booking | None) -> None:
    acting = Acting(booking)

    acting.step()

    assert acting.backend.calls == []


def test_a_booking_that_the_rules_close_is_left_alone() -> None:
    acting = Acting(an_assigned_booking())
    acting.client.is_closed_to_us = True

    acting.step()

    assert acting.backend.calls == []


def test_goods_are_waited_for_until_they_are_ready() -> None:
    acting = Acting(an_assigned_booking())
    ready = an_assigned_booking(terms=some_terms(ready_at=NOW.replace(hour=13)))
    stop: Stop = ready.terms.stops[0].model_copy(update={"arrived_at": NOW, "service_s": 60})

    assert acting.job._done_at(ready, stop) == NOW.replace(hour=13, minute=1)
