"""The detectors: every rule over one provider's scene, and which of them could be judged at all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared.models.detection import DetectionSettings
from shared.models.disruption import DisruptionKind
from shared.models.progress import Progress
from shared.models.provider import Link
from shared.recovery.at_stops import long_stop, not_ready
from shared.recovery.on_the_way import away, inactive, late_start, lost, slow, time_lost_s
from shared.recovery.signs import Scene, Sign

K = DisruptionKind
RULES: dict[DisruptionKind, Callable[[Scene], Iterator[Sign]]] = {
    K.SIGNAL_LOST: lost,
    K.LATE_START: late_start,
    K.PROVIDER_INACTIVE: inactive,
    K.OFF_ROUTE: away,
    K.TRAFFIC_DELAY: slow,
    K.LONG_STOP: long_stop,
    K.PICKUP_NOT_READY: not_ready,
}
"""Kind -> rule. The other kinds are reported, or follow from what happens to a booking or a zone."""
OF_THE_WAY = frozenset({K.PROVIDER_INACTIVE, K.OFF_ROUTE, K.TRAFFIC_DELAY})
"""Kinds about which only recent tracks tell: without any, what was noticed stays noticed."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The signs that there are, and the kinds about which nothing can be said at present."""

    signs: tuple[Sign, ...]
    unknown: frozenset[DisruptionKind]


def detect(scene: Scene) -> Findings:
    """Run every rule."""
    signs = tuple(sign for rule in RULES.values() for sign in rule(scene))
    is_silent = scene.link is Link.LOST or scene.way is None
    return Findings(signs, OF_THE_WAY if is_silent else frozenset())


def asks_for_a_look(before: Progress | None, after: Progress, settings: DetectionSettings, radius_m: float) -> bool:
    """Whether a track's progress passed a threshold, so that the provider should be looked at. It costs no read.

    It says yes at the report that passes it, and again from time to time while it lasts, lest a look was lost. Stays at stops
    are left to the watch: when they are too long is known beforehand (``Booking.check_at``).

    Args:
        before: progress as stored before the report.
        after: with the report.
        settings: the area's thresholds.
        radius_m: within this of a stop, standing still is no sign.
    """
    known = before if before and (before.booking_id, before.stop_id) == (after.booking_id, after.stop_id) else None
    was = _slots(known, settings, radius_m) if known else {}
    return any(slot > was.get(name, 0) for name, slot in _slots(after, settings, radius_m).items())


def _slots(progress: Progress, settings: DetectionSettings, radius_m: float) -> dict[str, int]:
    """By sign, how many thresholds' worth it has lasted: 0 before the onset."""
    lasting = {
        "away": (progress.away_since, settings.away_s),
        "still": (progress.still_since if progress.to_stop_m > radius_m else None, settings.inactive_s),
        "unstarted": (progress.still_since, settings.late_start_s),
    }
    slots = {
        name: int((progress.at - since).total_seconds() // max(1, limit_s)) if since else 0
        for name, (since, limit_s) in lasting.items()
    }
    is_slow = progress.pace is not None and progress.pace >= settings.slow_pace
    lost_s = time_lost_s(progress) if is_slow else 0.0
    return slots | {"slow": int(lost_s // max(1, settings.slow_s))}
