"""Offers: the only source of the accept button on a provider's phone."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.acceptance import Circumstances
from shared.models.base import Document
from shared.models.eta import Forecast
from shared.models.provider import Link
from shared.models.zone import Service
from shared.units import AreaId, BatchId, BookingId, DecisionId, Geohash, Instant, Metres, Minor, OfferId, Seconds, Uid


class OfferState(StrEnum):
    """``pending -> delivered -> seen -> accepted | declined | expired | withdrawn``."""

    PENDING = "pending"
    DELIVERED = "delivered"
    SEEN = "seen"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class OfferPurpose(StrEnum):
    """What the provider is asked for."""

    JOB = "job"
    HAND_OVER = "hand_over"
    """To meet another provider and take over what is on board."""


OPEN_OFFER_STATES = (OfferState.PENDING, OfferState.DELIVERED, OfferState.SEEN)
ANSWERED_OFFER_STATES = (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED)
"""Ends that say something about the provider; silence is an answer too."""


class Offer(Document):
    """``offers/{offer_id}``: one provider asked for one booking, until ``deadline_at``. Holds a coarse place only."""

    offer_id: OfferId
    booking_id: BookingId
    provider_id: Uid
    area_id: AreaId
    decision_id: DecisionId | None = None
    epoch: Annotated[int, Field(ge=0)]
    """The booking's assignment epoch when the offer was made; another epoch makes the offer void at once."""
    state: OfferState = OfferState.PENDING
    purpose: OfferPurpose = OfferPurpose.JOB
    batch_id: BatchId | None = None
    """The batch in which the provider is asked for this and other bookings; each is answered by itself."""
    wave: Annotated[int, Field(ge=1)] = 1
    service: Service
    demand: Annotated[int, Field(ge=1)] = 1
    pickup_cell: Geohash
    """Of the first stop, or of the meeting."""
    dropoff_cell: Geohash | None = None
    pickup_eta_s: Seconds = 0
    eta_pickup: Forecast | None = None
    """When work at the first stop would begin, in seconds after setting out."""
    eta_end: Forecast | None = None
    """When the last stop would be done, likewise."""
    trip_m: Metres = 0
    fare_minor: Minor = 0
    currency: str = "EUR"
    made_at: Instant
    deadline_at: Instant
    """Business time: the one deadline that decides."""
    answer_by: Instant
    """The same deadline in real time, for the phone's countdown."""
    answered_at: Instant | None = None
    decline_reason: str | None = None
    circumstances: Circumstances | None = None
    """What the dispatcher knew when it asked, to be learned from; None where a person chose whom to ask."""
    seen: bool = False
    """Whether the phone ever showed it."""
    link: Link | None = None
    """How fresh the provider's position was when the offer ran out; None for any other end."""

    @property
    def is_open(self) -> bool:
        """Whether the provider may still answer, its deadline aside."""
        return self.state in OPEN_OFFER_STATES

    @property
    def is_unheard(self) -> bool:
        """Whether it ran out at a phone that was out of reach: that says nothing about its owner."""
        return self.state is OfferState.EXPIRED and not self.seen and self.link in {Link.STALE, Link.LOST}
