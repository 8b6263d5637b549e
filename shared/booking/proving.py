"""What shows that somebody is at a stop, and that what was to be done there is done."""

from datetime import timedelta

from shared.booking.change import Moment
from shared.booking.placing import pin_hash
from shared.errors import Code, Rejected
from shared.geo.distance import haversine_m
from shared.messages.commands import CompleteStop
from shared.models.booking import Booking
from shared.models.contacts import Contacts
from shared.models.provider import Position
from shared.models.stop import ArrivalEvidence, ProofKind, Stop
from shared.telemetry.doubts import doubts_of, is_believed
from shared.telemetry.geofence import is_near
from shared.units import Metres, StopId, whole_seconds

_POSITION_FRESH_FOR = timedelta(minutes=3)
_MOST_WRONG_PINS = 5
"""Of ten thousand: somebody who has it mistypes it less often, and trying them all is no way to it."""


def evidence_of(stop: Stop, position: Position, moment: Moment) -> ArrivalEvidence:
    """What a position says of being at a stop."""
    return ArrivalEvidence(
        distance_m=round(haversine_m(stop.point, position.point), 1) if stop.point else None,
        accuracy_m=position.accuracy_m,
        age_s=max(0, whole_seconds(moment.real_at, position.server_time)),
    )


def check_near(stop: Stop, position: Position | None, radius_m: Metres, moment: Moment) -> None:
    """Refuse an arrival that no fresh and believed position bears out.

    Raises:
        Rejected: ``B116 NOT_NEAR_STOP``.
    """
    if position is None or moment.real_at - position.server_time > _POSITION_FRESH_FOR:
        raise Rejected(Code.NOT_NEAR_STOP, {"reason": "no fresh position"})
    if not is_believed(doubts := doubts_of(position)):
        raise Rejected(Code.NOT_NEAR_STOP, {"reason": "position not believed", "doubts": [*doubts]})
    check_distance(evidence_of(stop, position, moment), radius_m)


def check_distance(evidence: ArrivalEvidence, radius_m: Metres) -> None:
    """Refuse an arrival from too far away.

    Raises:
        Rejected: ``B116 NOT_NEAR_STOP``.
    """
    if evidence.distance_m is None or not is_near(evidence.distance_m, evidence.accuracy_m, radius_m):
        away_m = None if evidence.distance_m is None else round(evidence.distance_m)
        raise Rejected(Code.NOT_NEAR_STOP, {"distance_m": away_m, "radius_m": radius_m})


def check_proofs(
    command: CompleteStop, stop: Stop, booking: Booking, contacts: Contacts | None, *, is_staff: bool
) -> None:
    """Refuse to finish a stop without the proofs that were asked for.

    Raises:
        Rejected: ``B114 PROOF_REQUIRED``.
    """
    given = {proof.kind for proof in command.proofs if proof.reference}
    missing: list[ProofKind] = [kind for kind in stop.proof_required if kind is not ProofKind.PIN and kind not in given]
    if ProofKind.PIN in stop.proof_required and not _is_proven(command, booking, contacts, is_staff=is_staff):
        missing.append(ProofKind.PIN)
    if missing:
        raise Rejected(Code.PROOF_REQUIRED, {"missing": [kind.value for kind in missing]})


def _is_proven(command: CompleteStop, booking: Booking, contacts: Contacts | None, *, is_staff: bool) -> bool:
    if contacts is None or not (is_staff or may_try(contacts, command)):
        return False
    return pin_fits(command, booking, contacts)


def may_try(contacts: Contacts, command: CompleteStop) -> bool:
    """Whether a provider may give another PIN for a stop."""
    return contacts.wrong_pins.get(StopId(command.stop_id), 0) < _MOST_WRONG_PINS


def pin_fits(command: CompleteStop, booking: Booking, contacts: Contacts) -> bool:
    """Whether the PIN given is the stop's."""
    expected = contacts.pins.get(StopId(command.stop_id))
    if expected is None or command.pin is None:
        return False
    return pin_hash(booking.booking_id, command.stop_id, command.pin) == expected


def with_wrong_pin(contacts: Contacts, command: CompleteStop) -> Contacts:
    """Count a wrong PIN."""
    stop_id = StopId(command.stop_id)
    counted = {**contacts.wrong_pins, stop_id: contacts.wrong_pins.get(stop_id, 0) + 1}
    return contacts.model_copy(update={"wrong_pins": counted})
