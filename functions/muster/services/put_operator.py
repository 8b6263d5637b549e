"""Write down an operator, and revoke their older sessions when asked."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from shared import paths
from shared.errors import Code, Denied
from shared.messages.commands import PutOperator
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision, create, replace
from shared.models.triage import Operator
from shared.units import AreaId, Uid


def put_operator(backend: Backend, actor: Actor, command: PutOperator) -> dict[str, Any]:
    """Keep who hears of an area's alerts; ``revoke_sessions`` makes every token issued before now worthless to commands.

    Raises:
        Denied: ``X905 WRONG_ROLE`` for anybody but an administrator.
    """
    if actor.kind is not ActorKind.ADMIN:
        raise Denied(Code.WRONG_ROLE)
    once = for_command(actor, command.op_id, command)
    path = paths.operator(command.uid)

    def decide() -> Decision:
        known = backend.store.get(path, Operator)
        revoked_at = moment_of(backend, once).real_at if command.revoke_sessions else None
        operator = Operator(
            uid=Uid(command.uid),
            role=command.role,
            areas=tuple(AreaId(area) for area in command.areas),
            valid_after=revoked_at or (known.value.valid_after if known else None),
        )
        write = replace(known, operator) if known else create(path, operator)
        return Decision((write,), result={"uid": command.uid})

    return perform(backend, once, decide)
