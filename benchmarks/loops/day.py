"""One busy stretch of a city's day, lived over the real services as fast as the machine goes."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from benchmarks.loops.causes import LOOK_EVERY_S, Ledger
from benchmarks.loops.city import PLANNED_STAY_S, City, Order
from benchmarks.loops.ground import Place
from benchmarks.loops.riding import STEP_S, Course, course_of
from benchmarks.loops.town import SERVICE, Town, place_of, point_of, uid_of
from shared import collection_names
from shared.messages.events import Actor, ActorKind
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.progress import Progress
from shared.models.push import PushMessage
from shared.models.triage import Triage, TriageKind
from tests.builders import OPERATOR
from tests.fakes.clock import START

LEAVES_S = 2.0 * 3600
"""After the last booking, by which everything should have ended."""
_SUGGESTIONS = "suggestions"
SLOW_PACE = 1.25
"""Seconds needed over seconds assumed from which a road counts as slow."""
OPERATOR_TAKES_S = 60.0
"""How long an operator takes to answer what waits for one; the answer is what is recommended."""


class Day:
    """A city's day; the same seed and the same loops give the same day."""

    def __init__(self, city: City, *, looped: bool, prepare: Callable[[Town], None] = lambda _town: None) -> None:
        """Open the town; ``prepare`` may put in place what was learned before."""
        self.city = city
        self.town = Town(city, looped=looped)
        prepare(self.town)
        self.stories: dict[str, Order] = {}
        self.cancelled_s: dict[str, float] = {}
        """Booking id -> when its customer called it off."""
        self.cancelled_held: set[str] = set()
        """Those of them that a provider held then."""
        self.suggested = self.followed = 0
        self.slow_paces: list[tuple[float, str]] = []
        """When, minute by minute, tracks said of which provider that the road is slow."""
        self.messages: Counter[str] = Counter()
        """Booking id -> what its customer was told."""
        self.kinds: Counter[str] = Counter()
        self.refused: list[int] = []
        self.courses = {uid_of(rider): course_of(city, rider, self.town, self.stories) for rider in city.riders}
        self.ledger = Ledger(city, self.stories, self.courses)
        self._to_place = list(city.orders)
        self._to_cancel: list[tuple[float, str]] = []
        self._pushed = 0
        self._schedules = self.town.schedules()
        self._child_is_over: Callable[[], bool] | None = None
        self._child_tells: Callable[[], None] = lambda: None

    def live(self, progress: Callable[[float], None] = lambda _now_s: None) -> "Day":
        """Live it to its end."""
        with self.town.at_work():
            while not self.is_over:
                self.step()
                if round(self.town.now_s) % 1800 == 0 and self._child_is_over is None:
                    progress(self.town.now_s)
        if self._child_is_over is not None:
            self._child_tells()
        return self

    def becomes_child(self, is_over: Callable[[], bool], tells: Callable[[], None]) -> None:
        """Go on in a process of its own, as what would have been: until ``is_over``, then ``tells`` and never returns."""
        self._child_is_over, self._child_tells = is_over, tells

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come, or nobody waits for it any longer."""
        if self._child_is_over is not None and self._child_is_over():
            return True
        if self._to_place:
            return False
        if self.town.now_s > self.city.orders[-1].placed_s + LEAVES_S:
            return True
        return round(self.town.now_s) % 60 == 0 and all(booking.has_ended for booking in self.bookings())

    def bookings(self) -> list[Booking]:
        """All bookings as they are now."""
        return list(self.town.store.documents(collection_names.BOOKINGS, Booking).values())

    def step(self) -> None:
        """Live five seconds."""
        self.town.clock.advance(STEP_S)
        self._customers()
        for course in self.courses.values():
            course.step()
        self._operators()
        self._runs_schedules()
        self.town.settle()
        self._phones_ring()
        if round(self.town.now_s) % LOOK_EVERY_S == 0:
            self.ledger.look(self.bookings(), self.town.now_s)
        if round(self.town.now_s) % 60 == 0:
            self._looks_at_paces()

    def _looks_at_paces(self) -> None:
        progress = self.town.store.documents(collection_names.PROGRESS, Progress).values()
        now_s = self.town.now_s
        self.slow_paces += [(now_s, one.provider_id) for one in progress if (one.pace or 1.0) >= SLOW_PACE]

    def _customers(self) -> None:
        now_s = self.town.now_s
        while self._to_place and self._to_place[0].placed_s <= now_s:
            self._places(self._to_place.pop(0))
        for booking_id in [booking_id for at_s, booking_id in self._to_cancel if at_s <= now_s]:
            held = self.town.booking(booking_id).assignment is not None
            told = self.town.tries(_customer(booking_id), "cancel_booking", booking_id=booking_id, reason="not needed")
            if told is not None:
                self.cancelled_s[booking_id] = now_s
                self.cancelled_held |= {booking_id} if held else set()
        self._to_cancel = [entry for entry in self._to_cancel if entry[0] > now_s]

    def _places(self, order: Order) -> None:
        booking_id = f"bkg_{len(self.stories) + 1:04d}"
        ready_at = self.town.clock.now().timestamp() + order.prepared_s
        told = self.town.tries(_customer(booking_id), "place_booking", **_request(order, ready_at))
        if told is None:
            self.refused.append(order.number)
            return
        booking_id = str(told["booking_id"])
        self.stories[booking_id] = order
        self.town.gives_phone(_customer(booking_id).id, "customer")
        if order.cancels_after_s is not None:
            self._to_cancel.append((self.town.now_s + order.cancels_after_s, booking_id))

    def _operators(self) -> None:
        """Answer what waits for an operator, after a while, with what is recommended."""
        if not self.town.looped or round(self.town.now_s) % 15:
            return
        now = self.town.clock.now()
        for item in self.town.store.documents(collection_names.TRIAGE, Triage).values():
            waited_s = (now - item.opened_at).total_seconds()
            if item.state == "open" and item.kind != TriageKind.SEARCH_FAILING and waited_s >= OPERATOR_TAKES_S:
                known = {"triage_id": item.triage_id, "approve": True, "reason": "as recommended"}
                self._decides(item, known)

    def _decides(self, item: Triage, known: dict[str, Any]) -> None:
        with (
            self.town.around_step(getattr(item, "disruption_id", None) or "") as goes,
            self.town.replanning(item.booking_id or ""),
        ):
            if goes:
                self.town.tries(OPERATOR, "decide_triage", **known)

    def _runs_schedules(self) -> None:
        for number, schedule in enumerate(self._schedules):
            if round(self.town.now_s) % schedule.every_s == (number * STEP_S) % schedule.every_s:
                schedule.run(self.town.backend)
                self.town.settle()

    def _phones_ring(self) -> None:
        fresh, self._pushed = self.town.push.sent[self._pushed :], len(self.town.push.sent)
        for envelope in fresh:
            self._rings(envelope.device.owner, envelope.message)

    def _suggests(self, course: Course, suggestion_id: str) -> None:
        self.suggested += 1
        self.followed += course.is_asked_to_move(suggestion_id, _goal(self.town, suggestion_id))

    def _rings(self, owner: str, message: PushMessage) -> None:
        if owner not in self.courses:
            if owner.startswith("customer") and "booking_id" in message.ids:
                self.messages[message.ids["booking_id"]] += 1
                self.kinds[message.kind] += 1
        elif "suggestion_id" in message.ids:
            self._suggests(self.courses[owner], message.ids["suggestion_id"])
        elif message.kind == "offer":
            self.courses[owner].hears_of(message.ids["offer_id"])


def _goal(town: Town, suggestion_id: str) -> Place:
    """Where a suggestion leads."""
    kept: Any = town.store.value(f"{_SUGGESTIONS}/{suggestion_id}", Document)
    return place_of(kept.target)


def _customer(booking_id: str) -> Actor:
    return Actor(kind=ActorKind.CUSTOMER, id=f"customer.{booking_id}")


def _request(order: Order, ready_at_s: float) -> dict[str, Any]:
    ends = (("pickup", order.pickup), ("dropoff", order.dropoff))
    stops = [{"type": kind, "point": point_of(place).model_dump(), "service_s": PLANNED_STAY_S} for kind, place in ends]
    ready_at = START.fromtimestamp(ready_at_s, START.tzinfo)
    return {"service": SERVICE, "stops": stops, "ready_at": ready_at}
