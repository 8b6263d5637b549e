"""Decide a recorded window again and say whether the same came out."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.gathering import check_staff
from muster.services.keep_decision import read_decision
from shared.dispatch.codec import decision_json, digest
from shared.dispatch.replay import ReplayCode, replay
from shared.errors import Code, Conflict, Denied
from shared.messages.commands import ReplayDecision
from shared.messages.events import Actor


def replay_decision(backend: Backend, actor: Actor, command: ReplayDecision) -> dict[str, Any]:
    """Decide again from the stored inputs; the digests prove it byte for byte. Nothing is changed.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` for an unknown decision.
        Conflict: ``D213 INPUTS_MISSING``, ``D214 INPUTS_CORRUPT``.
    """
    if not actor.is_staff:
        raise Denied(Code.WRONG_ROLE)
    record = read_decision(backend, command.decision_id)
    check_staff(actor, record.area_id)
    again = replay(record)
    if again.decision is None:
        lost = again.code is ReplayCode.CHUNKS_MISSING
        raise Conflict(Code.INPUTS_MISSING if lost else Code.INPUTS_CORRUPT, {"decision_id": command.decision_id})
    return {
        "decision_id": command.decision_id,
        "code": again.code.value,
        "input_digest": record.input_digest,
        "output_digest": record.output_digest,
        "replayed_digest": digest(decision_json(again.decision)),
        "engine_version": record.engine_version,
        "replayed_engine_version": again.decision.engine_version,
        "settings_version": record.settings_version,
    }
