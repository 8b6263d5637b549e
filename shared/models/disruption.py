"""Disruptions: signs that a plan has stopped holding, what could be done about each, what was done, and what came of it."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.eta import EtaWindow
from shared.units import AreaId, BookingId, DisruptionId, Instant, Share, StopId, TriageId, Uid, ZoneId


class DisruptionKind(StrEnum):
    """What goes wrong."""

    PROVIDER_INACTIVE = "provider_inactive"
    """In reach, but nothing of the job is done or moved."""
    LATE_START = "late_start"
    """The provider has not set out though it is time."""
    OFF_ROUTE = "off_route"
    """Moving away from the next stop."""
    LONG_STOP = "long_stop"
    """At a stop for much longer than planned."""
    TRAFFIC_DELAY = "traffic_delay"
    """Moving as planned, only slower."""
    PICKUP_NOT_READY = "pickup_not_ready"
    CANCELLATION = "cancellation"
    """A booking that is part of a running plan has gone."""
    ADDRESS_PROBLEM = "address_problem"
    FAILED_HANDOFF = "failed_handoff"
    SIGNAL_LOST = "signal_lost"
    """No position for so long that nobody knows where the provider is."""
    PROVIDER_TROUBLE = "provider_trouble"
    """The provider says that he or she can not go on."""
    REGION_OVERLOADED = "region_overloaded"
    """A zone has far more demand than supply."""


class Severity(StrEnum):
    """How much it matters to promises; grows with the chance that one is missed."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class DisruptionState(StrEnum):
    """``open -> escalated? -> cleared | recovered | moot``; a cleared one that comes back is opened again."""

    OPEN = "open"
    ESCALATED = "escalated"
    """It waits for an operator, until its triage item's deadline."""
    CLEARED = "cleared"
    """The signs are gone by themselves."""
    RECOVERED = "recovered"
    """An option was carried out."""
    MOOT = "moot"
    """What it was about has ended."""


OPEN_DISRUPTION_STATES = (DisruptionState.OPEN, DisruptionState.ESCALATED)
"""States in which it still asks for something."""


class Evidence(Document):
    """One reading on which a detection rests: ``name`` says what was measured, in ``unit``, against which limit."""

    name: Annotated[str, Field(max_length=64)]
    value: float
    limit: float | None = None
    unit: Annotated[str, Field(max_length=16)] = "s"


class RecoveryAction(StrEnum):
    """What can be done."""

    WAIT = "wait"
    """Do nothing: always among the options, and the one the others are measured against."""
    REROUTE = "reroute"
    """Re-sequence the provider's own plan."""
    REASSIGN = "reassign"
    """Give a job of which nothing is on board to somebody else."""
    UNBATCH = "unbatch"
    """Take a booking out of its batch."""
    NOTIFY = "notify"
    """Tell the customer, or remind the provider."""
    WIDEN_WINDOWS = "widen_windows"
    """Promise new bookings of the zone a later end for a while."""
    REBALANCE = "rebalance"
    """Suggest idle providers to move."""
    HAND_OVER = "hand_over"
    """Meet another provider and hand over what is on board; both have to agree."""
    RETURN = "return"
    """Bring back what is on board."""
    REFUND = "refund"
    """Ask the payment hook for a refund."""
    REVIEW = "review"
    """Ask an operator."""


class BookingImpact(Document):
    """What an option means for one booking's promise. A booking nobody would have has no window after."""

    booking_id: BookingId
    promised_at: Instant
    end_before: EtaWindow | None
    end_after: EtaWindow | None
    late_chance_before: Share
    late_chance_after: Share


class ProviderImpact(Document):
    """What an option means for one provider: when the plan ends, by seconds later (negative: sooner), and stops re-ordered."""

    provider_id: Uid
    later_s: int
    stops_moved: Annotated[int, Field(ge=0)] = 0


