"""Sign a person of the staff out everywhere."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.forget_devices import forget_devices
from shared import paths
from shared.errors import Code, Denied, Missing
from shared.messages.commands import EndSessions
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision, create, replace
from shared.models.triage import Operator
from shared.units import AreaId, Uid


def end_sessions(backend: Backend, actor: Actor, command: EndSessions) -> dict[str, Any]:
    """Make every token issued before now worthless to commands, forget every device, then end every refresh token.

    The record says so too, which the console listens to: it ends there at once. Rules let an older token read until it runs out.

    Raises:
        Denied: ``X905 WRONG_ROLE`` for somebody else's sessions, but for an administrator.
        Missing: ``X909`` when nothing is known of somebody else.
        Unavailable: ``X908``; commands are refused already, refresh tokens may still be good.
    """
    if actor.kind is not ActorKind.ADMIN and command.uid != actor.id:
        raise Denied(Code.WRONG_ROLE)
    once = for_command(actor, command.op_id, command)
    told = perform(backend, once, lambda: _ended(backend, once, command.uid))
    backend.identity.end_sessions(command.uid)
    return told


def _ended(backend: Backend, once: Once, uid: str) -> Decision:
    path = paths.operator(uid)
    known = backend.store.get(path, Operator)
    valid_after = moment_of(backend, once).real_at
    if known is not None:
        write = replace(known, known.value.model_copy(update={"valid_after": valid_after}))
    elif uid == once.actor.id:
        write = create(path, _by_claims(once.actor).model_copy(update={"valid_after": valid_after}))
    else:
        raise Missing(Code.NOT_FOUND, {"uid": uid})
    return Decision((write, *forget_devices(backend, uid)), result={"uid": uid, "sessions_ended": True})


def _by_claims(actor: Actor) -> Operator:
    """The record of somebody whose role was not given by command, as the first administrator's."""
    areas = tuple(AreaId(area) for area in actor.areas)
    return Operator(uid=Uid(actor.id), role=actor.kind.value, areas=areas)
