"""Where the time of a booking goes once its goods were promised, by what it waits for; and which lateness nothing could help.

Every quarter of a minute each booking under way is looked at and the time is put down to one of these:

* nobody: no provider holds it;
* silent: its provider's phone is dead;
* other stops: its provider does another booking's stop first;
* kitchen: its provider stands at the pickup and the goods are not ready;
* slow road: on the way where roads are slow by injection; what counts is the part of it that the slowness costs;
* approach: its provider is on the way to the pickup; time in which the goods wait;
* work: carrying them, and handing over.

All but work is lost time, and a late booking is late by the cause on which it lost most.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from benchmarks.loops.city import FLEET_MPS, City, Order
from benchmarks.loops.riding import Course
from shared.eta.speeds import RELATIVE_SPEED
from shared.models.booking import Booking, BookingState
from shared.models.stop import StopState, StopType

LOOK_EVERY_S = 15
NOBODY, SILENT, OTHERS, KITCHEN, SLOW, APPROACH, WORK = (
    "nobody holds it",
    "silent provider",
    "other stops first",
    "kitchen late",
    "slow road",
    "way to the pickup",
    "work",
)
CAUSES = (NOBODY, SILENT, OTHERS, KITCHEN, SLOW, APPROACH)
_OPEN = frozenset(
    {BookingState.SEARCHING, BookingState.AWAITING_APPROVAL, BookingState.ASSIGNED, BookingState.IN_PROGRESS}
)


class Ledger:
    """Seconds by booking and cause, put down while a day is lived."""

    def __init__(self, city: City, stories: Mapping[str, Order], courses: Mapping[str, Course]) -> None:
        """Watch the bookings of a city's day.

        Args:
            city: with what is injected.
            stories: orders by booking id, as they are placed.
            courses: of all riders, by their uid.
        """
        self._city, self._stories, self._courses = city, stories, courses
        self._lost: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.gone: set[str] = set()
        """Bookings whose goods were with a provider who fell silent for good."""

    def look(self, bookings: Iterable[Booking], now_s: float) -> None:
        """Put down the last quarter of a minute of all bookings, as they are now."""
        for booking in bookings:
            order = self._stories.get(booking.booking_id)
            if order is None or booking.state not in _OPEN or now_s < order.placed_s + order.prepared_s:
                continue
            holder = self._courses.get(booking.provider_id or "")
            self._lost[booking.booking_id][self._cause(booking, order, holder, now_s)] += LOOK_EVERY_S
            if booking.on_board and holder is not None and holder.is_silent and holder.rider.back_after_s is None:
                self.gone.add(booking.booking_id)

    def _cause(self, booking: Booking, order: Order, holder: Course | None, now_s: float) -> str:
        upcoming = booking.next_stop
        if holder is None or upcoming is None:
            return NOBODY
        if holder.is_silent:
            return SILENT
        leg = holder.leg
        if leg is None or leg.stop.booking_id != booking.booking_id:
            return OTHERS
        if leg.there_s is not None:
            waits = upcoming.type is StopType.PICKUP and upcoming.state is not StopState.DONE
            return KITCHEN if waits and now_s < order.ready_s else WORK
        if self._city.is_slow(holder.place, now_s):
            return SLOW
        return APPROACH if upcoming.type is StopType.PICKUP else WORK

    def lost_s(self, booking_id: str) -> dict[str, float]:
        """Seconds lost by cause."""
        slow_costs = 1 - 1 / self._city.trouble.slowdown
        seconds = self._lost[booking_id]
        return {cause: seconds[cause] * (slow_costs if cause == SLOW else 1.0) for cause in CAUSES if seconds[cause]}


def main_cause(lost_s: Mapping[str, float]) -> str:
    """The cause on which most was lost; nobody held what was lost on nothing."""
    return max(CAUSES, key=lambda cause: lost_s.get(cause, 0.0)) if lost_s else NOBODY


def earliest_end_s(city: City, order: Order) -> float:
    """When the order is at the door at the earliest: its provider stands at the pickup as it is ready, and knows no slow road.

    The fastest kind of vehicle on the city's fastest roads, straight from door to door: no dispatcher can better it.
    """
    fastest_mps = FLEET_MPS * max(RELATIVE_SPEED.values()) * max(city.field)
    way_s = order.pickup.distance_m(order.dropoff) / fastest_mps
    return max(order.ready_s, order.placed_s) + order.pickup_stay_s + way_s + order.dropoff_stay_s
