"""What is behind a delay, as customers hear it."""

from collections.abc import Mapping

from shared.models.booking import Booking
from shared.models.disruption import DisruptionKind
from shared.models.eta import EtaCause
from shared.models.progress import Progress
from shared.models.provider import Link
from shared.models.stop import Stop, StopState, StopType
from shared.units import Instant

SLOW_PACE = 1.15
"""A pace above this is the road's doing."""
_CAUSES: Mapping[str, EtaCause] = {
    **{cause.value: cause for cause in EtaCause},
    DisruptionKind.TRAFFIC_DELAY.value: EtaCause.TRAFFIC,
    DisruptionKind.SIGNAL_LOST.value: EtaCause.NO_SIGNAL,
    DisruptionKind.LONG_STOP.value: EtaCause.OTHER_STOPS,
    DisruptionKind.LATE_START.value: EtaCause.PROVIDER_LATE,
    DisruptionKind.OFF_ROUTE.value: EtaCause.PROVIDER_LATE,
    DisruptionKind.PROVIDER_INACTIVE.value: EtaCause.PROVIDER_LATE,
    DisruptionKind.PROVIDER_TROUBLE.value: EtaCause.PROVIDER_LATE,
}
"""What customers hear, by the name of a cause or of a kind of disruption."""


def cause_named(name: str | None) -> EtaCause | None:
    """Say what customers hear for ``name``: a cause, a kind of disruption, or a dotted name that has one in it."""
    return next((_CAUSES[part] for part in (name or "").split(".") if part in _CAUSES), None)


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
