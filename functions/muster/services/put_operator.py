"""Say who supervises which areas in which role: in the record that the server reads, and in the tokens that rules read."""

import json
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.forget_devices import forget_devices
from shared import paths
from shared.errors import Code, Denied, Rejected
from shared.messages.commands import PutOperator
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision, create, replace
from shared.models.triage import Operator
from shared.units import AreaId, Uid

_CLAIMS_BYTES = 900
"""Firebase allows 1,000 for all custom claims of a person; other claims may be there."""
_RANK = ("operator", "supervisor", "admin")


def put_operator(backend: Backend, actor: Actor, command: PutOperator) -> dict[str, Any]:
    """Write the record, then the claims of the person's account; sent again it does both again, which changes nothing.

    Whoever loses an area or a rank loses older sessions with it: every token issued before now is worthless to commands at once, and
    their devices are forgotten.
    ``revoke_sessions`` does that in any case. Somebody left without areas may do nothing.

    Raises:
        Denied: ``X905 WRONG_ROLE`` for anybody but an administrator.
        Rejected: ``X901`` for more areas than a token can hold.
        Missing: ``X909`` when there is no such account; the record is written all the same, and counts once there is one.
        Unavailable: ``X908``; send it again.
    """
    if actor.kind is not ActorKind.ADMIN:
        raise Denied(Code.WRONG_ROLE)
    if len(json.dumps({"role": command.role, "areas": command.areas})) > _CLAIMS_BYTES:
        raise Rejected(Code.INVALID_ARGUMENT, {"field": "areas", "limit_bytes": _CLAIMS_BYTES})
    once = for_command(actor, command.op_id, command)
    told = perform(backend, once, lambda: _written(backend, once, command))
    backend.identity.set_role(command.uid, command.role, command.areas)
    if told["sessions_ended"]:
        backend.identity.end_sessions(command.uid)
    return told


def _written(backend: Backend, once: Once, command: PutOperator) -> Decision:
    path = paths.operator(command.uid)
    known = backend.store.get(path, Operator)
    before = known.value if known else None
    ends = command.revoke_sessions or (before is not None and _is_less(command, before))
    revoked_at = moment_of(backend, once).real_at if ends else None
    operator = Operator(
        uid=Uid(command.uid),
        role=command.role,
        areas=tuple(AreaId(area) for area in command.areas),
        valid_after=revoked_at or (before.valid_after if before else None),
    )
    write = replace(known, operator) if known else create(path, operator)
    forgotten = forget_devices(backend, command.uid) if ends else ()
    return Decision((write, *forgotten), result={"uid": command.uid, "sessions_ended": ends})


def _is_less(command: PutOperator, before: Operator) -> bool:
    """Whether somebody may do less than before."""
    return _RANK.index(command.role) < _RANK.index(before.role) or not set(before.areas) <= set(command.areas)
