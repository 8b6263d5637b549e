"""What an option costs against doing nothing, how risky it is, and how sure its forecast."""

from shared.errors import Code
from shared.eta.forecast import chance_sooner
from shared.models.disruption import BookingImpact, DisruptionKind, Impact, RecoveryAction, RecoveryOption
from shared.recovery.cases import Case
from shared.recovery.impact import cost_of
from shared.units import Uid

A = RecoveryAction

UNSURE_S = 600
"""A job that is taken from its holder and that nobody of those foreseen takes is late by about this: a prior."""
_TAKES_AWAY = frozenset({A.REASSIGN, A.UNBATCH})
_GOES_TO_ANOTHER = _TAKES_AWAY | {A.HAND_OVER}


def priced(
    case: Case, action: RecoveryAction, impact: Impact, *, provider_id: Uid | None = None, risk: float = 0.0
) -> RecoveryOption:
    """Give an option with the price of what it means, and of the risk that it does not work out."""
    settings = case.troubled.area.dispatch
    unsure_s = UNSURE_S if action in _TAKES_AWAY else settings.weights.refusal_s
    cost_s = cost_of(impact, settings, case.troubled.pressure) + unsure_s * risk
    option = unpriced(case, action, impact=impact, provider_id=provider_id, risk=risk, cost_s=cost_s)
    row = _handed_on(case, action, impact)
    if row is None:
        return option
    return option.model_copy(update={"error_s": _error_s(case, row), "sooner": _sooner(action, row)})


def refused(case: Case, action: RecoveryAction, code: Code, *, provider_id: Uid | None = None) -> RecoveryOption:
    """Give an option that can not be done now, and why."""
    return unpriced(case, action, provider_id=provider_id, refused=code.label)


def unpriced(
    case: Case,
    action: RecoveryAction,
    *,
    impact: Impact | None = None,
    provider_id: Uid | None = None,
    risk: float = 0.0,
    cost_s: float = 0.0,
    refused: str | None = None,
) -> RecoveryOption:
    """Give an option at a price that is known; by default as good as doing nothing."""
    return RecoveryOption(
        action=action,
        booking_id=case.disruption.booking_id,
        provider_id=provider_id,
        impact=impact or Impact(),
        risk=round(min(max(risk, 0.0), 1.0), 4),
        cost_s=round(cost_s, 1),
        refused=refused,
    )


def _handed_on(case: Case, action: RecoveryAction, impact: Impact) -> BookingImpact | None:
    """What is foreseen of a booking that goes to somebody else, unless the holder can not go on anyway."""
    if action not in _GOES_TO_ANOTHER or case.disruption.kind is DisruptionKind.PROVIDER_TROUBLE:
        return None
    return next((row for row in impact.bookings if row.booking_id == case.disruption.booking_id), None)


def _error_s(case: Case, row: BookingImpact) -> int:
    """How far off the forecast of the other one's way may be."""
    left_s = (row.end_after.p50_at - case.troubled.now).total_seconds() if row.end_after else 0.0
    return round(case.troubled.area.dispatch.forecast_error * max(0.0, left_s))


def _sooner(action: RecoveryAction, row: BookingImpact) -> float:
    """Chance of a sooner end; what nobody would do otherwise can only gain, and what leaves a batch may do so for the others."""
    if action is A.UNBATCH:
        return 1.0
    if row.end_before is None or row.end_after is None:
        return float(row.end_after is not None)
    return round(chance_sooner(row.end_after, row.end_before), 4)
