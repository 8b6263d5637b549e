"""Say what an area does by itself about disruptions."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of
from shared import paths
from shared.errors import Code, Conflict, Denied
from shared.messages.commands import PutPlaybook
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision, create, replace
from shared.models.playbook import Playbook
from shared.recovery.playbooks import check_plays
from shared.units import AreaId, Uid


def put_playbook(backend: Backend, actor: Actor, command: PutPlaybook) -> dict[str, Any]:
    """Write an area's playbook as a new version; supervisors of the area and administrators only.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` for an unknown area.
        Rejected: ``D233 BAD_PLAYBOOK``.
        Conflict: ``X910 STALE_VERSION``.
    """
    once = for_command(actor, command.op_id, command)
    _check_may(actor, command.area_id)
    check_plays(command.plays)

    def decide() -> Decision:
        area_of(backend, command.area_id)
        path = paths.playbook(command.area_id)
        known = backend.store.get(path, Playbook)
        version = known.value.version if known else 0
        if command.expected_version not in {None, version}:
            raise Conflict(Code.STALE_VERSION, {"version": version})
        playbook = Playbook(
            area_id=AreaId(command.area_id),
            plays=command.plays,
            version=version + 1,
            changed_by=Uid(actor.id),
            changed_at=moment_of(backend, once).at,
        )
        write = replace(known, playbook) if known else create(path, playbook)
        return Decision((write,), result={"area_id": command.area_id, "version": playbook.version})

    return perform(backend, once, decide)


def _check_may(actor: Actor, area_id: str) -> None:
    allowed = {ActorKind.SUPERVISOR, ActorKind.ADMIN}
    if actor.kind not in allowed or not actor.may_operate(area_id):
        raise Denied(Code.WRONG_ROLE, {"area_id": area_id})
