"""How long a trouble is expected to go on: what doing nothing costs. Priors, measured against what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.eta.forecast import MISSING_AGAIN, MISSING_LEAST_S, MISSING_MOST_S
from shared.eta.route_forecast import PACE_CARRIES
from shared.models.detection import DetectionSettings
from shared.models.disruption import Disruption, DisruptionKind
from shared.models.provider import Link
from shared.recovery.moves import slowed, unready
from shared.recovery.situation import Party, Situation
from shared.units import Seconds

K = DisruptionKind
_NINE_TIMES = 9


@dataclass(frozen=True)
class Left:
    """How much longer a trouble holds somebody up: the middle, and the half-widths towards early and late."""

    middle_s: Seconds
    vague_s: tuple[float, float] = (0.0, 0.0)

    def times(self, share: float) -> "Left":
        """The same when so much of it is left."""
        early_s, late_s = self.vague_s
        return Left(round(share * self.middle_s), (share * early_s, share * late_s))


@dataclass(frozen=True)
class Standstill:
    """What has lasted for a while lasts about as long again (Lindy's rule), within bounds; ``again`` is that share.

    Lindy's rule holds where the chance of lasting ``x`` times as long falls as ``1 / x`` (Pareto): one in ten is over within a
    ninth of the middle, and one in ten lasts nine times as long. ``ends_s`` says by when the longest are over for another
    reason; without it, only the middle is believed, for what people bring to an end as soon as they can.
    """

    again: float
    least_s: Seconds
    most_s: Seconds
    ends_s: Seconds | None = None

    def left(self, lasted_s: float) -> Left:
        """Say how much longer it takes, once it has lasted so long."""
        middle_s = round(min(max(self.again * lasted_s, self.least_s), self.most_s))
        if self.ends_s is None:
            return Left(middle_s)
        longest_s = max(middle_s, min(_NINE_TIMES * middle_s, self.ends_s))
        return Left(middle_s, (middle_s - middle_s / _NINE_TIMES, longest_s - middle_s))


STANDSTILLS: Mapping[DisruptionKind, Standstill] = {
    K.PROVIDER_INACTIVE: Standstill(1.0, 300, 1800),
    K.LATE_START: Standstill(1.0, 120, 1200),
    K.OFF_ROUTE: Standstill(0.5, 60, 600),
    K.LONG_STOP: Standstill(1.0, 120, 1200),
    K.PICKUP_NOT_READY: Standstill(MISSING_AGAIN, MISSING_LEAST_S, MISSING_MOST_S),
    K.ADDRESS_PROBLEM: Standstill(1.0, 300, 1200),
    K.SIGNAL_LOST: Standstill(1.0, 300, 1800, ends_s=DetectionSettings().abandoned_after_s),
    K.PROVIDER_TROUBLE: Standstill(1.0, 3600, 7200),
}
"""By kind; what is not here holds nobody up, or shows in position and pace already."""

EXPECTED_DELAY = "expected_delay"
"""The reading of who reported how much longer it takes, counted from when the trouble was noticed."""


def held_up(disruption: Disruption, now: datetime) -> Left:
    """How much longer a trouble is expected to hold its provider up, from now: as somebody there said, else by the prior.

    What was said counts until its time is over: a trouble that goes on beyond it lasts as long as nobody knows.
    """
    said = disruption.evidence_named(EXPECTED_DELAY)
    if said is not None and (left_s := said.value - (now - disruption.detected_at).total_seconds()) >= 0:
        return Left(round(left_s))
    rule = STANDSTILLS.get(disruption.kind)
    return rule.left(max(0.0, (now - disruption.onset_at).total_seconds())) if rule else Left(0)


def with_trouble(situation: Situation, disruption: Disruption, share: float = 1.0) -> Situation:
    """Put what a trouble is expected to cost into the situation.

    Goods are ready later, the provider moves on later, or the roads there are slow for whoever takes them.

    Args:
        situation: as read.
        disruption: the trouble.
        share: of the standstill that is left when something is done about it.
    """
    left = held_up(disruption, situation.now).times(share)
    booking_id, uid = disruption.booking_id, disruption.provider_id
    if disruption.kind is K.TRAFFIC_DELAY and uid in situation.parties and uid is not None:
        situation = _on_slow_roads(situation, situation.party(uid).pace)
    if left.middle_s == 0:
        return situation
    if disruption.kind is K.PICKUP_NOT_READY and booking_id is not None:
        return unready(situation, booking_id, situation.now + timedelta(seconds=left.middle_s))
    if uid not in situation.parties or uid is None or _is_heard_again(situation.party(uid), disruption):
        return situation
    return slowed(situation, uid, held_up_s=left.middle_s, vague_s=left.vague_s)


def _is_heard_again(party: Party, disruption: Disruption) -> bool:
    """Whether a silence is over, though it is not yet cleared: whoever is heard goes on."""
    return disruption.kind is K.SIGNAL_LOST and party.link is Link.FRESH


def _on_slow_roads(situation: Situation, pace: float | None) -> Situation:
    """A road is slow for everybody: who comes instead rides the same roads, and gains by being nearer only."""
    return situation if pace is None or pace <= 1 else replace(situation, road_pace=pace**PACE_CARRIES)
