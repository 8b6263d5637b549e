"""Say what an area does by itself about disruptions."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of
from muster.services.versions import next_version, write_and_keep
from shared import paths
from shared.errors import Code, Denied
from shared.messages.commands import PutPlaybook
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision
from shared.models.playbook import Playbook, PlaybookVersion
from shared.recovery.playbooks import check_plays
from shared.units import AreaId, Uid


def put_playbook(backend: Backend, actor: Actor, command: PutPlaybook) -> dict[str, Any]:
    """Write an area's playbook as a new version, which is kept; supervisors of the area and administrators only.

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
        version = next_version(known.value.version if known else None, command.expected_version)
        kept = PlaybookVersion(
            area_id=AreaId(command.area_id),
            plays=command.plays,
            version=version,
            changed_by=Uid(actor.id),
            changed_at=moment_of(backend, once).at,
        )
        playbook = Playbook(**dict(kept))
        writes = write_and_keep(known, path, playbook, paths.playbook_version(command.area_id, version), kept)
        return Decision(writes, result={"area_id": command.area_id, "version": version})

    return perform(backend, once, decide)


def _check_may(actor: Actor, area_id: str) -> None:
    allowed = {ActorKind.SUPERVISOR, ActorKind.ADMIN}
    if actor.kind not in allowed or not actor.may_operate(area_id):
        raise Denied(Code.WRONG_ROLE, {"area_id": area_id})
