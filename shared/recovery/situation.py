"""A copy of the few providers and bookings that a trouble concerns, and what-if moves on it.

Each move goes through the same machine, the same claim of load and the same re-planning as the real one, so what can not be
done is refused with the same code, and what can be done looks as it would afterwards. Nothing of it is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.booking.change import search_deadline
from shared.booking.lifecycle import apply
from shared.booking.load import Course, behind, with_job, without_job
from shared.dispatch.assigning import check_eligible
from shared.dispatch.begun_plan import Running
from shared.dispatch.replanning import Replanned, replanned
from shared.errors import Code, Conflict, Missing, Rejected
from shared.eta.learned import LearnedEta
from shared.messages import events as ev
from shared.models.acceptance import AcceptanceModel
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.place import LatLng
from shared.models.provider import Duty, Link, Position, Provider
from shared.units import BookingId, Seconds, Uid, ZoneId


@dataclass(frozen=True, kw_only=True)
class Party:
    """A provider concerned.

    Attributes:
        provider: as stored, or as a move leaves them.
        position: where the phone last was; None when nobody knows.
        link: how fresh that is.
        pace: seconds needed over seconds assumed while driving to the next stop; None before there is enough to say.
        held_up_s: how much longer the provider is expected to stand still before the plan goes on.
        held_up_vague_s: half-widths of that, towards early and towards late.
    """

    provider: Provider
    position: Position | None = None
    link: Link = Link.FRESH
    pace: float | None = None
    held_up_s: Seconds = 0
    held_up_vague_s: tuple[float, float] = (0.0, 0.0)

    @property
    def place(self) -> LatLng | None:
        """Where the provider is believed to be."""
        return self.position.point if self.position else None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What a trouble concerns, complete: forecasts on it depend on nothing else.

    Attributes:
        area: with its settings.
        now: business time.
        real_now: server time, for the age of positions.
        parties: those whose plans may change, and those who could be asked; few, however large the fleet is.
        bookings: all that the parties hold, those that nobody holds, and what else was in a batch with the one that is troubled.
        learned: how long things take.
        acceptance: how likely offers are to be accepted.
        pressure: of the zones concerned.
        idle: providers without work, by zone, as last counted.
        rate: business seconds in a real one.
        road_pace: seconds needed over seconds assumed on the roads where the trouble is, for whoever takes them; None when nothing
            says that they are slow.
    """

    area: ServiceArea
    now: datetime
    real_now: datetime
    parties: Mapping[Uid, Party]
    bookings: Mapping[BookingId, Booking]
    learned: LearnedEta = field(default_factory=LearnedEta)
    acceptance: AcceptanceModel | None = None
    pressure: Mapping[ZoneId, float] = field(default_factory=dict)
    idle: Mapping[ZoneId, int] = field(default_factory=dict)
    rate: float = 1.0
    road_pace: float | None = None

    @property
    def hour(self) -> int:
        """Of the area's local week; 0 is Monday from midnight to one."""
        local = self.now.astimezone(ZoneInfo(self.area.timezone))
        return local.weekday() * 24 + local.hour

    def party(self, uid: Uid) -> Party:
        """Give a party.

        Raises:
            Missing: ``X909 NOT_FOUND``.
        """
        if uid not in self.parties:
            raise Missing(Code.NOT_FOUND, {"provider_id": uid})
        return self.parties[uid]

    def booking(self, booking_id: BookingId) -> Booking:
        """Give a booking.

        Raises:
            Missing: ``X909 NOT_FOUND``.
        """
        if booking_id not in self.bookings:
            raise Missing(Code.NOT_FOUND, {"booking_id": booking_id})
        return self.bookings[booking_id]

    def held_by(self, uid: Uid) -> tuple[Booking, ...]:
        """The bookings a party holds or is to take over, as far as they are known here."""
        held = self.party(uid).provider.engagements
        return tuple(self.bookings[one] for one in held if one in self.bookings)


