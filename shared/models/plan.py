"""What is planned beyond the next offer: an area's tentative plan, and bookings that travel together."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import AreaId, BatchId, BookingId, DecisionId, Instant, Share, Uid


class VisitKind(StrEnum):
    """What is planned to be done at a place."""

    PICKUP = "pickup"
    DROPOFF = "dropoff"


class PlannedVisit(Document):
    """One stop of a tentative route; bookings picked up together share one."""

    kind: VisitKind
    bookings: tuple[BookingId, ...]


class HeldBooking(Document):
    """A booking that waits because asking somebody now would only make a provider wait."""

    booking_id: BookingId
    provider_id: Uid
    """Who is planned to do it."""
    offer_at: Instant
    """When the provider is to be asked, as things stand."""
    pickup_at: Instant
    end_at: Instant


class AreaPlan(Document):
    """``plans/{area_id}``: what the last window planned and did not ask for yet; the next window goes on from it.

    Losing it costs nothing but a worse start: every window plans anew what is not in it.
    """

    area_id: AreaId
    decision_id: DecisionId | None = None
    planned_at: Instant | None = None
    routes: dict[Uid, tuple[PlannedVisit, ...]] = Field(default_factory=dict)
    held: tuple[HeldBooking, ...] = ()


class BatchState(StrEnum):
    """``proposed -> active -> split``; a batch is over when its bookings are."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    """Its provider has taken at least one of its bookings."""
    SPLIT = "split"
    """A booking was taken out of it, before any of them was picked up."""


class UnbatchedBooking(Document):
    """What would have been done for a booking without the batch; no provider where nobody was left for it."""

    booking_id: BookingId
    provider_id: Uid | None
    end_at: Instant | None
    batched_end_at: Instant


class Batch(Document):
    """``batches/{batch_id}``: bookings that one provider was asked for together, and what they would be apart."""

    batch_id: BatchId
    area_id: AreaId
    decision_id: DecisionId | None
    """None for a batch that an operator made by hand; then nothing is known of gain and confidence."""
    provider_id: Uid
    bookings: tuple[BookingId, ...]
    """As proposed; the one picked up first stands first."""
    taken: tuple[BookingId, ...] = ()
    """Those that the provider has said yes to, but for what was taken out again."""
    state: BatchState = BatchState.PROPOSED
    confidence: Share | None = None
    gain_s: Annotated[int, Field(gt=0)] | None = None
    """By how much all bookings of the window together end sooner because of batching."""
    breaks_when_late_s: Annotated[int, Field(gt=0)] | None = None
    """A pickup that slips by more than this costs more than the batch gains."""
    unbatched: tuple[UnbatchedBooking, ...] = ()
    made_at: Instant
    split_reason: str | None = None
