"""A provider: comes on duty, sends positions, answers offers, and works the stops of the route one after another.

The phone shows what the backend stores: the next action is the first entry of the provider's own route, and everything else
is read from the booking under the rules. So a job taken away, amended or given by hand needs no special case.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import Any

from google.cloud.firestore import FieldFilter

from shared import collection_names, paths
from shared.geo.cells import decode_bbox
from shared.geo.distance import haversine_m
from shared.messages.commands import AcceptOffer, AckOffer, Command, DeclineOffer, ReleaseAssignment, SetDuty
from shared.models.offer import OPEN_OFFER_STATES, Offer
from shared.models.place import LatLng
from shared.models.provider import Duty, Provider, RouteStop
from simulator.auth import Session
from simulator.backend_client import Refused, new_op_id
from simulator.behaviour import Answer, respond
from simulator.feed import Feed
from simulator.job import Job
from simulator.phone import Phone
from simulator.scenario import ProviderPlan, Shift
from simulator.user_firestore import user_client
from simulator.world import World

OFFERS_LIMIT = 50
LOOK_AGAIN_S = 5.0
"""Real seconds after which a provider looks at the phone although nothing rang."""
GONE = frozenset({"D201", "D202", "D203", "D204", "D205", "D206", "D207", "B110", "X909", "X910"})
"""Answers to an accept that every provider knows: the offer is no longer theirs to take."""
HELD = frozenset({"D208", "B110", "B111", "D211", "X910"})
"""Answers to giving a job back too late."""


class ProviderAgent:
    """One provider, for all shifts of the plan."""

    def __init__(self, world: World, session: Session, plan: ProviderPlan, seed: int) -> None:
        """Open the phone's listeners; call on the event loop's thread."""
        self._world = world
        self._session = session
        self._plan = plan
        self._rng = random.Random(f"provider {plan.uid} {seed}")
        client = user_client(world.project_id, session.id_token)
        self._phone = Phone(world, session, client, plan.home, self._rng)
        self._job = Job(world, session, client, self._phone, plan.vehicle, self._rng)
        open_ones = FieldFilter("state", "in", [state.value for state in OPEN_OFFER_STATES])
        own = FieldFilter("provider_id", "==", session.uid)
        offers = client.collection(collection_names.OFFERS).where(filter=own).where(filter=open_ones)
        self._offers = Feed(offers.limit(OFFERS_LIMIT))
        self._me = Feed(client.document(paths.provider(session.uid)))
        self._answering: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work all shifts; ends after the last one, or when cancelled."""
        listening = asyncio.create_task(self._hear_offers())
        self._tasks.add(listening)
        for shift in self._plan.shifts:
            if shift.off_at > self._world.clock.now():
                await self._world.clock.sleep_until(shift.on_at)
                await self._work(shift)

    async def close(self) -> None:
        """Stop answering and listening."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(self._offers.close(), self._me.close())

    async def _work(self, shift: Shift) -> None:
        """Be on duty until the shift ends, then finish what is on the route."""
        await self._phone.write_position()
        await self._set_duty(Duty.ONLINE, shift)
        while self._world.clock.now() < shift.off_at:
            await self._next_action()
        await self._set_duty(Duty.OFFLINE, shift)
        while self._next_stop() is not None:
            await self._next_action()

    async def _set_duty(self, duty: Duty, shift: Shift) -> None:
        ends = {"shift_ends_at": shift.off_at} if duty is Duty.ONLINE else {}
        with suppress(Refused):
            await self._call("set_duty", SetDuty.model_validate({"op_id": new_op_id(), "duty": duty, **ends}))
            self._world.note(f"{self._plan.name} ({self._plan.vehicle.value}) is {duty.value}")

    async def _next_action(self) -> None:
        entry = self._next_stop()
        for booking_id in self._waited_for():
            await self._job.give(booking_id)
        if entry is None:
            await self._phone.keep_fresh()
            await self._me.change(within_s=LOOK_AGAIN_S)
        else:
            await self._job.step(entry, goes_on=lambda: self._next_stop() == entry)

    def _waited_for(self) -> list[str]:
        """Jobs held whose stops are somebody else's to make: their goods are waited for here."""
        me = self._me.one(Provider)
        planned = {entry.booking_id for entry in me.route} if me else set()
        return [booking_id for booking_id in me.active_bookings if booking_id not in planned] if me else []

    def _next_stop(self) -> RouteStop | None:
        me = self._me.one(Provider)
        return me.route[0] if me and me.route else None

    async def _hear_offers(self) -> None:
        while True:
            await self._offers.change()
            for offer_id, offer in self._offers.all(Offer).items():
                if offer_id not in self._answering:
                    self._answering.add(offer_id)
                    task = asyncio.create_task(self._answer(offer))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    async def _answer(self, offer: Offer) -> None:
        """See the offer, think, answer; an offer that is gone meanwhile is simply removed."""
        response = respond(offer, self._plan.temperament, self._way_to(offer), self._rng)
        acknowledged = asyncio.create_task(self._say("ack_offer", AckOffer(op_id=new_op_id(), offer_id=offer.offer_id)))
        await asyncio.sleep(response.after_s)
        if response.answer is Answer.ACCEPT:
            await self._accept(offer)
        elif response.answer is Answer.DECLINE:
            await self._say("decline_offer", DeclineOffer(op_id=new_op_id(), offer_id=offer.offer_id, reason="too_far"))
        await acknowledged

    async def _accept(self, offer: Offer) -> None:
        taken = await self._say("accept_offer", AcceptOffer(op_id=new_op_id(), offer_id=offer.offer_id))
        if taken is None:
            return
        self._world.note(f"{self._plan.name} took {offer.service} {offer.booking_id[-6:]}")
        if self._rng.random() < self._plan.temperament.gives_back:
            back = ReleaseAssignment(
                op_id=new_op_id(), booking_id=offer.booking_id, epoch=taken["epoch"], reason="vehicle_trouble"
            )
            await self._say("release_assignment", back)

    async def _say(self, name: str, command: Command) -> dict[str, Any] | None:
        try:
            return await self._call(name, command)
        except Refused as refusal:
            if refusal.code not in GONE | HELD:
                self._world.diary.faults.append(str(refusal))
            return None

    async def _call(self, name: str, command: Command) -> dict[str, Any]:
        return await self._world.backend.call(name, self._session, command)

    def _way_to(self, offer: Offer) -> float:
        """Metres to the middle of the pickup's coarse cell, which is all that an offer shows."""
        box = decode_bbox(offer.pickup_cell)
        return haversine_m(self._phone.point, LatLng(lat=(box.south + box.north) / 2, lng=(box.west + box.east) / 2))
