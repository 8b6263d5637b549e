"""A seeded day in a small Muster: customers, providers and operators at random, over ports and pipelines that misbehave.

Everything random comes from one seed, so a day that shows a fault can be lived again.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any

from shared import collection_names
from shared.errors import MusterError, Unavailable
from shared.messages.events import Actor, BookingAssigned
from shared.models.booking import Booking, BookingState
from shared.models.offer import Offer
from shared.models.provider import Provider
from shared.models.stop import StopState
from shared.models.triage import Triage, TriageState
from tests.builders import ADMIN, CUSTOMER, OPERATOR, a_point
from tests.fakes.messaging import Published
from tests.simulation.faults import Unreliable
from tests.simulation.invariants import overdue, violations
from tests.simulation.trouble import HANDS_OVER, QUICK_TO_LOSE, QUICK_TO_NOTICE, Trouble
from tests.world import AREA, World

STEP_S = 10
SWEEP_EVERY = 6
_RETRIES = 8
_LONGEST_END = 400
"""Steps by which the last booking has to have ended."""
_LATEST_S = 2 * SWEEP_EVERY * STEP_S
"""A schedule that ran twice since has seen what ended."""
_REST_MIN = 6
"""Longer than an operator is waited for, and than what a booking leaves behind lasts."""


@dataclass(frozen=True)
class Chances:
    """How a day goes. Shares are of port calls, messages and timers."""

    bookings: int = 25
    providers: int = 6
    port_failures: float = 0.0
    copies: int = 1
    """How often each message is delivered, in shuffled order."""
    lost: float = 0.0
    """Share of messages and timers that never arrive."""
    rivals: float = 0.1
    """Share of commands with which somebody else's gets in between reading and committing."""
    stale: float = 0.05
    """Share of steps in which a phone presses what it should not show any more."""
    meddling: float = 0.02
    """Share of bookings that an operator reassigns or reopens, each step."""
    trouble: float = 0.05
    """How often, each step, somebody falls silent, dawdles, reports a problem, or an operator overrides the engine."""
    breakdowns: float = 0.0
    """How often, each step, one with goods on board can not go on; if ever, the area asks others by itself to take over."""
    check_every: int = 1
    """Steps between two looks at the invariants."""
    dispatch: dict[str, Any] = field(default_factory=dict)


