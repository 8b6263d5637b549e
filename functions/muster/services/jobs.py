"""A booking together with the provider who holds it."""

from muster.ports.backend import Backend
from muster.services.gathering import holder_of
from shared.booking.change import Moment
from shared.booking.moving import check_holder
from shared.booking.stops import Job
from shared.errors import Code, Conflict
from shared.models.booking import Booking
from shared.models.change import Versioned


def job_of(backend: Backend, booking: Versioned[Booking], epoch: int, moment: Moment) -> Job:
    """Read the holder of a booking that the actor may move.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE`` when nobody holds it.
    """
    check_holder(booking.value, epoch, moment)
    holder = holder_of(backend, booking.value)
    if holder is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.value.state.value})
    return Job(booking, holder)