class Impact(Document):
    """What would change against doing nothing, forecast by the engine on a copy of the world."""

    bookings: tuple[BookingImpact, ...] = ()
    providers: tuple[ProviderImpact, ...] = ()
    late_before: Annotated[float, Field(ge=0)] = 0.0
    """Bookings expected to be late if nothing is done: the sum of their chances."""
    late_after: Annotated[float, Field(ge=0)] = 0.0
    wait_saved_s: int = 0
    """Sum of the bookings' expected ends before minus after, as means over what may happen; negative when the option makes them
    later."""
    idle_left: dict[ZoneId, int] = Field(default_factory=dict)
    """Idle providers left in each zone that gives one away."""


class RecoveryOption(Document):
    """One thing that could be done, with what it would mean; options are kept best first."""

    action: RecoveryAction
    booking_id: BookingId | None = None
    provider_id: Uid | None = None
    """The provider it goes to, for actions that need one."""
    impact: Impact = Impact()
    risk: Share = 0.0
    """Chance that it does not work out as forecast, for example that the new provider declines."""
    cost_s: float = 0.0
    """What the ranking goes by: expected seconds of lateness and wait, with the price of change and risk, against doing nothing,
    which costs 0; lower is better."""
    error_s: Annotated[int, Field(ge=0)] = 0
    """By about how much the seconds it saves may be wrong, because somebody else's way is only forecast; 0 where nobody else's is."""
    sooner: Share = 1.0
    """Chance that the booking ends sooner with somebody else than if nothing is done; 1 where nobody else is to have it, and where
    it leaves a batch, which the others may gain by."""
    refused: str | None = None
    """Error code for which it can not be done now; None when it can."""


class Recovery(Document):
    """What was done about a disruption, by whom, and what came of it."""

    action: RecoveryAction
    provider_id: Uid | None = None
    by: Literal["playbook", "operator", "fallback"]
    actor_id: str
    executed_at: Instant
    predicted_end_at: Instant | None = None
    """When the booking was forecast to end with this option."""
    predicted_wait_saved_s: int | None = None
    """Against the forecast for doing nothing."""
    ended_at: Instant | None = None
    late: bool | None = None
    error_s: int | None = None
    """Actual minus predicted end; None until the booking has ended."""


class Disruption(Document):
    """``disruptions/{kind}.{subject}``: one document a kind and subject, however often it is detected or reported.

    The subject is ``{booking_id}.{epoch}`` for trouble with an assignment, ``{booking_id}`` for trouble with a booking and the
    zone's id for an overload; ``shared.recovery.signs`` says which kind has which.
    """

    disruption_id: DisruptionId
    area_id: AreaId
    kind: DisruptionKind
    state: DisruptionState = DisruptionState.OPEN
    severity: Severity = Severity.WARNING
    booking_id: BookingId | None = None
    provider_id: Uid | None = None
    assignment_epoch: int | None = None
    stop_id: StopId | None = None
    zone_id: ZoneId | None = None
    evidence: tuple[Evidence, ...] = ()
    reported_by: str | None = None
    """Who reported it; None when it was detected."""
    note: Annotated[str, Field(max_length=280)] | None = None
    onset_at: Instant
    """Since when it is believed to have been so."""
    detected_at: Instant
    ended_at: Instant | None = None
    end_reason: str | None = None
    episodes: Annotated[int, Field(ge=1)] = 1
    """How often it has been opened."""
    options: tuple[RecoveryOption, ...] = ()
    """As weighed last, best first."""
    judge_at: Instant | None = None
    """When its options are weighed again, if it is open by then; None before they were weighed first."""
    triage_id: TriageId | None = None
    recovery: Recovery | None = None
    version: Annotated[int, Field(ge=1)] = 1

    @property
    def is_open(self) -> bool:
        """Whether it still asks for something."""
        return self.state in OPEN_DISRUPTION_STATES

    def evidence_named(self, name: str) -> Evidence | None:
        """The reading of that name, if it rests on one."""
        return next((one for one in self.evidence if one.name == name), None)