class Day:
    """One day; ``broken`` collects what the invariants said."""

    def __init__(self, seed: int, chances: Chances, prepare: Callable[[World], None] = lambda _world: None) -> None:
        """Open the area and let the providers come; ``prepare`` may bend the world first."""
        self.random, self.chances = Random(seed), chances
        dispatch = {"search_timeout_s": 600, "alert_before_s": 120, **QUICK_TO_LOSE, **chances.dispatch}
        self.world = World(dispatch=dispatch, detection=QUICK_TO_NOTICE)
        self.trouble = Trouble(self, chances.trouble)
        if chances.breakdowns:
            self.world.do(ADMIN, "put_playbook", area_id=AREA, plays=HANDS_OVER)
        prepare(self.world)
        self.people = [self._provider(number) for number in range(chances.providers)]
        self.left = chances.bookings
        self.late: list[Published] = []
        self.broken: list[str] = []
        self.is_over = False
        self.placed = 0
        self.once_held: list[tuple[Actor, str, int]] = []
        self.ports: Callable[[], AbstractContextManager[None]] = Unreliable(
            self.world, chances.port_failures, Random(seed + 1)
        ).ports

    def _provider(self, number: int) -> Actor:
        north_m, east_m = self.random.uniform(-2000, 2000), self.random.uniform(-2000, 2000)
        capacity = self.random.choice([1, 1, 2])
        return self.world.a_provider_on_duty(
            f"p{number}", north_m=north_m, east_m=east_m, capacity=capacity, max_open_offers=capacity
        )

    # The day

    def live(self) -> "Day":
        """Live the day, then let everything come to its end over ports that work; stop where something is broken."""
        step = 0
        while (self.left or step < self.chances.bookings) and not self.broken:
            self._step(step)
            step += 1
        self.ports, self.is_over = nullcontext, True
        for extra in range(_LONGEST_END):
            if self.broken or (extra >= 2 * SWEEP_EVERY and not self._busy()):
                break
            self._step(step + extra)
        self._settle_all()
        self.broken += violations(self.world)
        if len(self.world.store.documents(collection_names.BOOKINGS, Booking)) > self.placed:
            self.broken.append("more bookings than were asked for")
        return self

    def log(self) -> str:
        """Every event and log line of the day, as text."""
        world = self.world
        events = [
            event.model_dump_json()
            for path in world.store.documents(collection_names.BOOKINGS, Booking)
            for event in world.store.timeline(path.rsplit("/", 1)[1])
        ]
        lines = [json.dumps([line.action, line.outcome, line.fields], default=str) for line in world.log.lines]
        return "\n".join([*events, *lines])

    def _busy(self) -> bool:
        return any(not b.has_ended for b in self.world.store.documents(collection_names.BOOKINGS, Booking).values())

    def _step(self, step: int) -> None:
        self.world.clock.advance(STEP_S)
        for person in self.people:
            self._refresh(person)
        self._customers()
        for person in self.people:
            self._works(person)
        self._operators()
        self.trouble.happens()
        self._timers()
        self._deliver()
        if step % SWEEP_EVERY == 0:
            self.tolerate(self.world.sweep)
            self.trouble.schedules(step // SWEEP_EVERY)
        if step % self.chances.check_every == 0:
            self.broken += violations(self.world)
            self.broken += overdue(self.world, _LATEST_S) if self._is_reliable else []

    @property
    def _is_reliable(self) -> bool:
        return self.chances.port_failures == 0

    def _settle_all(self) -> None:
        """Some minutes with nothing lost: all that is left has to come to rest by them."""
        self.world.deliver(self.late)
        for _ in range(_REST_MIN):
            self.world.clock.advance(60)
            self.world.sweep()
            self.trouble.schedules(1)
            self.world.settle()
        self.broken += overdue(self.world, 0)

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    # People

    def _refresh(self, person: Actor) -> None:
        """The phone shows itself: at the stop it works towards, else where it was."""
        if self.trouble.is_silent(person):
            return
        provider = self.world.provider(person.id)
        if not provider.route:
            self.world.is_seen(person.id, a_point(self.random.uniform(-2000, 2000), self.random.uniform(-2000, 2000)))
            return
        stop = self.world.booking(provider.route[0].booking_id).stop(provider.route[0].stop_id)
        assert stop is not None
        assert stop.point is not None
        self.world.is_seen(person.id, stop.point)

    def _customers(self) -> None:
        if self.left and self._chance(0.7):
            self.left -= 1
            self._places()
        for booking in self._some(lambda b: not b.has_ended and not self.is_over, 0.05):
            known = {"booking_id": booking.booking_id}
            if booking.state is BookingState.QUOTED:
                self.ask(CUSTOMER, "place_quoted", **known)
            elif self._chance(0.3):
                self.ask(CUSTOMER, "cancel_booking", reason="changed my mind", **known)
            else:
                self.ask(CUSTOMER, "amend_booking", notes="ring twice", **known, **self._moved())

    def _places(self) -> None:
        north_m, east_m = self.random.uniform(-2500, 2500), self.random.uniform(-2500, 2500)
        self.placed += 1
        verb = "quote_booking" if self._chance(0.2) else "place_booking"
        stops = [_stop("pickup", 0, 0), _stop("dropoff", north_m, east_m)]
        later = {"pickup_window": self._window()} if self._chance(0.2) else {}
        demand = {"requirements": {"demand": 2}} if self._chance(0.1) else {}
        self.ask(CUSTOMER, verb, service="courier", stops=stops, contact_phone="+49 30 123456", **later, **demand)

    def _window(self) -> dict[str, str]:
        begins = self.world.clock.now().timestamp() + self.random.choice([600, 1500])
        return {"start_at": _iso(begins), "end_at": _iso(begins + 900)}

    def _moved(self) -> dict[str, Any]:
        kind = self.random.randrange(3)
        if kind == 0:
            return {"pickup_window": self._window()}
        point = a_point(self.random.uniform(-2500, 2500))
        return {"stops": [{"stop_id": "s2", "point": point.model_dump()}]} if kind == 1 else {}

    def _works(self, person: Actor) -> None:
        for offer in self.world.offers_to(person.id):
            verb = self.random.choice(["accept_offer", "accept_offer", "decline_offer", "ack_offer", ""])
            if verb:
                self._answers(person, verb, offer.offer_id)
        if self._chance(self.chances.stale):
            self._insists(person)
        provider = self.world.provider(person.id)
        self._hands_over(person, provider)
        if provider.route and self.trouble.is_idle(person):
            return
        if provider.route and self._chance(0.8):
            self._moves(person, provider)
        elif self._chance(0.05):
            self.ask(person, "set_duty", duty=self.random.choice(["online", "online", "paused", "offline"]))
        if self.is_over and provider.duty.value != "online":
            self.ask(person, "set_duty", duty="online")

    def _hands_over(self, person: Actor, provider: Provider) -> None:
        """Give away what somebody has come for, or keep it after all."""
        for booking in map(self.world.booking, provider.active_bookings):
            meeting = booking.meeting
            if meeting is None or not self._chance(0.5):
                continue
            verb, reason = ("fail_stop", {"reason": "it rolls again"}) if self._chance(0.04) else ("complete_stop", {})
            known = {"booking_id": booking.booking_id, "epoch": booking.assignment_epoch, "stop_id": meeting.stop_id}
            self.ask(person, verb, **known, **reason)

    def _insists(self, person: Actor) -> None:
        """A phone that was offline presses what it still shows: an old offer, or a job that is somebody else's now."""
        offers = self.world.store.documents(collection_names.OFFERS, Offer).values()
        old = [offer.offer_id for offer in offers if offer.provider_id == person.id and not offer.is_open]
        if old:
            self._answers(person, "accept_offer", self.random.choice(old))
        for holder, booking_id, epoch in [held for held in self.once_held if held[0] == person][-3:]:
            booking = self.world.booking(booking_id)
            if booking.next_stop is None or (booking.provider_id, booking.assignment_epoch) == (holder.id, epoch):
                continue
            for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
                if self.ask(person, verb, booking_id=booking_id, epoch=epoch, stop_id=booking.next_stop.stop_id):
                    self.broken.append(f"{person.id} moved {booking_id} with epoch {epoch}, which was over")

    def _answers(self, person: Actor, verb: str, offer_id: str) -> None:
        told = self.ask(person, verb, offer_id=offer_id)
        if verb == "accept_offer" and told is not None:
            self._check_won(person, told)

    def _check_won(self, person: Actor, told: dict[str, Any]) -> None:
        wins = [
            event.data.provider_id
            for event in self.world.store.timeline(told["booking_id"])
            if isinstance(event.data, BookingAssigned) and event.data.epoch == told["epoch"]
        ]
        if "stop_id" in told:
            return
        self.once_held.append((person, told["booking_id"], told["epoch"]))
        if wins != [person.id]:
            self.broken.append(f"{person.id} was told to have won {told['booking_id']}, stored is {wins}")

    def _moves(self, person: Actor, provider: Provider) -> None:
        booking = self.world.booking(provider.route[0].booking_id)
        stop = booking.stop(provider.route[0].stop_id)
        assert stop is not None
        known = {"booking_id": booking.booking_id, "epoch": provider.engagements[booking.booking_id]}
        if not booking.on_board and self._chance(0.05):
            self.ask(person, "release_assignment", reason="flat tyre", **known)
            return
        verb = {StopState.PENDING: "start_stop", StopState.ENROUTE: "arrive_at_stop"}.get(stop.state, "complete_stop")
        reason = {}
        if stop.state is StopState.ARRIVED and self._chance(0.1):
            verb, reason = "fail_stop", {"reason": "nobody there"}
        self.ask(person, verb, stop_id=stop.stop_id, **known, **reason)

    def _operators(self) -> None:
        for item in self.world.store.documents(collection_names.TRIAGE, Triage).values():
            if item.state is TriageState.OPEN and self._chance(0.2):
                self._decides(item)
        for booking in self._some(lambda _booking: not self.is_over, self.chances.meddling):
            chosen = self.random.choice(self.people).id
            if booking.has_ended:
                self.ask(OPERATOR, "reopen_booking", booking_id=booking.booking_id, reason="a mistake")
            else:
                self.ask(
                    OPERATOR, "assign_booking", booking_id=booking.booking_id, provider_id=chosen, reason="knows it"
                )

    def _decides(self, item: Triage) -> None:
        """Approve what is proposed, or any of the options, or nothing."""
        chosen = {"action": self.random.choice(item.options).action.value} if item.options and self._chance(0.5) else {}
        self.ask(
            OPERATOR, "decide_triage", triage_id=item.triage_id, approve=self._chance(0.7), reason="looked", **chosen
        )

    def _some(self, holds: Callable[[Booking], bool], share: float) -> list[Booking]:
        bookings = self.world.store.documents(collection_names.BOOKINGS, Booking).values()
        return [booking for booking in bookings if holds(booking) and self._chance(share)]

    def ask(self, actor: Actor, verb: str, **fields: Any) -> dict[str, Any] | None:
        """Send a command as a client does: again under the same ``op_id`` while there is no answer."""
        op_id = f"op-{self.random.getrandbits(48):012x}"
        if self._chance(self.chances.rivals):
            self.world.store.before_next_commit(self._rival)
        for _ in range(_RETRIES):
            try:
                with self.ports():
                    return self.world.do(actor, verb, op_id=op_id, **fields)
            except Unavailable:
                continue
            except MusterError:
                return None
        return None

    def _rival(self) -> None:
        """Somebody acts just before somebody else's commit."""
        kind = self.random.randrange(4)
        if kind == 0:
            self._operators()
        elif kind == 1:
            for booking in self._some(lambda b: not b.has_ended and not self.is_over, 0.1):
                self.ask(CUSTOMER, "cancel_booking", booking_id=booking.booking_id, reason="changed my mind")
        elif kind == 2:
            self._works(self.random.choice(self.people))
        else:
            self._timers()

    # Pipelines

    def _timers(self) -> None:
        early = [task for task in self.world.tasks.pending if self._chance(0.05)]
        for task in early:
            self.tolerate(partial(self.world.run, task))
        for task in self.world.tasks.take_due():
            if not self._chance(self.chances.lost):
                self.tolerate(partial(self.world.run, task))

    def _deliver(self) -> None:
        fresh = [message for message in self.world.bus.drain() if not self._chance(self.chances.lost)]
        waiting = self.late + fresh * self.chances.copies
        if self.chances.copies > 1:
            self.random.shuffle(waiting)
        due = len(waiting) if self.chances.copies == 1 else len(waiting) * 2 // 3
        self.late = waiting[due:]
        for message in waiting[:due]:
            if not self.tolerate(partial(self.world.handle, message)):
                self.late.append(message)

    def tolerate(self, step: Callable[[], object]) -> bool:
        try:
            with self.ports():
                step()
        except Unavailable:
            return False
        except MusterError:
            return True
        return True


def _stop(kind: str, north_m: float, east_m: float) -> dict[str, Any]:
    return {"type": kind, "point": a_point(north_m, east_m).model_dump(), "address": "Torstrasse 1"}


def _iso(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat()
