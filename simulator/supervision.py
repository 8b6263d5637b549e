"""The operator: watches the area through listeners under the rules, and answers what waits for a person."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

from google.cloud.firestore import Client, FieldFilter, Query

from shared import collection_names
from shared.messages.commands import AssignBooking, Command, DecideTriage
from shared.models.booking import OPEN_STATES, Booking
from shared.models.facts import ZoneState
from shared.models.offer import OPEN_OFFER_STATES, Offer
from shared.models.provider import Duty, Provider, Work
from shared.models.triage import Triage, TriageKind, TriageState
from simulator.auth import Session
from simulator.backend_client import Refused, new_op_id
from simulator.board import Board
from simulator.feed import Feed
from simulator.user_firestore import user_client
from simulator.world import World

LIMIT = 200
THINKS_S = (1.0, 4.0)
"""Real seconds an operator takes to decide."""
REJECTS = 0.1
MOVED_ON = frozenset({"D201", "D205", "D206", "D207", "D209", "D210", "B110", "X909", "X910"})
"""The matter was settled, or the candidate is no longer free: an ordinary answer."""


class OperatorAgent:
    """One person at the console."""

    def __init__(self, world: World, session: Session, seed: int) -> None:
        """Open the console's listeners; call on the event loop's thread."""
        self._world = world
        self._session = session
        self._rng = random.Random(f"operator {seed}")
        client = user_client(world.project_id, session.id_token)
        self._bookings = Feed(
            _of_area(client, collection_names.BOOKINGS, world.area_id, [s.value for s in OPEN_STATES])
        )
        self._offers = Feed(
            _of_area(client, collection_names.OFFERS, world.area_id, [s.value for s in OPEN_OFFER_STATES])
        )
        self._providers = Feed(_of_area(client, collection_names.PROVIDERS, world.area_id))
        self._zones = Feed(_of_area(client, collection_names.ZONE_STATE, world.area_id))
        self._triage = Feed(_of_area(client, collection_names.TRIAGE, world.area_id, [TriageState.OPEN.value]))
        self._taken: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Answer triage items as they come, until cancelled."""
        while True:
            await self._triage.change()
            for item in self._triage.all(Triage).values():
                if item.triage_id not in self._taken:
                    self._taken.add(item.triage_id)
                    task = asyncio.create_task(self._decide(item))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Leave the console."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        feeds = (self._bookings, self._offers, self._providers, self._zones, self._triage)
        await asyncio.gather(*(feed.close() for feed in feeds))

    def board(self) -> Board:
        """Give what the console shows now."""
        return Board(
            bookings=tuple(self._bookings.all(Booking).values()),
            offers=tuple(self._offers.all(Offer).values()),
            providers=tuple(self._providers.all(Provider).values()),
            zones=tuple(self._zones.all(ZoneState).values()),
            triage=tuple(self._triage.all(Triage).values()),
        )

    async def _decide(self, item: Triage) -> None:
        await asyncio.sleep(self._rng.uniform(*THINKS_S))
        command: Command | None
        if item.kind is TriageKind.APPROVAL:
            name, command = "decide_triage", self._decision(item)
        else:
            name, command = "assign_booking", self._rescue(item)
        if command is None:
            return
        with suppress(Refused):
            await self._ask(name, command)

    def _decision(self, item: Triage) -> Command:
        approve = self._rng.random() >= REJECTS
        reason = "looks_right" if approve else "too_doubtful"
        return DecideTriage(op_id=new_op_id(), triage_id=item.triage_id, approve=approve, reason=reason)

    def _rescue(self, item: Triage) -> Command | None:
        """Assign an idle provider by hand before the search fails, when there is one."""
        booking = self._bookings.all(Booking).get(item.booking_id or "")
        if booking is None:
            return None
        idle = [p for p in self._providers.all(Provider).values() if _may_do(p, booking)]
        if not idle:
            return None
        chosen = self._rng.choice(sorted(idle, key=lambda p: p.provider_id))
        self._world.note(f"operator gives {booking.booking_id[-6:]} to {chosen.name}")
        return AssignBooking(
            op_id=new_op_id(), booking_id=booking.booking_id, provider_id=chosen.provider_id, reason="search_failing"
        )

    async def _ask(self, name: str, command: Command) -> None:
        try:
            await self._world.backend.call(name, self._session, command)
        except Refused as refusal:
            if refusal.code not in MOVED_ON:
                self._world.diary.faults.append(str(refusal))
            raise


def _of_area(client: Client, collection: str, area_id: str, states: list[str] | None = None) -> Query:
    own = client.collection(collection).where(filter=FieldFilter("area_id", "==", area_id))
    if states is not None:
        own = own.where(filter=FieldFilter("state", "in", sorted(states)))
    return own.limit(LIMIT)


def _may_do(provider: Provider, booking: Booking) -> bool:
    is_free = provider.duty is Duty.ONLINE and provider.work is Work.IDLE
    is_able = booking.terms.service in provider.services
    return is_free and is_able and set(booking.terms.requirements.skills) <= set(provider.skills)
