"""What quoting and placing check alike: who it is for, whether it is a job, and where it is served."""

from collections.abc import Sequence
from datetime import datetime

from muster.ports.backend import Backend
from muster.services.gathering import check_staff, serve
from shared.booking.placing import MAX_OPEN_BOOKINGS, Served
from shared.booking.terms import check_shape, timing_of
from shared.errors import Code, Denied, Rejected
from shared.messages.commands import BookingRequest
from shared.messages.events import Actor, ActorKind
from shared.models.place import LatLng, Window
from shared.units import Uid


def customer_of(actor: Actor, request: BookingRequest) -> Uid:
    """Say who a booking is for: the customer who asks, or the one that staff name.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
    """
    if request.customer_id is None or request.customer_id == actor.id:
        if actor.kind is ActorKind.PROVIDER:
            raise Denied(Code.WRONG_ROLE)
        return Uid(actor.id)
    if not actor.is_staff:
        raise Denied(Code.WRONG_ROLE)
    return Uid(request.customer_id)


def check_open_bookings(backend: Backend, actor: Actor, customer_id: Uid) -> None:
    """Hold a customer to the limit of open bookings.

    Raises:
        Rejected: ``B119 TOO_MANY_OPEN_BOOKINGS``.
    """
    if actor.kind is not ActorKind.CUSTOMER:
        return
    if backend.store.open_bookings_of(customer_id, MAX_OPEN_BOOKINGS) >= MAX_OPEN_BOOKINGS:
        raise Rejected(Code.TOO_MANY_OPEN_BOOKINGS, {"limit": MAX_OPEN_BOOKINGS})


def served(backend: Backend, actor: Actor, request: BookingRequest) -> Served:
    """Walk the eligibility path for a request; staff book only in their own areas.

    Raises:
        Rejected: ``B101`` to ``B105``, ``B108``, ``B109``, ``B120``.
    """
    check_shape(request.stops)
    points = [stop.point for stop in request.stops]
    found = served_at(backend, points, request.service, request.pickup_window, request.ready_at)
    if actor.is_staff:
        check_staff(actor, found.area.area_id)
    return found


def served_at(
    backend: Backend, points: Sequence[LatLng], service: str, window: Window | None, ready_at: datetime | None
) -> Served:
    """Find the zones and the timing of a job that begins in ``window``, or now."""
    now = backend.clock.now()
    begins_at = timing_of(window, ready_at, now, 0).begins_at
    area, matches = serve(backend, points, service, begins_at)
    timing = timing_of(window, ready_at, now, area.dispatch.scheduled_lead_s)
    return Served(area=area, matches=matches, timing=timing)
