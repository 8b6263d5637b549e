"""What the checker can find wrong with a decision."""

from dataclasses import dataclass
from enum import StrEnum

from shared.models.decision import ExclusionReason
from shared.units import BookingId, Uid


class Fault(StrEnum):
    """What can be wrong with a decision."""

    OUTCOME_COUNT = "outcome_count"
    WRONG_BOOKING = "wrong_booking"
    UNKNOWN_PROVIDER = "unknown_provider"
    NOBODY_ASKED = "nobody_asked"
    ASKED_TWICE = "asked_twice"
    TOO_MANY_ASKED = "too_many_asked"
    TOO_MANY_OFFERS = "too_many_offers"
    MATCHED_TWICE = "matched_twice"
    EXCLUDED_CHOSEN = "excluded_chosen"
    WRONG_PREDICTION = "wrong_prediction"
    WRONG_GATE = "wrong_gate"
    UNACCOUNTED = "unaccounted"
    IDLE_CANDIDATE = "idle_candidate"
    """A booking was left without anybody although somebody who could do it was left without a booking."""
    WRONG_CODE = "wrong_code"
    """Why nobody is asked is not what the window says, or somebody is found for a booking that may have nobody at all."""
    HELD_TOO_LATE = "held_too_late"
    """Somebody is held for a booking beyond the last pickup that its customer accepts, or the end of their own shift."""
    NOT_IN_PLAN = "not_in_plan"
    """A held booking is not picked up and then dropped off, once each, by the provider it is held for."""
    TOO_MANY_ON_BOARD = "too_many_on_board"
    SECOND_PICKUP = "second_pickup"
    """Somebody still carrying picks up at another place although the area's trips have one pickup."""
    WRONG_BATCH = "wrong_batch"
    """A batch without this booking, with another provider, too large, or told differently by another of its bookings, which
    may not be asked for at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One fault, where it is, and the reason that should have kept the pair apart."""

    fault: Fault
    booking_id: BookingId | None = None
    provider_id: Uid | None = None
    reason: ExclusionReason | None = None
