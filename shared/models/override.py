"""Overrides: what an operator wants instead of the engine, what it would mean, and what came of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.decision import ScoreTerm
from shared.models.disruption import Impact
from shared.models.provider import RouteStop
from shared.models.zone import Closure
from shared.units import AreaId, BookingId, Instant, OverrideId, Uid, ZoneId

_ID = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")
"""As ``shared.models.zone.Id``, for identifiers of a kind."""


class OverrideKind(StrEnum):
    """What an operator may do by hand."""

    ASSIGN = "assign"
    """Give a booking that nobody has to a provider."""
    REASSIGN = "reassign"
    """Give a booking that somebody has to somebody else."""
    UNASSIGN = "unassign"
    """Take a booking from its provider; it is searched for again."""
    BATCH = "batch"
    """Let one provider do several bookings together."""
    UNBATCH = "unbatch"
    RESEQUENCE = "resequence"
    """Do a provider's stops in another order."""
    CANCEL = "cancel"
    REOPEN = "reopen"
    CLOSE_ZONE = "close_zone"
    OPEN_ZONE = "open_zone"
    """Take a closure back."""
    PAUSE_PROVIDER = "pause_provider"
    """No new work for a provider until an operator ends it; what is held goes on."""
    RESUME_PROVIDER = "resume_provider"


class Giving(Document):
    """A booking goes to a provider."""

    kind: Literal[OverrideKind.ASSIGN, OverrideKind.REASSIGN]
    booking_id: Annotated[BookingId, _ID]
    provider_id: Annotated[Uid, _ID]


class OnBooking(Document):
    """Something happens to one booking."""

    kind: Literal[OverrideKind.UNASSIGN, OverrideKind.UNBATCH, OverrideKind.CANCEL, OverrideKind.REOPEN]
    booking_id: Annotated[BookingId, _ID]


class Batching(Document):
    """Bookings that one provider does together; those that somebody else has are taken from there."""

    kind: Literal[OverrideKind.BATCH] = OverrideKind.BATCH
    booking_ids: Annotated[tuple[Annotated[BookingId, _ID], ...], Field(min_length=2, max_length=8)]
    provider_id: Annotated[Uid, _ID]


class Resequencing(Document):
    """All stops of a provider, in the order wanted."""

    kind: Literal[OverrideKind.RESEQUENCE] = OverrideKind.RESEQUENCE
    provider_id: Annotated[Uid, _ID]
    route: Annotated[tuple[RouteStop, ...], Field(min_length=1, max_length=60)]


class OnZone(Document):
    """A closure of a zone is made or taken back."""

    kind: Literal[OverrideKind.CLOSE_ZONE, OverrideKind.OPEN_ZONE]
    zone_id: Annotated[ZoneId, _ID]
    closure: Closure


class OnProvider(Document):
    """A provider is paused or may go on."""

    kind: Literal[OverrideKind.PAUSE_PROVIDER, OverrideKind.RESUME_PROVIDER]
    provider_id: Annotated[Uid, _ID]


Change = Annotated[
    Giving | OnBooking | Batching | Resequencing | OnZone | OnProvider,
    Field(discriminator="kind"),
]
"""What is wanted, told apart by ``kind``."""


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


class OverrideState(StrEnum):
    """``previewed -> committed -> undone``; a preview past ``valid_until`` is worth nothing."""

    PREVIEWED = "previewed"
    COMMITTED = "committed"
    UNDONE = "undone"


FactValue = bool | int | str | tuple[str, ...] | None
"""One thing that is so, in a form that can be compared and shown."""


class Ground(Document):
    """What is so of one document, as far as the override depends on it."""

    path: str
    facts: dict[str, FactValue]


class EngineChoice(Document):
    """Whom the engine would have taken for the booking at the moment of the preview, and when that would have ended."""

    provider_id: Uid
    end_at: Instant | None
    terms: dict[ScoreTerm, int] = Field(default_factory=dict)
    """Score terms of the engine's candidate, seconds; lower is better."""
    taken_terms: dict[ScoreTerm, int] = Field(default_factory=dict)
    """The same for the provider whom the operator took; empty when that one was no candidate."""


class OverrideOutcome(Document):
    """How a booking that an override concerned ended, against what was forecast for it."""

    booking_id: BookingId
    outcome: str
    ended_at: Instant
    late: bool
    error_s: int | None = None
    """Actual minus predicted end; None where none was predicted or the booking was not completed."""
    saved_s: int | None = None
    """End forecast for the engine's way minus actual end: positive means that the operator's way was better."""
    predicted_saved_s: int | None = None
    """The same as the preview foresaw it."""


class Override(Document):
    """``overrides/{override_id}``: a preview, and what became of it. Committing it is one commit with all its effects."""

    override_id: OverrideId
    area_id: AreaId
    kind: OverrideKind
    change: Change
    state: OverrideState = OverrideState.PREVIEWED
    impact: Impact = Impact()
    ends: tuple[BookingId, ...] = ()
    """Waiting bookings that would be called off by it."""
    engine: EngineChoice | None = None
    """For a booking given to somebody: whom the engine would have taken."""
    rests_on: tuple[Ground, ...]
    """What has to be so still when it is committed."""
    previewed_by: Uid
    previewed_at: Instant
    valid_until: Instant
    expires_at: Instant | None
    """Retention end of a preview that nobody committed, a TTL field; None once it was."""
    reason_code: ReasonCode | None = None
    note: Annotated[str, Field(max_length=280)] | None = None
    committed_by: Uid | None = None
    committed_at: Instant | None = None
    undo_until: Instant | None = None
    undo: tuple[Change, ...] = ()
    """What takes it back, in order; empty when nothing can."""
    left: tuple[Ground, ...] = ()
    """What its commit left, and what has to be so still when it is undone."""
    undone_by: Uid | None = None
    undone_at: Instant | None = None
    outcomes: tuple[OverrideOutcome, ...] = ()
    awaits: tuple[BookingId, ...] = ()
    """Bookings whose outcome is not known yet."""
    awaits_outcome: bool = False
    """Whether there are any. Derived, kept for the query."""


class TermEvidence(Document):
    """What overrides say about one score term: how often operators went against it, and how often they were right."""

    term: ScoreTerm
    overrides: Annotated[int, Field(ge=1)]
    better: Annotated[int, Field(ge=0)]
    """Of these, how many ended sooner than forecast for the engine's candidate."""
    least_share: float
    """Lower end of the 90 % interval of that share."""
    weight: str
    """Field of the area's score weights."""
    now: float
    proposed: float


class ScoreProposal(Document):
    """``score_proposals/{area_id}.{settings version}``: weights that overrides speak for. Nothing applies it by itself.

    A supervisor who agrees sends ``put_service_area`` with these weights and ``expected_version``.
    """

    area_id: AreaId
    settings_version: Annotated[int, Field(ge=1)]
    """The version that it changes; it says nothing about any other."""
    since: Instant
    until: Instant
    changes: Annotated[tuple[TermEvidence, ...], Field(min_length=1)]
    made_at: Instant
    made_by: Uid
