"""What came of an area's overrides, and what that says about the score."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import keep
from muster.services.gathering import area_of, check_staff
from shared import paths
from shared.errors import Code, Denied
from shared.messages.commands import OverrideReport
from shared.messages.events import Actor, ActorKind
from shared.models.change import put
from shared.overrides.report import proposal, rows
from shared.units import Uid

_MAX_OVERRIDES = 2000
_MAY_PROPOSE = frozenset({ActorKind.SUPERVISOR, ActorKind.ADMIN})


def override_report(backend: Backend, actor: Actor, command: OverrideReport) -> dict[str, Any]:
    """Count overrides by kind and reason, and compare what they brought with what was foreseen and with the engine's way.

    With ``propose``, weights that overrides speak against are kept as a proposal. It changes nothing: a supervisor who agrees
    sends ``put_service_area``. A proposal made again for the same settings replaces the one before.

    Raises:
        Denied: ``X905 WRONG_ROLE``; proposing is for supervisors and administrators.
        Missing: ``X909`` for an unknown area.
    """
    check_staff(actor, command.area_id)
    if command.propose and actor.kind not in _MAY_PROPOSE:
        raise Denied(Code.WRONG_ROLE, {"area_id": command.area_id})
    area = area_of(backend, command.area_id)
    found = backend.store.overrides_between(command.area_id, command.since, command.until, _MAX_OVERRIDES)
    period = (command.since, command.until)
    proposed = proposal(found, area, period, backend.clock.now(), Uid(actor.id))
    if command.propose and proposed is not None:
        proposal_id = f"{area.area_id}.{area.version}"
        keep(backend, [put(paths.score_proposal(proposal_id), proposed)])
    return {
        "area_id": area.area_id,
        "overrides": len(found),
        "is_all": len(found) < _MAX_OVERRIDES,
        "least_sample": area.overrides.least_sample,
        "rows": [row.told() for row in rows(found, area.overrides.least_sample)],
        "proposal": proposed.model_dump(mode="json") if proposed else None,
        "is_kept": command.propose and proposed is not None,
    }
