"""What follows from the lines that a track crossed: forecasts are revised, and somebody looks at what may be a disruption."""

from collections.abc import Set as AbstractSet

from muster.ports.backend import Backend
from shared.telemetry.progress import Signal

_FORECAST = frozenset({Signal.DIVERGED, Signal.ENTERED})
_LOOK = frozenset({Signal.LEFT, Signal.AWAY, Signal.STILL, Signal.FROZEN})


def follow_track(backend: Backend, uid: str, signals: AbstractSet[Signal]) -> None:
    """Revise the provider's forecasts, and look at the provider, when the signals ask for it.

    Both are hints: schedules repeat what is lost here.
    """
    backend.log.step("track", "crossed", provider_id=uid, signals=sorted(signals))
