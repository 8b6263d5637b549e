"""A customer: asks, books, watches the booking under the rules, sometimes changes it or calls it off."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from google.cloud.firestore import Client, FieldFilter

from shared import collection_names
from shared.messages.commands import (
    AmendBooking,
    CancelBooking,
    Command,
    PlaceBooking,
    PlaceQuoted,
    QuoteBooking,
    StopAmendment,
)
from shared.models.booking import Booking
from shared.models.place import Window
from shared.models.terms import Fare
from simulator.auth import Session
from simulator.backend_client import Refused, new_op_id
from simulator.feed import Feed, ListenerRefused
from simulator.scenario import BookingPlan
from simulator.user_firestore import user_client
from simulator.world import Doorstep, World

LIST_LIMIT = 200
LATER_WINDOW_S = 1800
CALL_TAKES_S = 20.0
"""Real seconds a call may take: goods that are ready by then are simply ready."""
PLACES_NOT_SERVED = frozenset({"B101", "B102", "B103", "B104", "B105"})
TOO_LATE = frozenset({"B110", "B112", "B113", "X910"})
"""The booking moved on before the customer's wish arrived: an ordinary answer."""


class Customer:
    """One person who books; their listeners open with the first booking and stay."""

    def __init__(self, world: World, session: Session) -> None:
        """Hold the world and the signed-in person."""
        self._world = world
        self._session = session
        self._client: Client | None = None
        self._bookings: Feed | None = None
        self._live: Feed | None = None
        self._watched: dict[str, tuple[str, str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def book(self, plan: BookingPlan) -> None:
        """Place one planned booking and see to what the plan says; returns once it is placed or refused."""
        try:
            booking_id = await self._place(plan)
        except Refused as refusal:
            self._world.diary.refused[refusal.label] += 1
            self._world.note(f"{plan.service} refused: {refusal.label}")
            if refusal.code not in PLACES_NOT_SERVED:
                self._world.diary.faults.append(str(refusal))
            return
        self._world.doorsteps[booking_id] = Doorstep(pin=_pin(plan), fails_at=plan.whim.fails_at)
        self._world.diary.placed += 1
        self._watched.setdefault(booking_id, ("", ""))
        self._listen()
        self._start(self._have_second_thoughts(booking_id, plan))

    async def close(self) -> None:
        """Stop listening and thinking."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for feed in (self._bookings, self._live):
            if feed is not None:
                await feed.close()

    async def _place(self, plan: BookingPlan) -> str:
        request = self._request(plan)
        if not plan.whim.quotes_first:
            placed = await self._call("place_booking", PlaceBooking(op_id=new_op_id(), **request))
            return str(placed["booking_id"])
        quoted = await self._call("quote_booking", QuoteBooking(op_id=new_op_id(), **request))
        fare = Fare.model_validate(quoted["fare"]) if "fare" in quoted else None
        placed = await self._call(
            "place_quoted", PlaceQuoted(op_id=new_op_id(), booking_id=quoted["booking_id"], fare=fare)
        )
        return str(placed["booking_id"])

    def _request(self, plan: BookingPlan) -> dict[str, Any]:
        request: dict[str, Any] = {
            "service": plan.service,
            "stops": plan.stops,
            "requirements": plan.requirements,
            "contact_name": f"Customer {plan.customer + 1}",
            "contact_phone": f"+351 900 000 {plan.customer:03d}",
        }
        if plan.ready_at is not None and plan.ready_at > self._world.clock.later(
            self._world.clock.business_s(CALL_TAKES_S)
        ):
            request["ready_at"] = plan.ready_at
        if plan.later_s is not None:
            begin = self._world.clock.later(plan.later_s)
            end = self._world.clock.later(plan.later_s + LATER_WINDOW_S)
            request["pickup_window"] = Window(start_at=begin, end_at=end)
        return request

    def _listen(self) -> None:
        if self._bookings is not None:
            return
        self._client = user_client(self._world.project_id, self._session.id_token)
        own = FieldFilter("customer_id", "==", self._session.uid)
        self._bookings = Feed(self._client.collection(collection_names.BOOKINGS).where(filter=own).limit(LIST_LIMIT))
        self._live = Feed(self._client.collection(collection_names.LIVE).where(filter=own).limit(LIST_LIMIT))
        self._start(self._watch(self._bookings))

    async def _watch(self, feed: Feed) -> None:
        while True:
            await feed.change()
            try:
                bookings = feed.all(Booking)
            except ListenerRefused as refusal:
                self._world.diary.faults.append(f"customer's listener ended: {refusal}")
                return
            for booking in bookings.values():
                self._see(booking)

    def _see(self, booking: Booking) -> None:
        seen = (booking.state.value, booking.customer_view.state.value)
        if self._watched.get(booking.booking_id, seen) == seen:
            return
        self._watched[booking.booking_id] = seen
        told = seen[1].replace("_", " ")
        self._world.note(f"{booking.terms.service} {booking.booking_id[-6:]}: {told}")
        if booking.has_ended:
            self._world.diary.ended[booking.state.value] += 1

    async def _have_second_thoughts(self, booking_id: str, plan: BookingPlan) -> None:
        whim = plan.whim
        if whim.cancels_after_s is not None:
            await self._world.clock.sleep(whim.cancels_after_s)
            cancel = CancelBooking(op_id=new_op_id(), booking_id=booking_id, reason="changed_mind")
            await self._wish("cancel_booking", cancel)
        elif whim.amends_after_s is not None:
            await self._world.clock.sleep(whim.amends_after_s)
            await self._amend(booking_id, plan)

    async def _amend(self, booking_id: str, plan: BookingPlan) -> None:
        booking = self._bookings.all(Booking).get(booking_id) if self._bookings else None
        if booking is None:
            return
        moved = StopAmendment(stop_id=booking.terms.stops[-1].stop_id, point=plan.whim.amended_point)
        amend = AmendBooking(op_id=new_op_id(), booking_id=booking_id, stops=(moved,), reason="meet_round_the_corner")
        await self._wish("amend_booking", amend)

    async def _wish(self, name: str, command: Command) -> None:
        """Ask for a change that may come too late."""
        try:
            await self._call(name, command)
        except Refused as refusal:
            if refusal.code not in TOO_LATE:
                self._world.diary.faults.append(str(refusal))

    async def _call(self, name: str, command: Command) -> dict[str, Any]:
        return await self._world.backend.call(name, self._session, command)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _pin(plan: BookingPlan) -> str | None:
    return plan.stops[-1].pin
