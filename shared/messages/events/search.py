"""Events of the search for a provider: offers, approvals, assignments."""

from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.eta import EtaCause, EtaWindow, RevisionReason
from shared.models.provider import VehicleType
from shared.units import BatchId, DecisionId, Instant, OfferId, Seconds, Share, TriageId, Uid


class SearchOpened(Document):
    """A scheduled, released, reopened or re-amended booking looks for a provider."""

    type: Literal["search.opened"] = "search.opened"
    deadline_at: Instant
    cause: str


class SearchAlerted(Document):
    """An operator was alerted that the search is about to fail."""

    type: Literal["search.alerted"] = "search.alerted"
    triage_id: TriageId
    deadline_at: Instant
    """When the search ends unless somebody does something."""


class OfferLine(Document):
    """One offer of a wave."""

    offer_id: OfferId
    provider_id: Uid


class OffersMade(Document):
    """A wave of offers went out."""

    type: Literal["offers.made"] = "offers.made"
    decision_id: DecisionId | None
    wave: int
    offers: Annotated[tuple[OfferLine, ...], Field(min_length=1)]
    deadline_at: Instant
    batch_id: BatchId | None = None
    """The batch in which the first of them is asked."""


class OfferDeclined(Document):
    """A provider declined."""

    type: Literal["offer.declined"] = "offer.declined"
    offer_id: OfferId
    provider_id: Uid
    reason: str | None = None


class OffersExpired(Document):
    """A wave's deadline passed without an answer from these."""

    type: Literal["offers.expired"] = "offers.expired"
    offers: Annotated[tuple[OfferLine, ...], Field(min_length=1)]


class OffersWithdrawn(Document):
    """Offers that became void were taken back."""

    type: Literal["offers.withdrawn"] = "offers.withdrawn"
    offer_ids: tuple[OfferId, ...]
    cause: str


class BookingAssigned(Document):
    """Exactly one provider won, by accepting an offer or by an operator's hand."""

    type: Literal["booking.assigned"] = "booking.assigned"
    provider_id: Uid
    epoch: int
    offer_id: OfferId | None
    vehicle: VehicleType
    predicted_pickup_at: Instant
    predicted_end_at: Instant
    eta_pickup: EtaWindow | None = None
    eta_end: EtaWindow | None = None
    nearby_s: Seconds = 180
    """How near in time counts as nearby to the customer."""


class EtaRevised(Document):
    """The customer is told another time: the window moved by more than noise, or the promise is in or out of danger."""

    type: Literal["eta.revised"] = "eta.revised"
    epoch: int
    pickup: EtaWindow | None
    """When work at the first stop begins; None once it has begun."""
    end: EtaWindow
    before: EtaWindow
    """The window for the end that was told before."""
    reason: RevisionReason
    cause: EtaCause | None
    shift_s: int
    late_chance: Share
    """Chance that the promise is missed."""
    nearby_s: Seconds = 180


class AssignmentReleased(Document):
    """The provider no longer has the booking; its epoch is over."""

    type: Literal["assignment.released"] = "assignment.released"
    provider_id: Uid
    epoch: int
    reason: str
    release_at: Instant | None = None
    """Set when the job is for later, and nobody else is asked before; None opens the search at once."""
    search_deadline_at: Instant


class ApprovalRequested(Document):
    """A decision waits for an operator."""

    type: Literal["approval.requested"] = "approval.requested"
    triage_id: TriageId
    decision_id: DecisionId
    candidates: tuple[Uid, ...]
    confidence: float
    deadline_at: Instant


class ApprovalResolved(Document):
    """The operator decided, or the deadline did."""

    type: Literal["approval.resolved"] = "approval.resolved"
    triage_id: TriageId
    outcome: Literal["approved", "rejected", "lapsed", "moot"]
    passed_over: tuple[Uid, ...] = ()
    """Candidates that the operator refused: not proposed again within the cool-down."""
