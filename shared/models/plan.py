"""The tentative plan of an area: who is to have which waiting booking later on. Nothing is promised by it."""

from enum import StrEnum

from pydantic import Field

from shared.models.base import Document
from shared.units import AreaId, BookingId, DecisionId, Instant, Uid


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