def without(situation: Situation, booking_id: BookingId, reason: str = "what if") -> Situation:
    """Take a booking from whoever holds it; it is searched for again, without that provider.

    Raises:
        Conflict: ``B110 WRONG_STATE`` when nobody holds it, ``D211 STILL_ON_BOARD``.
        Missing: ``X909 NOT_FOUND``.
    """
    booking = situation.booking(booking_id)
    if booking.assignment is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
    if booking.on_board or booking.returning:
        raise Conflict(Code.STILL_ON_BOARD)
    released = ev.AssignmentReleased(
        provider_id=booking.assignment.provider_id,
        epoch=booking.assignment.epoch,
        reason=reason,
        search_deadline_at=search_deadline(booking.terms.ready_at, situation.area, situation.now),
    )
    return freed(situation, booking, apply(booking, released, situation.now, booking_id))


def cancelled(situation: Situation, booking_id: BookingId) -> Situation:
    """Call a booking off.

    Raises:
        Conflict: ``B110 WRONG_STATE``.
        Missing: ``X909 NOT_FOUND``.
        Rejected: ``B112 TOO_LATE_TO_CANCEL`` when something is on board.
    """
    booking = situation.booking(booking_id)
    if booking.on_board or booking.returning:
        raise Rejected(Code.TOO_LATE_TO_CANCEL, {"state": booking.state.value})
    gone = ev.BookingCancelled(by="operator", reason="what if", provider_id=booking.provider_id)
    return freed(situation, booking, apply(booking, gone, situation.now, booking_id))


def freed(situation: Situation, before: Booking, after: Booking) -> Situation:
    """Put a booking as it becomes, with whoever held it free of it."""
    holder = situation.parties.get(before.provider_id) if before.provider_id else None
    changed = replace(situation, bookings={**situation.bookings, after.booking_id: after})
    if holder is None:
        return changed
    return with_provider(changed, without_job(holder.provider, before, situation.now))


def given(situation: Situation, booking_id: BookingId, uid: Uid) -> Situation:
    """Give a booking to a party, where it fits into the plan that has begun; whoever holds it loses it.

    Raises:
        Conflict: ``B110 WRONG_STATE``, ``D205 NO_CAPACITY``, ``D206 NOT_ON_DUTY``, ``D207 LINK_LOST``, ``D211 STILL_ON_BOARD``.
        Missing: ``X909 NOT_FOUND``.
        Rejected: ``D209 NOT_ELIGIBLE``.
    """
    if situation.booking(booking_id).provider_id is not None:
        situation = without(situation, booking_id)
    party, booking = situation.party(uid), situation.booking(booking_id)
    check_eligible(booking, party.provider)
    if party.provider.duty is not Duty.ONLINE:
        raise Conflict(Code.NOT_ON_DUTY)
    if party.link is Link.LOST:
        raise Conflict(Code.LINK_LOST)
    course, pickup_at, end_at = _placed(situation, party, booking)
    epoch = booking.assignment_epoch + 1
    assigned = ev.BookingAssigned(
        provider_id=uid,
        epoch=epoch,
        offer_id=None,
        vehicle=party.provider.vehicle,
        predicted_pickup_at=pickup_at,
        predicted_end_at=end_at,
    )
    taken = with_job(party.provider, booking, epoch, course=course, end_at=end_at, by_offer=False)
    after = apply(booking, assigned, situation.now, booking_id)
    return with_provider(replace(situation, bookings={**situation.bookings, booking_id: after}), taken)


def _placed(situation: Situation, party: Party, booking: Booking) -> tuple[Course, datetime, datetime]:
    """The plan with the booking in it, and when that begins and ends by the planner's reckoning."""
    found = joined(situation, party, booking)
    if found is None:
        return behind(party.provider, booking, situation.now), situation.now, situation.now
    return found.course, found.pickup_at, found.end_at


def joined(situation: Situation, party: Party, booking: Booking) -> Replanned | None:
    """Plan a booking into what a party does already; None when a place is not known."""
    if party.place is None:
        return None
    held = tuple(one for one in situation.held_by(party.provider.provider_id) if one is not booking)
    return replanned(party.provider, Running(held, party.place, situation.area.dispatch), booking, situation.now)


def with_provider(situation: Situation, provider: Provider) -> Situation:
    """Put a party's provider as a move leaves them."""
    party = replace(situation.parties[provider.provider_id], provider=provider)
    return replace(situation, parties={**situation.parties, provider.provider_id: party})
