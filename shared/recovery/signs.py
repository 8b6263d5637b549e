"""What detectors look at, and what they say: a scene of one provider at work, and signs that the plan does not hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState
from shared.models.disruption import DisruptionKind, Evidence
from shared.models.eta import BookingEta
from shared.models.progress import Progress
from shared.models.provider import Link, Position, Provider, link_of
from shared.models.stop import Stop
from shared.units import BookingId, DisruptionId, StopId, Uid, ZoneId

K = DisruptionKind
OF_THE_BOOKING = frozenset({K.PICKUP_NOT_READY, K.ADDRESS_PROBLEM, K.CANCELLATION, K.FAILED_HANDOFF})
"""Kinds that are about a booking whoever has it; the others, but for an overloaded zone, are about one assignment."""
HELD = frozenset({BookingState.ASSIGNED, BookingState.IN_PROGRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One provider at work, as read at one moment.

    Attributes:
        area: of the provider, with its thresholds.
        provider: duty, plan and promises.
        bookings: those held, by id.
        position: the last believed one.
        progress: how the way to the next stop goes, if tracks tell.
        etas: what is believed of the bookings, where anything is.
        now: business time.
        real_now: server time, which freshness follows.
        rate: business seconds a real second.
    """

    area: ServiceArea
    provider: Provider
    bookings: Mapping[BookingId, Booking]
    position: Position | None
    progress: Progress | None
    etas: Mapping[BookingId, BookingEta]
    now: datetime
    real_now: datetime
    rate: float = 1.0

    @property
    def next(self) -> tuple[Booking, Stop] | None:
        """The next stop of the plan with its booking."""
        first = self.provider.route[0] if self.provider.route else None
        booking = self.bookings.get(first.booking_id) if first else None
        stop = booking.stop(first.stop_id) if booking and first else None
        return (booking, stop) if booking and stop else None

    @property
    def link(self) -> Link:
        """How fresh the position is."""
        return link_of(self.position, self.area.dispatch, self.real_now)

    @property
    def way(self) -> Progress | None:
        """Progress, if it is about the next stop of the plan and recent enough to say anything."""
        if self.progress is None or self.next is None or self.link is Link.LOST:
            return None
        booking, stop = self.next
        about = (self.progress.booking_id, self.progress.stop_id)
        return self.progress if about == (booking.booking_id, stop.stop_id) else None

    def holds(self, booking_id: BookingId | None, epoch: int | None) -> bool:
        """Whether the provider has that booking under that epoch; any epoch where none is given."""
        held = self.provider.active_bookings.get(booking_id) if booking_id else None
        return held is not None and epoch in {None, held}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One rule's reading: whether it is a disruption by the rule's threshold, and whether one noticed before is still there.

    Attributes:
        begins: the reading is past the threshold of onset.
        lasts: it is not yet past the milder one at which it is over.
        since: when it began to be so, as far as readings tell.
        delay_s: by how much work is later for it so far.
    """

    kind: DisruptionKind
    booking: Booking
    stop_id: StopId | None
    begins: bool
    lasts: bool
    since: datetime
    delay_s: float
    evidence: tuple[Evidence, ...]

    @property
    def disruption_id(self) -> DisruptionId:
        """Of the one document that this kind of trouble with this subject has."""
        return disruption_id(self.kind, self.booking.booking_id, self.booking.assignment_epoch)


def disruption_id(kind: DisruptionKind, booking_id: BookingId, epoch: int) -> DisruptionId:
    """Name the one document of a kind of trouble with a booking, or with one assignment of it."""
    subject = booking_id if kind in OF_THE_BOOKING else f"{booking_id}.{epoch}"
    return DisruptionId(f"{kind.value}.{subject}")


def overload_id(zone_id: ZoneId) -> DisruptionId:
    """Name the one document of an overloaded zone."""
    return DisruptionId(f"{K.REGION_OVERLOADED.value}.{zone_id}")


def reading(name: str, value: float, limit: float | None = None, unit: str = "s") -> Evidence:
    """Write down what was measured, against which limit."""
    return Evidence(name=name, value=round(value, 2), limit=limit, unit=unit)


def seconds(start: datetime, end: datetime) -> float:
    """From ``start`` to ``end``; negative when it is before."""
    return (end - start).total_seconds()


def ago(now: datetime, business_s: float) -> datetime:
    """The instant so many seconds before ``now``."""
    return now - timedelta(seconds=business_s)


def is_finished(booking: Booking, stop_id: StopId | None) -> bool:
    """Whether the stop that something is about is done, failed, skipped or gone."""
    if stop_id is None:
        return False
    stop = booking.stop(stop_id)
    return stop is None or stop.is_finished


def holder(booking: Booking) -> Uid | None:
    """Who has the booking while it runs."""
    return booking.provider_id if booking.state in HELD else None
