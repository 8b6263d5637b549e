"""When a running plan is worth a new forecast, judged by the track alone, and what is behind it."""

from shared.models.booking import Booking, Stop, StopState, StopType
from shared.models.eta import EtaCause
from shared.models.progress import Progress
from shared.models.provider import Link
from shared.models.zone import RevisionSettings
from shared.units import Instant

SLOW_PACE = 1.15
"""A pace above this is the road's doing."""
_SOONER_FACTOR = 2
"""How much more it takes to look again at somebody who is early: nobody waits because of that."""


def is_divergent(progress: Progress, settings: RevisionSettings) -> bool:
    """Whether a provider is so far off the last forecast of the next stop that it should be made anew.

    It needs no read: the one who made the forecast wrote into ``progress`` what was expected. A new forecast sets
    ``behind_s`` to 0, so that the same delay is looked at once.
    """
    limit_s = settings.reforecast_behind_s
    return progress.behind_s >= limit_s or -progress.behind_s >= _SOONER_FACTOR * limit_s


def cause_of(booking: Booking, stop: Stop, progress: Progress | None, link: Link, now: Instant) -> EtaCause:
    """Say why a plan is later than told, from the next stop of it.

    Args:
        booking: of that stop.
        stop: the next stop.
        progress: of the provider, where a track tells.
        link: how fresh the provider's position is.
        now: business time.
    """
    if stop.state in {StopState.ARRIVED, StopState.SERVICING}:
        is_ready_by_plan = (booking.opens_at(stop) or now) <= now
        return EtaCause.PICKUP_NOT_READY if stop.type is StopType.PICKUP and is_ready_by_plan else EtaCause.OTHER_STOPS
    if link is Link.LOST:
        return EtaCause.NO_SIGNAL
    is_slow = progress is not None and progress.pace is not None and progress.pace >= SLOW_PACE
    return EtaCause.TRAFFIC if is_slow else EtaCause.PROVIDER_LATE
