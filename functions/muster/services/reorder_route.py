"""A provider's stops in the order that an operator wants."""

from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.services.execution import Once
from muster.services.foreseeing import situation_of
from muster.services.gathering import area_of, check_staff, provider_of
from shared import paths
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned, replace
from shared.models.override_change import Resequencing
from shared.models.provider import Provider, RouteStop
from shared.recovery.resequencing import resequenced


def reordering(backend: Backend, once: Once, change: Resequencing) -> Decision:
    """Decide to work a plan in another order; what is under way stays first, and no drop-off comes before its pickup.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Conflict: ``X910 STALE_VERSION`` when these are not the stops that are to be done.
        Rejected: ``D230 ORDER_IMPOSSIBLE``.
    """
    provider = provider_of(backend, change.provider_id)
    check_staff(once.actor, provider.value.area_id)
    area = area_of(backend, provider.value.area_id)
    wanted = _to_do(backend, provider.value, change.route)
    after = resequenced(situation_of(backend, area, [change.provider_id], []), change.provider_id, wanted)
    told = {"provider_id": change.provider_id, "stops": len(change.route)}
    return Decision((replace(provider, after.party(change.provider_id).provider),), result=told)


def _to_do(backend: Backend, provider: Provider, wanted: Sequence[RouteStop]) -> tuple[RouteStop, ...]:
    """The order without the stops that were done since it was wanted."""
    gone = {stop: paths.booking(stop.booking_id) for stop in wanted if stop not in provider.route}
    known = backend.store.get_many(sorted({*gone.values()}), Booking) if gone else {}
    return tuple(stop for stop in wanted if stop not in gone or not _is_done(known.get(gone[stop]), stop))


def _is_done(booking: Versioned[Booking] | None, entry: RouteStop) -> bool:
    stop = booking.value.stop(entry.stop_id) if booking else None
    return stop is not None and stop.is_finished
