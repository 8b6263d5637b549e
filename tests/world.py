"""A small Muster made of fakes: the real services over memory ports, with its pipelines and timers run by hand.

It is the deterministic simulation of the reliability design: one clock, one seed, every message in sight.
"""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from muster.adapters.meter import Count, uncounted
from muster.ports.backend import Backend
from muster.services.by_name import use_case
from muster.services.call_webhooks import call_webhooks, retry_webhook_call
from muster.services.dispatch_window import dispatch_window
from muster.services.expire_offers import expire_offers
from muster.services.notify_group import notify_next_page
from muster.services.notify_people import notify_people
from muster.services.notify_suggestion import notify_suggestion
from muster.services.progress_workflow import progress_workflow
from muster.services.record_facts import record_facts
from muster.services.retry_push import retry_push
from muster.services.sweep import sweep
from shared import collection_names, paths
from shared.booking.timeline import differences
from shared.errors import Code, MusterError
from shared.geo.cells import encode
from shared.messages.events import Actor, ActorKind, TimelineEvent
from shared.models.booking import Booking
from shared.models.offer import Offer
from shared.models.place import LatLng
from shared.models.provider import Position, Provider
from shared.models.stop import StopState
from tests.builders import ADMIN, CENTRE, CUSTOMER, SQUARE, a_point
from tests.fakes.clock import ManualClock
from tests.fakes.identity import MemoryIdentity
from tests.fakes.memory_store import MemoryStore
from tests.fakes.messaging import (
    MemoryBus,
    MemoryHooks,
    MemoryLog,
    MemoryTasks,
    Published,
    RecordingPush,
    SequentialIds,
    Task,
)

AREA = "berlin"
PLAIN_DISPATCH: dict[str, Any] = {"matching_window_hold_s": 0}


