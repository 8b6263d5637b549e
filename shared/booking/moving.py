"""Who may make which move at a stop, and when."""

from collections.abc import Mapping

from shared.booking.change import Moment, check_version
from shared.errors import Code, Conflict, Denied, Missing, Rejected
from shared.messages.commands import StopCommand
from shared.models.booking import Booking
from shared.models.stop import Stop, StopState
from shared.units import Uid

_MOVES: Mapping[str, frozenset[StopState]] = {
    "start": frozenset({StopState.PENDING}),
    "arrive": frozenset({StopState.ENROUTE}),
    "service": frozenset({StopState.ARRIVED}),
    "finish": frozenset({StopState.ARRIVED, StopState.SERVICING}),
    "fail": frozenset({StopState.ENROUTE, StopState.ARRIVED, StopState.SERVICING}),
    "break_off": frozenset({StopState.PENDING, StopState.ENROUTE, StopState.ARRIVED, StopState.SERVICING}),
}
"""Move -> stop states in which it may be made."""


def check_move(command: StopCommand, booking: Booking, moment: Moment, move: str) -> Stop:
    """Let a stop be moved by whom it is for: its meeting by the receiver who is to come there, all else by the holder.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Missing: ``X909`` for a stop that there is not.
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B115 STOP_OUT_OF_ORDER``.
    """
    meeting = booking.meeting
    if meeting is not None and command.stop_id == meeting.stop_id:
        check_party(booking, command.epoch, moment, holder_too=move in {"finish", "break_off"})
    else:
        check_holder(booking, command.epoch, moment)
    check_version(booking, command.expected_version)
    stop = booking.stop(command.stop_id)
    if stop is None:
        raise Missing(Code.NOT_FOUND, {"stop_id": command.stop_id})
    if stop.state not in _MOVES[move]:
        raise Conflict(Code.WRONG_STATE, {"stop_id": stop.stop_id, "stop_state": stop.state.value})
    if booking.next_stop is not None and stop.stop_id != booking.next_stop.stop_id:
        raise Rejected(Code.STOP_OUT_OF_ORDER, {"next_stop_id": booking.next_stop.stop_id})
    return stop


def check_holder(booking: Booking, epoch: int, moment: Moment) -> None:
    """Let only the provider who holds the job now, or staff of its area who mean that provider's job, move it.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH`` when the job was given to somebody else or ended meanwhile.
    """
    _check_one_of({booking.provider_id}, booking, epoch, moment)


def check_party(booking: Booking, epoch: int, moment: Moment, *, holder_too: bool) -> None:
    """Let only the receiver of an agreed hand-over move the meeting, or the holder, too; staff may stand in for both.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``.
    """
    receiver_id = booking.hand_over.receiver_id if booking.hand_over else None
    _check_one_of({receiver_id, booking.provider_id} if holder_too else {receiver_id}, booking, epoch, moment)


def _check_one_of(people: set[Uid | None], booking: Booking, epoch: int, moment: Moment) -> None:
    if booking.assignment is None or booking.assignment_epoch != epoch:
        raise Conflict(Code.STALE_EPOCH)  # no details: the caller may be a stranger to this booking
    if moment.actor.id not in people and not moment.actor.may_operate(booking.area_id):
        raise Denied(Code.NOT_YOURS)
