"""Why an operator overrides: the closed list, and which reasons make sense for what."""

from collections.abc import Mapping
from enum import StrEnum

from shared.models.override_change import OverrideKind


class ReasonCode(StrEnum):
    """Why an operator overrides: a closed list, so that reports can count."""

    CLOSER_IN_FACT = "closer_in_fact"
    """The engine's travel time is wrong here: a bridge, a one-way street, an entrance."""
    LOCAL_KNOWLEDGE = "local_knowledge"
    PROMISE_AT_RISK = "promise_at_risk"
    FAIRNESS = "fairness"
    SKILL_NEEDED = "skill_needed"
    CUSTOMER_WISH = "customer_wish"
    PROVIDER_WISH = "provider_wish"
    PROVIDER_SILENT = "provider_silent"
    PROVIDER_TROUBLE = "provider_trouble"
    COMPLAINT = "complaint"
    SAFETY = "safety"
    DUPLICATE = "duplicate"
    FRAUD_SUSPECTED = "fraud_suspected"
    WRONG_DETAILS = "wrong_details"
    GOODS_NOT_READY = "goods_not_ready"
    ENDED_BY_MISTAKE = "ended_by_mistake"
    WEATHER = "weather"
    ROAD_CLOSED = "road_closed"
    TOO_MUCH_DEMAND = "too_much_demand"
    AUTHORITY = "authority"
    BACK_TO_NORMAL = "back_to_normal"
    OTHER = "other"
    """The note says which."""


_WHO = {
    ReasonCode.CLOSER_IN_FACT,
    ReasonCode.LOCAL_KNOWLEDGE,
    ReasonCode.PROMISE_AT_RISK,
    ReasonCode.FAIRNESS,
    ReasonCode.SKILL_NEEDED,
    ReasonCode.CUSTOMER_WISH,
    ReasonCode.PROVIDER_WISH,
    ReasonCode.OTHER,
}
_TAKEN_AWAY = {
    ReasonCode.PROVIDER_SILENT,
    ReasonCode.PROVIDER_TROUBLE,
    ReasonCode.COMPLAINT,
    ReasonCode.SAFETY,
    ReasonCode.GOODS_NOT_READY,
}
_ORDER = {
    ReasonCode.CLOSER_IN_FACT,
    ReasonCode.LOCAL_KNOWLEDGE,
    ReasonCode.PROMISE_AT_RISK,
    ReasonCode.GOODS_NOT_READY,
    ReasonCode.CUSTOMER_WISH,
    ReasonCode.PROVIDER_WISH,
    ReasonCode.ROAD_CLOSED,
    ReasonCode.OTHER,
}
_PLACE = {
    ReasonCode.WEATHER,
    ReasonCode.ROAD_CLOSED,
    ReasonCode.SAFETY,
    ReasonCode.TOO_MUCH_DEMAND,
    ReasonCode.AUTHORITY,
    ReasonCode.OTHER,
}
_BACK = {ReasonCode.BACK_TO_NORMAL, ReasonCode.ENDED_BY_MISTAKE, ReasonCode.OTHER}

REASONS: Mapping[OverrideKind, frozenset[ReasonCode]] = {
    OverrideKind.ASSIGN: frozenset(_WHO),
    OverrideKind.REASSIGN: frozenset(_WHO | _TAKEN_AWAY),
    OverrideKind.UNASSIGN: frozenset(_WHO | _TAKEN_AWAY),
    OverrideKind.BATCH: frozenset(_ORDER),
    OverrideKind.UNBATCH: frozenset(_ORDER),
    OverrideKind.RESEQUENCE: frozenset(_ORDER),
    OverrideKind.CANCEL: frozenset(
        {
            ReasonCode.CUSTOMER_WISH,
            ReasonCode.DUPLICATE,
            ReasonCode.FRAUD_SUSPECTED,
            ReasonCode.WRONG_DETAILS,
            ReasonCode.SAFETY,
            ReasonCode.OTHER,
        }
    ),
    OverrideKind.REOPEN: frozenset(_BACK | {ReasonCode.CUSTOMER_WISH, ReasonCode.COMPLAINT}),
    OverrideKind.CLOSE_ZONE: frozenset(_PLACE),
    OverrideKind.OPEN_ZONE: frozenset(_BACK),
    OverrideKind.PAUSE_PROVIDER: frozenset(
        {
            ReasonCode.PROVIDER_WISH,
            ReasonCode.PROVIDER_SILENT,
            ReasonCode.PROVIDER_TROUBLE,
            ReasonCode.COMPLAINT,
            ReasonCode.SAFETY,
            ReasonCode.FRAUD_SUSPECTED,
            ReasonCode.OTHER,
        }
    ),
    OverrideKind.RESUME_PROVIDER: frozenset(_BACK),
}
"""The reasons that make sense for each kind; any other one is refused."""
