"""What came of a recovery: how the booking ended, against what was forecast when something was done about it."""

from collections.abc import Iterable

from shared.models.booking import Booking, BookingState
from shared.models.disruption import Disruption
from shared.models.facts import RecoveryFact


def with_outcome(disruption: Disruption, booking: Booking) -> Disruption | None:
    """Write the end of a booking on a disruption about which something was done; None when there is nothing to write.

    The same booking gives the same outcome, however often it is written. A booking that was not completed has no error: it
    counts as late, since its promise was not kept, unless its customer called it off.
    """
    recovery = disruption.recovery
    if recovery is None or booking.ended_at is None or disruption.booking_id != booking.booking_id:
        return None
    done = booking.state is BookingState.COMPLETED
    is_off = booking.state is BookingState.CANCELLED
    predicted_at = recovery.predicted_end_at
    error = (booking.ended_at - predicted_at) if done and predicted_at else None
    outcome = {
        "ended_at": booking.ended_at,
        "late": None if is_off else not done or booking.ended_at > booking.terms.promise.window.end_at,
        "error_s": round(error.total_seconds()) if error is not None else None,
    }
    after = recovery.model_copy(update=outcome)
    if after == recovery:
        return None
    return disruption.model_copy(update={"recovery": after, "version": disruption.version + 1})


def recovery_facts(disruptions: Iterable[Disruption]) -> tuple[RecoveryFact, ...]:
    """Give what analytics keep of the recoveries of a booking, in the order of their disruptions' ids."""
    ordered = sorted(disruptions, key=lambda one: one.disruption_id)
    return tuple(
        RecoveryFact(
            disruption_id=one.disruption_id,
            kind=one.kind,
            action=one.recovery.action,
            by=one.recovery.by,
            executed_at=one.recovery.executed_at,
            predicted_wait_saved_s=one.recovery.predicted_wait_saved_s,
            error_s=one.recovery.error_s,
        )
        for one in ordered
        if one.recovery is not None
    )
