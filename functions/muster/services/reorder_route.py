"""A provider's stops in the order that an operator wants."""

from muster.ports.backend import Backend
from muster.services.execution import Once
from muster.services.foreseeing import situation_of
from muster.services.gathering import area_of, check_staff, provider_of
from shared.models.change import Decision, replace
from shared.models.override_change import Resequencing
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
    after = resequenced(situation_of(backend, area, [change.provider_id], []), change.provider_id, change.route)
    told = {"provider_id": change.provider_id, "stops": len(change.route)}
    return Decision((replace(provider, after.party(change.provider_id).provider),), result=told)
