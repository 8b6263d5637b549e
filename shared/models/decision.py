"""Decisions: the codes a dispatch decision speaks in, and the record that is kept of it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import AreaId, BookingId, DecisionId, Instant, Share, Uid


class ExclusionReason(StrEnum):
    """Why a provider is no candidate for a booking. The order is the precedence: each pair gets its first reason."""

    DUPLICATE_PROVIDER = "duplicate_provider"
    NOT_ON_DUTY = "not_on_duty"
    LINK_LOST = "link_lost"
    LINK_STALE = "link_stale"
    POSITION_SUSPECT = "position_suspect"
    NO_SERVICE = "no_service"
    NO_SKILL = "no_skill"
    WRONG_VEHICLE = "wrong_vehicle"
    BLOCKED_BY_CUSTOMER = "blocked_by_customer"
    ALREADY_OFFERED = "already_offered"
    DECLINED_RECENTLY = "declined_recently"
    FULL = "full"
    TOO_MANY_OPEN_OFFERS = "too_many_open_offers"
    TOO_FAR = "too_far"
    TRAVEL_UNKNOWN = "travel_unknown"
    WINDOW_UNREACHABLE = "window_unreachable"
    SHIFT_ENDS_BEFORE = "shift_ends_before"
    BREAKS_PROMISE = "breaks_promise"
    OUTRANKED = "outranked"
    """Could do it, but enough others cost less: left out of the matching to keep it sparse."""


class ScoreTerm(StrEnum):
    """The parts of a score, each in whole seconds; the order is that of every ``terms`` array. Negative is a bonus."""

    TRAVEL = "travel"
    ROUTE = "route"
    EARLY_WAIT = "early_wait"
    LATENESS = "lateness"
    DIRECTION = "direction"
    POSITION = "position"
    ACCEPTANCE = "acceptance"
    IDLE = "idle"
    PROMISES = "promises"
    PRESSURE = "pressure"
    CAPACITY = "capacity"
    PREFERENCE = "preference"
    WAITING = "waiting"


class Risk(StrEnum):
    """What is doubtful about a proposal."""

    THIN_SUPPLY = "thin_supply"
    STALE_POSITION = "stale_position"
    LOW_MARGIN = "low_margin"
    TIGHT_PROMISE = "tight_promise"
    LATE_PROMISE = "late_promise"
    LOW_ACCEPTANCE = "low_acceptance"
    LAST_ATTEMPT = "last_attempt"


class FallbackAction(StrEnum):
    """What happens when a proposal comes to nothing."""

    NEXT_CANDIDATE = "next_candidate"
    WIDER_WAVE = "wider_wave"
    WAIT = "wait"
    UNFULFILLED = "unfulfilled"


class Gate(StrEnum):
    """Whether a proposal goes out by itself."""

    SEND = "send"
    APPROVE = "approve"


class NobodyCode(StrEnum):
    """Why nobody is proposed for a booking."""

    DUPLICATE_BOOKING = "duplicate_booking"
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    CONTRADICTORY_WINDOW = "contradictory_window"
    NO_PROVIDERS = "no_providers"
    """Nobody who offers the service is within reach."""
    ALL_EXCLUDED = "all_excluded"
    OUTBID = "outbid"
    """Every candidate is needed more by another booking of the same window."""


class Remedy(StrEnum):
    """What would have made a provider available."""

    BRING_ONLINE = "bring_online"
    RESTORE_LINK = "restore_link"
    RELAX_REQUIREMENTS = "relax_requirements"
    LIFT_BLOCK = "lift_block"
    AWAIT_ANSWER = "await_answer"
    AWAIT_COOLDOWN = "await_cooldown"
    AWAIT_CAPACITY = "await_capacity"
    WIDEN_RADIUS = "widen_radius"
    REPAIR_TRAVEL = "repair_travel"
    EXTEND_WINDOW = "extend_window"
    EXTEND_SHIFT = "extend_shift"
    AWAIT_SLACK = "await_slack"
    ADD_PROVIDER = "add_provider"


class SolverFallback(StrEnum):
    """Why the plain greedy matching stood in for the solver."""

    TOO_LARGE = "too_large"
    SOLVER_FAILED = "solver_failed"
    DEADLINE = "deadline"
    """A wall-clock guard outside the engine fired."""


class ReplayStorage(StrEnum):
    """Where the compressed inputs lie."""

    INLINE = "inline"
    CHUNKED = "chunked"
    """Too large for one document: the store keeps each chunk apart, in order."""


class WouldChange(Document):
    """One thing that would have changed a "nobody": the remedy, how many providers it concerns, and the least amount."""

    remedy: Remedy
    providers: Annotated[int, Field(ge=0)]
    least_s: int | None = None
    """Seconds that were missing for the nearest of them, where time is what was missing."""
    least_m: int | None = None
    """Metres that were missing for the nearest of them, where distance is what was missing."""


class CandidateRationale(Document):
    """One candidate: its score and its parts, in the order of ``DecisionRecord.term_names``."""

    provider_id: Uid
    total_s: int
    terms: tuple[int, ...]


class HoldRationale(Document):
    """Who is planned for a booking that nobody is asked for yet; seconds from the decision."""

    provider_id: Uid
    turn: Annotated[int, Field(ge=0)]
    """0 when it is what the provider does next, 1 when it is on the trip after that, and so on."""
    offer_s: int
    pickup_s: int
    end_s: int


class UnbatchedRationale(Document):
    """What would be done for a booking if there were no batches; seconds from the decision."""

    booking_id: BookingId
    provider_id: Uid | None
    end_s: int | None
    batched_end_s: int


class BatchRationale(Document):
    """Why bookings travel together, and when they should not any more; it can be undone until the first is picked up."""

    bookings: tuple[BookingId, ...]
    """The one picked up first stands first."""
    provider_id: Uid
    confidence: Share
    """See ``shared.dispatch.horizon.batches``."""
    gain_s: int
    """By how much all bookings of the window together end sooner; one that nobody would have otherwise counts as ending after
    ``unassigned_s``, and a second of driving saved as ``drive_weight``."""
    breaks_when_late_s: int
    """A pickup that slips by more than this costs more than the batch gains."""
    unbatched: tuple[UnbatchedRationale, ...]


class JobRationale(Document):
    """What was decided for one booking and on what grounds."""

    booking_id: BookingId
    chosen: tuple[Uid, ...] = ()
    """In the order in which they are to be asked; empty when nobody was found."""
    nobody: NobodyCode | None = None
    would_change: tuple[WouldChange, ...] = ()
    candidates: tuple[CandidateRationale, ...] = ()
    """The cheapest, best first; ``candidate_count`` says how many there were."""
    candidate_count: Annotated[int, Field(ge=0)] = 0
    excluded: dict[ExclusionReason, int] = Field(default_factory=dict)
    margin_s: int | None = None
    confidence: Share | None = None
    risks: tuple[Risk, ...] = ()
    fallback: FallbackAction = FallbackAction.WAIT
    fallback_provider: Uid | None = None
    gate: Gate | None = None
    base: Uid | None = None
    """Whom the matching of this window alone would ask; where the plan decides otherwise, it looks further ahead."""
    held: HoldRationale | None = None
    batch: BatchRationale | None = None


class ReplayPart(Document):
    """The inputs of the decision: canonical JSON, compressed with zlib, cut into chunks that fit a document."""

    storage: ReplayStorage
    size_bytes: Annotated[int, Field(ge=0)]
    """Compressed size of all chunks."""
    chunks: tuple[bytes, ...]


class DecisionChunk(Document):
    """``decisions/{decision_id}/chunks/{index}``: a part of the compressed inputs of a large decision."""

    decision_id: DecisionId
    area_id: AreaId
    index: Annotated[int, Field(ge=0)]
    data: bytes


class DecisionRecord(Document):
    """``decisions/{decision_id}``: a readable part for people and a replayable part for proof."""

    decision_id: DecisionId
    area_id: AreaId
    decided_at: Instant
    engine_version: str
    solver_version: str
    settings_version: Annotated[int, Field(ge=1)]
    seed: int
    solver_fallback: SolverFallback | None = None
    input_digest: str
    """SHA-256 of the canonical JSON of the inputs, hexadecimal."""
    output_digest: str
    """SHA-256 of the canonical JSON of the decision, hexadecimal."""
    term_names: tuple[ScoreTerm, ...] = tuple(ScoreTerm)
    jobs: tuple[JobRationale, ...]
    jobs_left_out: Annotated[int, Field(ge=0)] = 0
    """Bookings whose readable part did not fit; a replay gives it."""
    replay: ReplayPart
