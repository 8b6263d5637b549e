"""Events of goods on board that go from one provider to another. Up to the last of them the holder has the goods."""

from typing import Literal

from shared.models.base import Document
from shared.models.provider import VehicleType
from shared.models.stop import Proof, Stop
from shared.units import DisruptionId, Instant, OfferId, StopId, Uid


class HandOverSought(Document):
    """The holder can not go on, and somebody is asked to come for the goods; repeated for each who is asked."""

    type: Literal["hand_over.sought"] = "hand_over.sought"
    disruption_id: DisruptionId
    meeting: Stop
    """The holder's last good place; the exact point is not in the timeline."""
    deadline_at: Instant
    """When asking is given up, if nobody has agreed by then; the first one counts."""


class HandOverAgreed(Document):
    """A provider accepted to come for the goods: the meeting is the booking's next stop."""

    type: Literal["hand_over.agreed"] = "hand_over.agreed"
    provider_id: Uid
    offer_id: OfferId
    stop_id: StopId
    vehicle: VehicleType
    meet_by: Instant


class HandOverGiven(Document):
    """The holder says that the goods are given; they are the receiver's once the receiver says so too."""

    type: Literal["hand_over.given"] = "hand_over.given"
    provider_id: Uid
    stop_id: StopId
    proofs: tuple[Proof, ...] = ()


class HandOverTaken(Document):
    """The receiver has the goods, and with them the job, from now on."""

    type: Literal["hand_over.taken"] = "hand_over.taken"
    from_provider_id: Uid
    provider_id: Uid
    epoch: int
    offer_id: OfferId


class HandOverFailed(Document):
    """Those who had agreed did not meet: the receiver is let go, and somebody else is sought."""

    type: Literal["hand_over.failed"] = "hand_over.failed"
    provider_id: Uid
    stop_id: StopId
    reason: str


class HandOverEnded(Document):
    """The hand-over is off, and the goods stay where they are."""

    type: Literal["hand_over.ended"] = "hand_over.ended"
    reason: str
    provider_id: Uid | None = None
    """The receiver who had agreed and is let go."""
