"""Complete a stop with its proofs."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, kept, moment_of, perform
from muster.services.gathering import booking_of
from muster.services.handing_over import is_meeting, meeting_of
from muster.services.jobs import job_of
from shared import paths
from shared.booking import stops
from shared.booking.proving import may_try, pin_fits, with_wrong_pin
from shared.dispatch import changing_hands
from shared.errors import Code, Rejected
from shared.messages.commands import CompleteStop
from shared.messages.events import Actor
from shared.models.booking import Booking
from shared.models.change import Decision, replace
from shared.models.contacts import Contacts
from shared.models.stop import ProofKind

_RACES = 10


def complete_stop(backend: Backend, actor: Actor, command: CompleteStop) -> dict[str, Any]:
    """Finish a stop; the last one completes the booking and frees the provider. A hand-over is finished by both who meet.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D215 NOT_GIVEN_YET``, ``D208 STALE_EPOCH``, ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B114 PROOF_REQUIRED``, also for any PIN of a provider who gave several wrong ones; ``B115 STOP_OUT_OF_ORDER``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        booking = booking_of(backend, command.booking_id)
        if is_meeting(booking.value, command.stop_id):
            meeting = meeting_of(backend, booking, command.epoch, moment_of(backend, once))
            return changing_hands.confirm(command, meeting, moment_of(backend, once))
        job = job_of(backend, booking, command.epoch, moment_of(backend, once))
        contacts = _contacts(backend, booking.value, command)
        return stops.complete(command, job, contacts, moment_of(backend, once))

    try:
        return perform(backend, once, decide)
    except Rejected as refusal:
        if refusal.code is Code.PROOF_REQUIRED and command.pin is not None:
            _count_wrong_pin(backend, command)
        raise


def _count_wrong_pin(backend: Backend, command: CompleteStop) -> None:
    """Count it, also when many come at once: of those that lose the race to count, few are left before no more may be tried."""
    booking = booking_of(backend, command.booking_id).value
    for _ in range(_RACES):
        known = backend.store.get(paths.contacts(command.booking_id), Contacts)
        if known is None or not may_try(known.value, command) or pin_fits(command, booking, known.value):
            return
        if kept(backend, replace(known, with_wrong_pin(known.value, command)), "count_wrong_pin"):
            return


def _contacts(backend: Backend, booking: Booking, command: CompleteStop) -> Contacts | None:
    stop = booking.stop(command.stop_id)
    if stop is None or ProofKind.PIN not in stop.proof_required:
        return None
    found = backend.store.get(paths.contacts(booking.booking_id), Contacts)
    return found.value if found else None
