"""A rider's day: answers offers, follows the plan, drives, waits for goods, presses buttons.

What a rider is like about an offer or a stop is drawn for that offer or stop, not from one stream as the day goes: in two worlds
that went apart, whoever is asked for the same order for the same time is in the same mood. What differs between the two is then
what was done, and not chance (common random numbers).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from benchmarks.loops.city import City, Order, Rider, stream
from benchmarks.loops.ground import Place
from benchmarks.loops.phone import Phone, phone_of
from benchmarks.loops.town import Town, place_of, rider_actor, uid_of
from shared.messages.events import Actor
from shared.models.booking import Booking
from shared.models.provider import Provider, RouteStop
from shared.models.stop import Stop, StopState, StopType

STEP_S = 5
_ACCEPTS, _DECLINES = 0.87, 0.08
"""The rest lets the offer run out."""
_FOLLOWS = 0.6
"""Share of suggestions to move that are followed."""
_ANSWER_S = (4.0, 30.0)
_SETS_OUT_S = (5.0, 30.0)
_PRESS_S = (2.0, 12.0)
_AT_DOOR_M = 12.0
_RETURN_STAY_S = 90.0
_SILENT_AFTER_SETTING_OUT_S = (20.0, 240.0)
Stories = Mapping[str, Order]
"""Booking id -> how it will really go."""


@dataclass
class Waited:
    """A pickup at which the rider stood and the goods were not ready."""

    booking_id: str
    since_s: float
    """When both the rider was there and the goods had been promised."""
    for_s: float


@dataclass
class Leg:
    """The way to one stop, or the stay there."""

    stop: RouteStop
    since_s: float
    sets_out_s: float
    there_s: float | None = None
    press_s: float = 0.0
    slow_from_s: float | None = None
    """Since when the roads on this leg are slow by injection."""


@dataclass
class Course:
    """One rider at work. ``step`` is called every five seconds."""

    city: City
    rider: Rider
    town: Town
    stories: Stories
    place: Place
    phone: Phone
    times: Counter[tuple[object, ...]] = field(default_factory=Counter)
    """How often the rider was asked for each order, and to move."""
    leg: Leg | None = None
    answers: list[tuple[float, str, float]] = field(default_factory=list)
    """When which offer will be answered, and in which mood."""
    silent_s: float | None = None
    """When the phone has died, once it has."""
    dies_s: float | None = None
    is_back: bool = False
    waited: list[Waited] = field(default_factory=list)
    slowed: list[tuple[float, float, str]] = field(default_factory=list)
    """Slow stretches: from, to, and the booking under way."""
    held_when_silent: tuple[str, ...] = ()
    heading_to: Place | None = None
    """Where an idle rider goes because it was suggested."""

    @property
    def actor(self) -> Actor:
        """The rider as a signed-in person."""
        return rider_actor(self.rider)

    @property
    def uid(self) -> str:
        """The rider's account."""
        return uid_of(self.rider)

    def _chance(self, *about: object) -> Random:
        """What is drawn about one thing, whatever was drawn before."""
        return stream(self.city.seed, "course", self.rider.number, *about)

    def _chance_again(self, *about: object) -> Random:
        """The same for what comes more than once: each time differs."""
        self.times[about] += 1
        return self._chance(*about, self.times[about])

    def hears_of(self, offer_id: str) -> None:
        """The phone rings: an answer will follow, unless it is dead."""
        if not self.is_silent:
            about = self._chance_again("offer", self.stories[self.town.offer(offer_id).booking_id].number)
            self.answers.append((self.town.now_s + about.uniform(*_ANSWER_S), offer_id, about.random()))

    def is_asked_to_move(self, suggestion_id: str, to: Place) -> bool:
        """The phone shows a suggestion: some go, some would rather not."""
        if self.is_silent or self._chance_again("move").random() >= _FOLLOWS:
            return False
        if self.town.tries(self.actor, "answer_suggestion", suggestion_id=suggestion_id, accept=True) is None:
            return False
        self.heading_to = to
        return True

    @property
    def is_silent(self) -> bool:
        """Whether the phone is dead."""
        return self.silent_s is not None and not self.is_back

    def step(self) -> None:
        """Live five seconds."""
        now_s = self.town.now_s
        if self.is_silent:
            self._comes_back(now_s)
            return
        self._answers(now_s)
        provider = self.town.provider(self.uid)
        self._gives(provider)
        if not provider.route:
            self.leg = None
            self._idles(now_s)
            return
        self.heading_to = None
        self._follows(provider.route[0], now_s)
        if not self._falls_silent(now_s, tuple(provider.active_bookings)):
            self.phone.tells_on_the_way(self.place)

    # Trouble

    def _falls_silent(self, now_s: float, held: tuple[str, ...]) -> bool:
        from_s = self.rider.silent_from_s
        if from_s is None or self.silent_s is not None or now_s < from_s or self.leg is None:
            return False
        if self.dies_s is None:
            self.dies_s = now_s + self._chance("dies").uniform(*_SILENT_AFTER_SETTING_OUT_S)
        if now_s < self.dies_s:
            return False
        self.silent_s, self.held_when_silent, self.answers = now_s, held, []
        return True

    def _comes_back(self, now_s: float) -> None:
        back_s = self.rider.back_after_s
        if self.silent_s is not None and back_s is not None and now_s >= self.silent_s + back_s:
            self.is_back, self.leg = True, None

    # Offers

    def _answers(self, now_s: float) -> None:
        due = [answer for answer in self.answers if answer[0] <= now_s]
        self.answers = [answer for answer in self.answers if answer[0] > now_s]
        for _, offer_id, mood in due:
            if mood < _ACCEPTS:
                self.town.tries(self.actor, "accept_offer", offer_id=offer_id)
            elif mood < _ACCEPTS + _DECLINES:
                self.town.tries(self.actor, "decline_offer", offer_id=offer_id)

    # The plan

    def _gives(self, provider: Provider) -> None:
        """Give goods to whoever has come for them; their stops are not on the plan any more."""
        planned = {entry.booking_id for entry in provider.route}
        for booking in [self.town.booking(one) for one in provider.active_bookings if one not in planned]:
            if booking.meeting is not None and booking.meeting.state is StopState.ARRIVED:
                self._presses("complete_stop", booking, booking.meeting)

    def _follows(self, upcoming: RouteStop, now_s: float) -> None:
        booking = self.town.booking(upcoming.booking_id)
        stop = booking.stop(upcoming.stop_id)
        if stop is None or stop.point is None:
            return
        if self.leg is None or self.leg.stop != upcoming:
            started = stop.state is not StopState.PENDING
            reacts_s = 0.0 if started else self._chance("sets out", *self._which(upcoming)).uniform(*_SETS_OUT_S)
            self.leg = Leg(upcoming, now_s, now_s + reacts_s)
        waits = stop.state is StopState.PENDING
        if waits and (now_s < self.leg.sets_out_s or not self._presses("start_stop", booking, stop)):
            return
        if self.leg.there_s is None:
            self._drives(self.leg, place_of(stop.point), now_s)
        if self.leg.there_s is not None:
            self._stays(self.leg.press_s, booking, stop, self.leg.there_s)

    def _which(self, entry: RouteStop) -> tuple[object, ...]:
        return self.stories[entry.booking_id].number, entry.stop_id

    def _drives(self, leg: Leg, goal: Place, now_s: float) -> None:
        if leg.slow_from_s is None and self.city.is_slow(self.place, now_s):
            leg.slow_from_s = now_s
        self.place = self.place.towards(goal, STEP_S * self.city.speed_mps(self.rider, self.place, now_s))
        if self.place.distance_m(goal) <= _AT_DOOR_M:
            leg.there_s, leg.press_s = now_s, now_s + self._chance("press", *self._which(leg.stop)).uniform(*_PRESS_S)
            if leg.slow_from_s is not None:
                self.slowed.append((leg.slow_from_s, now_s, leg.stop.booking_id))

    def _stays(self, press_s: float, booking: Booking, stop: Stop, there_s: float) -> None:
        now_s = self.town.now_s
        if stop.state is StopState.ENROUTE:
            if now_s >= press_s:
                self._presses("arrive_at_stop", booking, stop)
            return
        if now_s >= self._done_s(booking, stop, there_s) and self._presses("complete_stop", booking, stop):
            self._notes_wait(booking, stop, there_s)

    def _done_s(self, booking: Booking, stop: Stop, there_s: float) -> float:
        story = self.stories[booking.booking_id]
        if stop.type is StopType.PICKUP:
            return max(there_s, story.ready_s) + story.pickup_stay_s
        return there_s + (story.dropoff_stay_s if stop.type is StopType.DROPOFF else _RETURN_STAY_S)

    def _notes_wait(self, booking: Booking, stop: Stop, there_s: float) -> None:
        story = self.stories[booking.booking_id]
        since_s = max(there_s, story.placed_s + story.prepared_s)
        if stop.type is StopType.PICKUP and story.ready_s > since_s:
            self.waited.append(Waited(booking.booking_id, since_s, story.ready_s - since_s))

    def _presses(self, verb: str, booking: Booking, stop: Stop) -> bool:
        known = {"booking_id": booking.booking_id, "stop_id": stop.stop_id, "epoch": booking.assignment_epoch}
        return self.town.tries(self.actor, verb, **known) is not None

    # Idle

    def _idles(self, now_s: float) -> None:
        if self.heading_to is not None:
            way_m = STEP_S * self.city.speed_mps(self.rider, self.place, now_s)
            self.place = self.place.towards(self.heading_to, way_m)
            self.heading_to = None if self.place == self.heading_to else self.heading_to
        self.phone.tells_idle(self.place)


def course_of(city: City, rider: Rider, town: Town, stories: Stories) -> Course:
    """Begin the rider's day."""
    phone = phone_of(town, rider, stream(city.seed, "course", rider.number))
    return Course(city, rider, town, stories, rider.home, phone)
