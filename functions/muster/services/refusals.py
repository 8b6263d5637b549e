"""Refused demand is counted: by code and coarse cell, never by person.

A customer who tries again within the hour wants nothing more than before: that is counted once, so that nobody makes demand up by
pressing a button. Partners and staff ask for many people, and each of their requests counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.execution import Once
from shared import paths
from shared.booking.hours import hour_of
from shared.digest import digest
from shared.errors import Code, MusterError, Rejected, Unavailable
from shared.geo.cells import coarse
from shared.messages.commands import BookingRequest
from shared.messages.events import ActorKind
from shared.models.change import create
from shared.models.facts import Refusal

_COUNTED = frozenset(
    {Code.NOT_SERVICEABLE, Code.SERVICE_NOT_OFFERED, Code.ZONE_CLOSED, Code.OUTSIDE_HOURS, Code.SERVICE_PAUSED}
)
_KEPT = timedelta(days=90)


@contextmanager
def counted(backend: Backend, once: Once, request: BookingRequest) -> Iterator[None]:
    """Write down a refusal for want of service, then let it pass on; a failing counter never hides it."""
    try:
        yield
    except Rejected as refusal:
        if refusal.code in _COUNTED:
            _count(backend, once, request, refusal)
        raise


def _count(backend: Backend, once: Once, request: BookingRequest, refusal: MusterError) -> None:
    real_now = backend.clock.real_now()
    stop = int(refusal.details.get("stop", 0))
    entry = Refusal(
        code=refusal.code.label,
        cell=coarse(request.stops[stop].point),
        area_id=refusal.details.get("area_id"),
        service=request.service,
        at=backend.clock.now(),
        expires_at=real_now + _KEPT,
    )
    try:
        backend.store.commit([create(paths.refusal(_id_of(entry, once)), entry)])
    except CommitLost:
        backend.log.step("count_refusal", "known", code=refusal.code.label)
    except (CommitUnknown, Unavailable):
        backend.log.step("count_refusal", "lost", code=refusal.code.label)


def _id_of(entry: Refusal, once: Once) -> str:
    if once.actor.kind is not ActorKind.CUSTOMER:
        return once.key
    return digest(once.actor.id, entry.code, entry.cell, entry.service, hour_of(entry.at))
