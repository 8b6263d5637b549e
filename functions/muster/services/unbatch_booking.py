"""Take a booking out of its batch before anything of the batch is picked up."""

from dataclasses import replace
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of, check_staff, existing
from muster.services.jobs import job_of
from shared import paths
from shared.dispatch import assigning, batching
from shared.errors import Code, Conflict
from shared.messages.commands import ReleaseAssignment, UnbatchBooking
from shared.messages.events import Actor
from shared.models.booking import Assignment, Booking
from shared.models.change import Decision, Versioned
from shared.models.offer import Offer
from shared.models.plan import Batch

_MAX_BATCHES = 20


def unbatch_booking(backend: Backend, actor: Actor, command: UnbatchBooking) -> dict[str, Any]:
    """Release the booking from the batch's provider; its search starts again, without that provider for the cool-down.

    The others stay with the provider. A booking that is only offered is in no batch yet: the offer runs out by itself.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Conflict: ``B110 WRONG_STATE`` when nobody holds it in a batch, ``D211 STILL_ON_BOARD`` when something of the batch was
            picked up, ``X910 STALE_VERSION``.
    """
    once = for_command(actor, command.op_id, command)
    return perform(backend, once, lambda: unbatching(backend, once, command))


def unbatching(backend: Backend, once: Once, command: UnbatchBooking) -> Decision:
    """Decide what ``unbatch_booking`` commits; refused as there."""
    booking = booking_of(backend, command.booking_id)
    check_staff(once.actor, booking.value.area_id)
    held = _assignment(booking.value)
    batch = _batch_of(backend, booking.value, held)
    members = backend.store.get_many([paths.booking(one) for one in batch.value.bookings], Booking)
    apart = batching.split(batch, [one.value for one in members.values()], booking.value.booking_id, command.reason)
    release = ReleaseAssignment(
        op_id=command.op_id,
        booking_id=command.booking_id,
        epoch=held.epoch,
        expected_version=command.expected_version,
        reason=command.reason,
    )
    moment = moment_of(backend, once)
    job = job_of(backend, booking, held.epoch, moment)
    decision = assigning.release(release, job, area_of(backend, booking.value.area_id), moment)
    return replace(decision, writes=(*decision.writes, apart))


def _assignment(booking: Booking) -> Assignment:
    if booking.assignment is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value, "reason": "nobody holds it"})
    return booking.assignment


def _batch_of(backend: Backend, booking: Booking, held: Assignment) -> Versioned[Batch]:
    """The batch that its offer was part of, else the one that an operator made by hand."""
    offer = existing(backend, paths.offer(held.offer_id), Offer).value if held.offer_id else None
    if offer is not None and offer.batch_id is not None:
        return existing(backend, paths.batch(offer.batch_id), Batch)
    found = [
        batch
        for batch in backend.store.batches_of(booking.booking_id, _MAX_BATCHES)
        if booking.booking_id in batch.value.taken and batch.value.provider_id == held.provider_id
    ]
    if not found:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value, "reason": "in no batch"})
    return max(found, key=lambda batch: batch.value.made_at)
