"""Place what was quoted."""

from dataclasses import replace
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import booking_of, check_same_area
from muster.services.references import booked_under, marked
from muster.services.requests import check_open_bookings, served_at
from shared.booking import placing
from shared.errors import Code, Denied
from shared.messages.commands import PlaceQuoted
from shared.messages.events import Actor
from shared.models.booking import Booking
from shared.models.change import Decision
from shared.models.place import Window
from shared.models.terms import PromiseType


def place_quoted(backend: Backend, actor: Actor, command: PlaceQuoted) -> dict[str, Any]:
    """Take a quote on its terms, after checking its places again.

    A partner's second booking under the same ``external_id`` is answered with the first one.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B106 QUOTE_EXPIRED``, ``B107 QUOTE_MISMATCH``, ``B101`` to ``B105``, ``B119``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        quoted = booking_of(backend, command.booking_id)
        booking = quoted.value
        if booking.customer_id != actor.id and not actor.may_operate(booking.area_id):
            raise Denied(Code.NOT_YOURS)
        external_id = booking.terms.external_id
        if external_id and (known := booked_under(backend, booking.customer_id, external_id)):
            return known
        check_open_bookings(backend, actor, booking.customer_id)
        points = [stop.point for stop in booking.terms.stops if stop.point is not None]
        ready_at = max(booking.terms.ready_at, backend.clock.now())
        found = served_at(backend, points, booking.terms.service, _window(booking), ready_at)
        check_same_area(booking, found.area)
        decision = placing.place_quoted(command, quoted, found, moment_of(backend, once))
        marks = (marked(backend, booking, external_id),) if external_id else ()
        return replace(decision, writes=(*decision.writes, *marks))

    return perform(backend, once, decide)


def _window(booking: Booking) -> Window | None:
    promise = booking.terms.promise
    return None if promise.type is PromiseType.ASAP else promise.window
