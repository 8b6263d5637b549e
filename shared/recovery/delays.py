"""How long a trouble is expected to go on: what doing nothing costs. Priors, measured against what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.eta.forecast import MISSING_AGAIN, MISSING_LEAST_S, MISSING_MOST_S
from shared.models.disruption import Disruption, DisruptionKind
from shared.recovery.moves import slowed, unready
from shared.recovery.situation import Situation
from shared.units import Seconds

K = DisruptionKind


@dataclass(frozen=True)
class Standstill:
    """What has lasted for a while lasts about as long again (Lindy's rule), within bounds; ``again`` is that share."""

    again: float
    least_s: Seconds
    most_s: Seconds


STANDSTILLS: Mapping[DisruptionKind, Standstill] = {
    K.PROVIDER_INACTIVE: Standstill(1.0, 300, 1800),
    K.LATE_START: Standstill(1.0, 120, 1200),
    K.OFF_ROUTE: Standstill(0.5, 60, 600),
    K.LONG_STOP: Standstill(1.0, 120, 1200),
    K.PICKUP_NOT_READY: Standstill(MISSING_AGAIN, MISSING_LEAST_S, MISSING_MOST_S),
    K.ADDRESS_PROBLEM: Standstill(1.0, 300, 1200),
    K.SIGNAL_LOST: Standstill(1.0, 300, 1800),
    K.PROVIDER_TROUBLE: Standstill(1.0, 3600, 7200),
}
"""By kind; what is not here holds nobody up, or shows in position and pace already."""

EXPECTED_DELAY = "expected_delay"
"""The reading of who reported how much longer it takes."""


def held_up_s(disruption: Disruption, now: datetime) -> Seconds:
    """How much longer a trouble is expected to hold its provider up, from now: as somebody there said, else by the prior."""
    said = next((one.value for one in disruption.evidence if one.name == EXPECTED_DELAY), None)
    if said is not None:
        return max(0, round(said - (now - disruption.detected_at).total_seconds()))
    rule = STANDSTILLS.get(disruption.kind)
    if rule is None:
        return 0
    lasted_s = max(0.0, (now - disruption.onset_at).total_seconds())
    return round(min(max(rule.again * lasted_s, rule.least_s), rule.most_s))


def with_trouble(situation: Situation, disruption: Disruption, share: float = 1.0) -> Situation:
    """Put what a trouble is expected to cost into the situation: goods are ready later, or the provider moves on later.

    Args:
        situation: as read.
        disruption: the trouble.
        share: of the standstill that is left when something is done about it.
    """
    left_s = round(share * held_up_s(disruption, situation.now))
    booking_id, uid = disruption.booking_id, disruption.provider_id
    if left_s == 0:
        return situation
    if disruption.kind is K.PICKUP_NOT_READY and booking_id is not None:
        return unready(situation, booking_id, situation.now + timedelta(seconds=left_s))
    return slowed(situation, uid, held_up_s=left_s) if uid in situation.parties and uid is not None else situation
