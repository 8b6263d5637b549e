"""Working one stop of a job: set out, ride, arrive, do the work, hand over with proof or say why not."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from google.api_core.exceptions import GoogleAPICallError
from google.cloud.firestore import Client

from shared import paths
from shared.messages.commands import (
    ArriveAtStop,
    Command,
    CompleteStop,
    FailStop,
    StartService,
    StartStop,
)
from shared.models.booking import Booking
from shared.models.provider import RouteStop, VehicleType
from shared.models.stop import Proof, ProofKind, Stop, StopState, StopType
from simulator.auth import Session
from simulator.backend_client import Refused, new_op_id
from simulator.feed import decoded
from simulator.phone import Phone
from simulator.travel import Trip
from simulator.world import Doorstep, World

LOOK_AGAIN_S = 1.0
MISTYPED_PIN = 0.15
PRESSES_FIRST = 0.4
"""Share of arrivals pressed before a track has shown them."""
WRONG_PIN = "0000"
MOVED_ON = frozenset({"D208", "D215", "B110", "B111", "B115", "X909", "X910"})
"""The job changed under the provider's hands, or waits for somebody else's: look at it again."""
NOT_NEAR, PROOF_MISSING = "B116", "B114"


class Job:
    """One provider at work; remembers nothing that the booking itself tells."""

    def __init__(
        self, world: World, session: Session, client: Client, phone: Phone, vehicle: VehicleType, rng: random.Random
    ) -> None:
        """Hold what the provider carries."""
        self._world = world
        self._session = session
        self._client = client
        self._phone = phone
        self._vehicle = vehicle
        self._rng = rng

    async def step(self, entry: RouteStop, goes_on: Callable[[], bool]) -> None:
        """Do what the stop's state asks for next; ``goes_on`` tells whether ``entry`` is still the next action."""
        booking = await self._read(entry.booking_id)
        stop = booking.stop(entry.stop_id) if booking else None
        if booking is None or stop is None or not self._is_mine(booking):
            await asyncio.sleep(LOOK_AGAIN_S)
            return
        try:
            await self._move(booking, stop, goes_on)
        except Refused as refusal:
            if refusal.code not in MOVED_ON:
                self._world.diary.faults.append(f"{refusal} (stop {stop.stop_id} {stop.state.value})")
            await asyncio.sleep(LOOK_AGAIN_S)

    def _is_mine(self, booking: Booking) -> bool:
        """Whether the provider has the job, or is to take it over."""
        receiver_id = booking.hand_over.receiver_id if booking.hand_over else None
        return self._session.uid in {booking.provider_id, receiver_id}

    async def give(self, booking_id: str) -> None:
        """Give the goods of a job to whoever has come for them."""
        booking = await self._read(booking_id)
        meeting = booking.meeting if booking else None
        if booking is None or meeting is None or meeting.state is not StopState.ARRIVED:
            return
        try:
            await self._call("complete_stop", CompleteStop.model_validate(self._fields(booking, meeting)))
        except Refused as refusal:
            if refusal.code not in MOVED_ON:
                self._world.diary.faults.append(f"{refusal} (hand-over of {booking_id})")

    async def _move(self, booking: Booking, stop: Stop, goes_on: Callable[[], bool]) -> None:
        fields = self._fields(booking, stop)
        if stop.state is StopState.PENDING:
            await self._call("start_stop", StartStop.model_validate(fields))
        elif stop.state is StopState.ENROUTE:
            if await self._ride(stop, goes_on):
                await self._arrive(booking, stop)
        elif stop.type is StopType.SERVICE and stop.state is StopState.ARRIVED:
            await self._call("start_service", StartService.model_validate(fields))
        elif await self._phone.linger(self._done_at(booking, stop), goes_on=goes_on):
            await self._finish(booking, stop)

    async def _ride(self, stop: Stop, goes_on: Callable[[], bool]) -> bool:
        if stop.point is None:
            return True
        now = self._world.clock.now()
        travel_s = self._world.roads.travel_s(self._phone.point, stop.point, self._vehicle, self._world.hour(now))
        trip = Trip(start=self._phone.point, end=stop.point, left_at=now, travel_s=travel_s)
        return await self._phone.travel(trip, goes_on=goes_on)

    async def _arrive(self, booking: Booking, stop: Stop) -> None:
        """Say where one is; press when no geofence has already seen the arrival."""
        if self._rng.random() < PRESSES_FIRST:
            await self._phone.write_position()
        else:
            await self._phone.report()
        fresh = await self._read(booking.booking_id)
        seen = fresh.stop(stop.stop_id) if fresh else None
        if seen is None or seen.state is not StopState.ENROUTE or seen.point != stop.point:
            return
        fields = self._fields(booking, stop)
        try:
            await self._call("arrive_at_stop", ArriveAtStop.model_validate(fields))
        except Refused as refusal:
            if refusal.code != NOT_NEAR:
                raise
            self._world.note(f"{self._session.uid} stands at the stop, but the position does not say so")
            fields |= {"op_id": new_op_id(), "override_reason": "standing_at_the_door"}
            await self._call("arrive_at_stop", ArriveAtStop.model_validate(fields))

    def _done_at(self, booking: Booking, stop: Stop) -> datetime:
        """When the work at the stop is done: after its service time, which begins when the goods are ready."""
        arrived_at = stop.arrived_at or self._world.clock.now()
        begins_at = max(arrived_at, booking.terms.ready_at) if stop.sequence == 1 else arrived_at
        return begins_at + timedelta(seconds=stop.service_s)

    async def _finish(self, booking: Booking, stop: Stop) -> None:
        door = self._world.doorsteps.get(booking.booking_id, Doorstep())
        fields = self._fields(booking, stop)
        if door.fails_at is stop.type:
            reason = "nothing_to_collect" if stop.type is StopType.PICKUP else "nobody_home"
            await self._call("fail_stop", FailStop.model_validate(fields | {"reason": reason}))
            return
        proofs = tuple(
            Proof(kind=kind, reference=f"proof/{booking.booking_id}/{stop.stop_id}/{kind.value}")
            for kind in stop.proof_required
            if kind is not ProofKind.PIN
        )
        if ProofKind.PIN in stop.proof_required and self._rng.random() < MISTYPED_PIN:
            await self._mistype(fields | {"proofs": proofs, "pin": WRONG_PIN})
        pin = {"pin": door.pin} if ProofKind.PIN in stop.proof_required and door.pin else {}
        await self._call("complete_stop", CompleteStop.model_validate(fields | {"proofs": proofs, **pin}))

    async def _mistype(self, fields: dict[str, object]) -> None:
        """Type a wrong PIN first: the backend has to refuse it."""
        try:
            await self._call("complete_stop", CompleteStop.model_validate(fields | {"op_id": new_op_id()}))
        except Refused as refusal:
            if refusal.code != PROOF_MISSING:
                raise

    def _fields(self, booking: Booking, stop: Stop) -> dict[str, object]:
        return {
            "op_id": new_op_id(),
            "booking_id": booking.booking_id,
            "stop_id": stop.stop_id,
            "epoch": booking.assignment_epoch,
        }

    async def _call(self, name: str, command: Command) -> None:
        await self._world.backend.call(name, self._session, command)

    async def _read(self, booking_id: str) -> Booking | None:
        """Read a booking under the rules, which refuse it once it is somebody else's."""
        try:
            found = await asyncio.to_thread(self._client.document(paths.booking(booking_id)).get)
        except GoogleAPICallError:
            return None
        return decoded(Booking, found.to_dict() or {}) if found.exists else None
