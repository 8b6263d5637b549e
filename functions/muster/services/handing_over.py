"""A hand-over that was agreed, as it is read: both people, why, and what the receiver needs once the goods are theirs."""

from muster.ports.backend import Backend
from muster.services.gathering import provider_of
from shared import paths
from shared.booking.change import Moment
from shared.booking.moving import check_party
from shared.dispatch.changing_hands import Meeting
from shared.errors import Code, Conflict
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.contacts import Contacts
from shared.models.disruption import Disruption


def meeting_of(backend: Backend, booking: Versioned[Booking], epoch: int, moment: Moment) -> Meeting:
    """Read what a move at the meeting claims, for an actor who may make it.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE`` when no hand-over is agreed.
        Missing: ``X909 NOT_FOUND``.
    """
    check_party(booking.value, epoch, moment, holder_too=True)
    agreed, holder_id = booking.value.hand_over, booking.value.provider_id
    if agreed is None or agreed.receiver_id is None or holder_id is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.value.state.value})
    about: dict[str, type[Document]] = {
        paths.disruption(agreed.disruption_id): Disruption,
        paths.contacts(booking.value.booking_id): Contacts,
    }
    found = backend.store.get_each(about)
    contacts = found.get(paths.contacts(booking.value.booking_id))
    return Meeting(
        booking=booking,
        holder=provider_of(backend, holder_id),
        receiver=provider_of(backend, agreed.receiver_id),
        disruption=found.get(paths.disruption(agreed.disruption_id)),
        contacts=contacts.value if contacts else None,
    )


def is_meeting(booking: Booking, stop_id: str) -> bool:
    """Whether a stop is the one at which goods are to change hands."""
    return booking.meeting is not None and booking.meeting.stop_id == stop_id
