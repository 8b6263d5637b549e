"""A disruption with what it concerns, and what is thought of for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.models.booking import Booking
from shared.models.disruption import Disruption, DisruptionKind, RecoveryAction
from shared.recovery.delays import with_trouble
from shared.recovery.situation import Situation
from shared.units import Uid

K, A = DisruptionKind, RecoveryAction

ACTIONS: Mapping[DisruptionKind, tuple[RecoveryAction, ...]] = {
    K.PROVIDER_INACTIVE: (A.WAIT, A.NOTIFY, A.REASSIGN, A.HAND_OVER, A.REVIEW),
    K.LATE_START: (A.WAIT, A.NOTIFY, A.REASSIGN, A.REVIEW),
    K.OFF_ROUTE: (A.WAIT, A.NOTIFY, A.REROUTE, A.REASSIGN, A.REVIEW),
    K.LONG_STOP: (A.WAIT, A.NOTIFY, A.REROUTE, A.REASSIGN, A.REVIEW),
    K.TRAFFIC_DELAY: (A.WAIT, A.REROUTE, A.UNBATCH, A.REASSIGN, A.REVIEW),
    K.PICKUP_NOT_READY: (A.WAIT, A.NOTIFY, A.REROUTE, A.UNBATCH, A.REVIEW),
    K.CANCELLATION: (A.WAIT, A.REROUTE, A.REVIEW),
    K.ADDRESS_PROBLEM: (A.WAIT, A.NOTIFY, A.RETURN, A.REVIEW),
    K.FAILED_HANDOFF: (A.WAIT, A.NOTIFY, A.RETURN, A.REFUND, A.REVIEW),
    K.SIGNAL_LOST: (A.WAIT, A.NOTIFY, A.REASSIGN, A.HAND_OVER, A.REVIEW),
    K.PROVIDER_TROUBLE: (A.WAIT, A.REASSIGN, A.HAND_OVER, A.RETURN, A.REVIEW),
    K.REGION_OVERLOADED: (A.WAIT, A.REBALANCE, A.WIDEN_WINDOWS, A.REVIEW),
}
"""What is thought of, by kind; among equals the first is taken.

Who stays long where goods are to go is there already, so nobody else is met for them. Things that are not ready are no readier for
somebody else, who has to come first: whoever waits for them keeps the job, unless it holds a batch up or an operator moves it by hand.
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A disruption and what it concerns.

    Attributes:
        disruption: as stored.
        raw: the situation as read.
        troubled: the same with what the trouble is expected to cost, as it is if nothing is done.
        batched: whether the booking can be taken out of a batch.
    """

    disruption: Disruption
    raw: Situation
    troubled: Situation
    batched: bool = False

    @property
    def booking(self) -> Booking | None:
        """The booking it is about."""
        known = self.disruption.booking_id
        return self.troubled.bookings.get(known) if known else None

    @property
    def holder(self) -> Uid | None:
        """Who holds that booking now, else who it was about, as far as the situation knows them."""
        uid = (self.booking.provider_id if self.booking else None) or self.disruption.provider_id
        return uid if uid in self.troubled.parties else None


def case_of(disruption: Disruption, situation: Situation, *, batched: bool = False) -> Case:
    """Put a disruption and its surroundings together."""
    return Case(disruption=disruption, raw=situation, troubled=with_trouble(situation, disruption), batched=batched)
