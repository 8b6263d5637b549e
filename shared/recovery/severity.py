"""How much a disruption matters: by the chance that a promise is missed, and never less than its kind demands."""

from datetime import datetime, timedelta

from shared.eta.forecast import chance_by
from shared.models.booking import Booking
from shared.models.detection import DetectionSettings
from shared.models.disruption import DisruptionKind, Severity
from shared.models.eta import EtaWindow, Forecast
from shared.recovery.signs import Scene, Sign, seconds

K = DisruptionKind
_RECENT = timedelta(seconds=120)
"""A stored belief younger than this is taken for true; an older one does not know of the trouble."""
_SPREAD = timedelta(minutes=5)
"""Half-width of a window that nobody forecast: a plain prior, as customers are told it."""
_AT_LEAST = {
    K.SIGNAL_LOST: Severity.WARNING,
    K.PROVIDER_INACTIVE: Severity.WARNING,
    K.ADDRESS_PROBLEM: Severity.WARNING,
    K.FAILED_HANDOFF: Severity.WARNING,
    K.REGION_OVERLOADED: Severity.WARNING,
    K.PROVIDER_TROUBLE: Severity.CRITICAL,
}
"""Kind -> least severity, where the clock does not show the danger yet."""
_RANKS = tuple(Severity)


def severity_of(kind: DisruptionKind, chance: float, settings: DetectionSettings) -> Severity:
    """Grade a kind of disruption by the chance that a promise is missed."""
    least = _AT_LEAST.get(kind, Severity.INFO)
    by_chance = Severity.INFO
    if chance >= settings.warning_chance:
        by_chance = Severity.CRITICAL if chance >= settings.critical_chance else Severity.WARNING
    return max(least, by_chance, key=_RANKS.index)


def severity_in(scene: Scene, sign: Sign) -> Severity:
    """Grade a sign by its own booking's promise."""
    return severity_of(sign.kind, late_chance(scene, sign.booking, sign.delay_s), scene.area.detection)


def is_worse(one: Severity, other: Severity) -> bool:
    """Whether ``one`` ranks above ``other``."""
    return _RANKS.index(one) > _RANKS.index(other)


def late_chance(scene: Scene, booking: Booking, delay_s: float) -> float:
    """Chance that a booking misses its promise: as believed lately, else by what was told with the delay on top."""
    eta = scene.etas.get(booking.booking_id)
    if eta is not None and eta.epoch == booking.assignment_epoch and scene.now - eta.as_of <= _RECENT:
        return eta.late_chance
    promised_at = booking.terms.promise.window.end_at
    if booking.assignment is None or scene.now > promised_at:
        return 1.0
    told = booking.assignment.eta_end or _window(booking.assignment.predicted_end_at)
    return 1.0 - _chance_by(told, promised_at - timedelta(seconds=delay_s))


def _window(middle: datetime) -> EtaWindow:
    return EtaWindow(p10_at=middle - _SPREAD, p50_at=middle, p90_at=middle + _SPREAD)


def _chance_by(window: EtaWindow, deadline: datetime) -> float:
    start = window.p10_at
    middle_s, late_s = (max(0, round(seconds(start, at))) for at in (window.p50_at, window.p90_at))
    forecast = Forecast(p10_s=0, p50_s=middle_s, p90_s=max(middle_s, late_s))
    return chance_by(forecast, round(seconds(start, deadline)))
