"""A disruption with its surroundings, weighed: what could be done about it now, and what the area does about its kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.ports.backend import Backend
from muster.services.gathering import existing
from muster.services.situation import Surroundings, gather_situation
from muster.services.supply import Need
from shared import paths
from shared.booking.change import Moment
from shared.dispatch.batching import can_split
from shared.dispatch.offering import deadline_for
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.disruption import Disruption, RecoveryOption
from shared.models.offer import Offer
from shared.models.plan import Batch
from shared.models.playbook import Play, Playbook
from shared.models.provider import Position
from shared.recovery.cases import Case, case_of
from shared.recovery.options import options_for
from shared.recovery.orders import Asking, By, Order
from shared.recovery.playbooks import play_for
from shared.units import BookingId, Uid


@dataclass(frozen=True)
class Weighed:
    """What there is to decide on.

    Attributes:
        disruption: as read.
        around: its surroundings, as read.
        case: the same as options were found on.
        options: ranked, the best first.
        play: what the area does about its kind.
        batch: the batch that the booking is in, as read.
        area: as read.
    """

    disruption: Versioned[Disruption]
    around: Surroundings
    case: Case
    options: tuple[RecoveryOption, ...]
    play: Play
    batch: Versioned[Batch] | None
    area: Versioned[ServiceArea]

    def order(self, option: RecoveryOption, by: By) -> Order:
        """Put one of the options together with what its commit claims."""
        known, booking_id = self.around, self.disruption.value.booking_id
        return Order(
            disruption=self.disruption,
            booking=known.booking(booking_id) if booking_id in known.situation.bookings and booking_id else None,
            providers={uid: known.provider(uid) for uid in known.situation.parties},
            case=self.case,
            options=self.options,
            option=option,
            play=self.play,
            batch=self.batch,
            area=self.area,
            by=by,
        )


def asking_of(backend: Backend, weighed: Weighed, moment: Moment) -> Asking:
    """Give what offers need from outside."""
    area = weighed.around.situation.area
    deadline = deadline_for(area, moment.at, moment.real_at, backend.clock.rate)
    return Asking(deadline, lambda: backend.ids.new("off"))


def weigh(backend: Backend, disruption: Versioned[Disruption]) -> Weighed:
    """Read what a disruption concerns, and rank what could be done about it now."""
    value = disruption.value
    area = existing(backend, paths.service_area(value.area_id), ServiceArea)
    found = backend.store.get(paths.booking(value.booking_id), Booking) if value.booking_id else None
    booking = found.value if found else None
    goods = _goods_at(backend, booking)
    batch = _batch_of(backend, booking)
    around = gather_situation(
        backend,
        area.value,
        bookings=_concerned(booking, batch),
        uids={uid for uid in (value.provider_id, *_people(booking)) if uid},
        around=_needs(booking, goods.value if goods else None),
        read_before=[one for one in (found, goods) if one],
    )
    case = case_of(
        value, around.situation, batched=batch is not None and can_split(batch.value, _members(batch, around))
    )
    playbook = backend.store.get(paths.playbook(value.area_id), Playbook)
    play = play_for(playbook.value if playbook else None, value.kind)
    return Weighed(disruption, around, case, options_for(case), play, batch, area)


def _concerned(booking: Booking | None, batch: Versioned[Batch] | None) -> tuple[BookingId, ...]:
    """The booking, and the others of its batch, which may be over or with somebody else by now."""
    if booking is None:
        return ()
    return (booking.booking_id, *(batch.value.bookings if batch else ()))


def _people(booking: Booking | None) -> tuple[Uid | None, ...]:
    """Who has the booking, and who is to take it over."""
    if booking is None:
        return ()
    return booking.provider_id, booking.hand_over.receiver_id if booking.hand_over else None


def _goods_at(backend: Backend, booking: Booking | None) -> Versioned[Position] | None:
    """Where the goods of a running booking are, once they are on board."""
    if booking is None or booking.has_ended or not booking.on_board or booking.provider_id is None:
        return None
    return backend.store.get(paths.position(booking.provider_id), Position)


def _needs(booking: Booking | None, goods: Position | None) -> Sequence[Need]:
    """Where somebody else would be needed: at the first stop, or where the goods are."""
    if booking is None or booking.has_ended:
        return ()
    is_carried = booking.on_board and booking.provider_id
    place = (goods.point if goods else None) if is_carried else booking.terms.stops[0].point
    return (Need.of_booking(place, booking),) if place else ()


def _batch_of(backend: Backend, booking: Booking | None) -> Versioned[Batch] | None:
    offer_id = booking.assignment.offer_id if booking and booking.assignment else None
    offer = backend.store.get(paths.offer(offer_id), Offer) if offer_id else None
    batch_id = offer.value.batch_id if offer else None
    return backend.store.get(paths.batch(batch_id), Batch) if batch_id else None


def _members(batch: Versioned[Batch], around: Surroundings) -> list[Booking]:
    known = around.situation.bookings
    return [known[one] for one in batch.value.bookings if one in known]
