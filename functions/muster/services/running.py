"""What a provider does already, as a new job has to take it into account."""

from muster.ports.backend import Backend
from shared import paths
from shared.dispatch.begun_plan import Running
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.dispatch_settings import DispatchSettings
from shared.models.provider import Position, Provider


def running_of(
    backend: Backend, provider: Provider, position: Versioned[Position] | None, settings: DispatchSettings
) -> Running | None:
    """Read the bookings held; None, and nothing read, when there are none or nobody knows where the provider is.

    They are not claimed: whatever finishes a stop claims the provider, which loses the race to one of the two. A stop
    that is begun meanwhile is the plan's first one, and that one stays first.
    """
    if not provider.engagements or position is None:
        return None
    found = backend.store.get_many([paths.booking(held) for held in provider.engagements], Booking)
    return Running(tuple(one.value for one in found.values()), position.value.point, settings)