class World:
    """Fakes for every port, one area with one zone, and shorthands that read like the people they stand for."""

    def __init__(
        self,
        rate: float = 1.0,
        dispatch: dict[str, Any] | None = None,
        count: Count = uncounted,
        detection: dict[str, Any] | None = None,
    ) -> None:
        """Set up the area; ``dispatch`` and ``detection`` override its settings, ``count`` hears what is billed."""
        self._detection = detection or {}
        self.clock = ManualClock(rate=rate)
        self.store = MemoryStore(count)
        self.bus = MemoryBus()
        self.tasks = MemoryTasks(self.clock)
        self.push = RecordingPush()
        self.hooks = MemoryHooks()
        self.log = MemoryLog()
        self.identity = MemoryIdentity()
        self.backend = Backend(
            self.store,
            self.bus,
            self.tasks,
            self.push,
            self.hooks,
            self.clock,
            SequentialIds(),
            self.log,
            self.identity,
        )
        self._ops = itertools.count(1)
        self.configure(**(dispatch or {}))
        self.do(
            ADMIN,
            "put_zone",
            zone_id="mitte",
            area_id=AREA,
            name="Mitte",
            geometry=SQUARE,
            services=["courier", "repair"],
        )

    def configure(self, **dispatch: Any) -> None:
        """Set the area's dispatch settings."""
        settings = {**PLAIN_DISPATCH, **dispatch}
        place = {"lat": CENTRE.lat, "lng": CENTRE.lng}
        self.do(
            ADMIN,
            "put_service_area",
            area_id=AREA,
            name="Berlin",
            timezone="Europe/Berlin",
            centre=place,
            dispatch=settings,
            detection=self._detection,
        )

    def do(self, actor: Actor, verb: str, /, **fields: Any) -> dict[str, Any]:
        """Send a command as a client would: a JSON object with an ``op_id`` of its own unless one is given."""
        fields.setdefault("op_id", f"op-{next(self._ops):08d}")
        result: dict[str, Any] = use_case(verb).run(self.backend, actor, fields)
        return result

    def a_provider_on_duty(self, uid: str, *, north_m: float = 0, east_m: float = 0, **granted: Any) -> Actor:
        """Admit a provider, put them on the map, and let them come on duty."""
        granted = {"services": ["courier", "repair"], "name": uid.capitalize(), **granted}
        self.do(ADMIN, "put_provider", provider_id=uid, area_id=AREA, **granted)
        self.is_seen(uid, a_point(north_m, east_m))
        actor = Actor(kind=ActorKind.PROVIDER, id=uid, areas=(AREA,))
        self.do(actor, "set_duty", duty="online")
        return actor

    def is_seen(self, uid: str, point: LatLng) -> None:
        """Write a position as the phone would, keeping the server's fields."""
        path, kept = paths.position(uid), {}
        if path in self.store:
            kept = self.store.value(path, Position).model_dump(include={"matchable", "area_id", "marks", "suspect"})
        now = self.clock.real_now()
        position = Position(
            provider_id=uid,
            point=point,
            geohash=encode(point, 9),
            accuracy_m=8,
            device_time=now,
            server_time=now,
            **kept,
        )
        self.store.seed({path: position})

    def a_booking(self, actor: Actor = CUSTOMER, **changes: Any) -> str:
        """Place a courier booking from the centre to a kilometre north, and give its id."""
        pickup, dropoff = a_point(), a_point(north_m=1000)
        stops = [
            {"type": "pickup", "point": {"lat": pickup.lat, "lng": pickup.lng}},
            {"type": "dropoff", "point": {"lat": dropoff.lat, "lng": dropoff.lng}},
        ]
        return str(self.do(actor, "place_booking", **{"service": "courier", "stops": stops, **changes})["booking_id"])

    def won_by(self, actor: Actor, **changes: Any) -> str:
        """Place a booking and let the provider win it by accepting its offer."""
        booking_id = self.a_booking(**changes)
        self.settle()
        self.accept(actor)
        return booking_id

    def two_offered_together(self, actor: Actor) -> list[str]:
        """Place two bookings at one place within one window, with nobody but the actor near: they are one batch."""
        self.configure(matching_window_hold_s=2)
        bookings = [self.a_booking(), self.a_booking()]
        self.clock.advance(3)
        self.is_seen(actor.id, CENTRE)
        self.settle()
        return bookings

    def two_won_together(self, actor: Actor) -> list[str]:
        """The same, and the actor takes both."""
        bookings = self.two_offered_together(actor)
        self.accept(actor)
        self.accept(actor)
        return bookings

    def accept(self, actor: Actor) -> dict[str, Any]:
        """Let a provider take the first offer on the phone, and the pipelines hear of it."""
        result = self.do(actor, "accept_offer", offer_id=self.offers_to(actor.id)[0].offer_id)
        self.settle()
        return result

    def press(self, actor: Actor, verb: str, booking_id: str, **fields: Any) -> dict[str, Any]:
        """Let somebody make a move at the next stop, under the epoch that is true now unless one is given."""
        booking = self.booking(booking_id)
        stop_id = booking.next_stop.stop_id if booking.next_stop else "s1"
        known = {"stop_id": stop_id, "epoch": max(1, booking.assignment_epoch)}
        return self.do(actor, verb, booking_id=booking_id, **{**known, **fields})

    def release(self, actor: Actor, booking_id: str, **fields: Any) -> dict[str, Any]:
        """Let somebody give the job back, or take it back, under the epoch that is true now unless one is given."""
        known = {"epoch": max(1, self.booking(booking_id).assignment_epoch), "reason": "flat tyre"}
        return self.do(actor, "release_assignment", booking_id=booking_id, **{**known, **fields})

    def sweep(self) -> dict[str, int]:
        """Run the scheduled sweeper once."""
        return sweep(self.backend)

    def events(self, booking_id: str) -> list[str]:
        """The types of a booking's events, oldest first."""
        return [event.type for event in self.store.timeline(booking_id)]

    def booking(self, booking_id: str) -> Booking:
        """The stored booking."""
        return self.store.value(paths.booking(booking_id), Booking)

    def provider(self, uid: str) -> Provider:
        """The stored provider."""
        return self.store.value(paths.provider(uid), Provider)

    def position(self, uid: str) -> Position:
        """The provider's stored position."""
        return self.store.value(paths.position(uid), Position)

    def offers_to(self, uid: str) -> list[Offer]:
        """The provider's open offers."""
        everything = self.store.documents(collection_names.OFFERS, Offer).values()
        return [offer for offer in everything if offer.provider_id == uid and offer.is_open]

    def run_tasks(self) -> int:
        """Run every timer that is due, until none is; gives how many ran."""
        ran = 0
        for task in iter(self._next_due, None):
            self.run(task)
            ran += 1
        return ran

    def _next_due(self) -> Task | None:
        due = self.tasks.take_due()
        self.tasks.pending += due[1:]
        return due[0] if due else None

    def run(self, task: Task) -> None:
        """Run one timer."""
        if task.queue == "dispatchwindow":
            dispatch_window(self.backend, task.payload["area_id"])
        elif task.queue == "callwebhook":
            retry_webhook_call(self.backend, task.payload["call_id"])
        elif task.queue == "retrypush":
            retry_push(self.backend, task.payload["delivery_id"])
        else:
            expire_offers(self.backend, task.payload["booking_id"], task.payload["offer_ids"])

    def deliver(self, messages: Sequence[Published] | None = None) -> None:
        """Hand published messages to their pipelines."""
        for message in self.bus.drain() if messages is None else messages:
            self.handle(message)

    def handle(self, message: Published) -> None:
        """Let a pipeline work on one message."""
        if message.topic == "workflow":
            progress_workflow(self.backend, message.key, message.payload)
            return
        if "suggestion_id" in message.payload:
            notify_suggestion(self.backend, message.payload["suggestion_id"])
            return
        if "page" in message.payload:
            notify_next_page(self.backend, message.payload["page"])
            return
        events = [TimelineEvent.model_validate(entry) for entry in message.payload["events"]]
        if message.topic == "notifications":
            notify_people(self.backend, events)
        elif message.topic == "webhooks":
            call_webhooks(self.backend, events)
        else:
            record_facts(self.backend, events[0].booking_id)

    def settle(self) -> None:
        """Run timers and pipelines that are due until all is quiet."""
        while self.run_tasks() or self.bus.published:
            self.deliver()

    def let_pass(self, business_s: float) -> None:
        """Let time pass in steps of at most 5 s, timers and pipelines running."""
        for step in self._steps(business_s):
            self.clock.advance(step)
            self.settle()

    @staticmethod
    def _steps(business_s: float) -> list[float]:
        whole, rest = divmod(business_s, 5)
        return [5.0] * int(whole) + ([rest] if rest else [])

    def assert_timelines_fold(self) -> None:
        """Every stored booking equals the fold of its timeline."""
        for stored in self.store.documents(collection_names.BOOKINGS, Booking).values():
            assert differences(stored, self.store.timeline(stored.booking_id)) == {}

    def finish(self, actor: Actor, booking_id: str) -> None:
        """Let the provider who holds a booking do all its stops that are left."""
        while (stop := self.booking(booking_id).next_stop) is not None:
            self.is_seen(actor.id, stop.point or CENTRE)
            for verb in ("start_stop", "arrive_at_stop", "complete_stop")[_DONE_BEFORE[stop.state] :]:
                self.press(actor, verb, booking_id)


_DONE_BEFORE = {StopState.PENDING: 0, StopState.ENROUTE: 1, StopState.ARRIVED: 2, StopState.SERVICING: 2}
"""Stop state -> how many of the three moves at a stop have been made."""


@contextmanager
def refused(code: Code) -> Iterator[pytest.ExceptionInfo[MusterError]]:
    """Expect exactly this refusal; gives it afterwards."""
    with pytest.raises(MusterError) as caught:
        yield caught
    assert caught.value.code is code, str(caught.value)
