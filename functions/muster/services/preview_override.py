"""See what an override would mean before it is done."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.foreseeing import engine_choice, weighed
from muster.services.gathering import area_of, existing
from muster.services.grounding import grounds
from muster.services.overriding import area_of_change, called_off, carry_out
from muster.services.world_copy import WorldCopy
from shared import paths
from shared.messages.commands import PreviewOverride
from shared.messages.events import Actor
from shared.models.area import ServiceArea
from shared.models.change import Decision, create
from shared.models.override import Override
from shared.models.override_change import Change, Giving, OverrideKind
from shared.units import BookingId, OverrideId, Uid

_KEPT = timedelta(days=7)
_REASON = "preview"


def preview_override(backend: Backend, actor: Actor, command: PreviewOverride) -> dict[str, Any]:
    """Try the change on a copy of the world, forecast both, and keep what the preview rests on. Nothing else is changed.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        MusterError: whatever the change itself would be refused with.
    """
    once = for_command(actor, command.op_id, command)
    override_id = OverrideId(backend.ids.new("ovr"))

    def decide() -> Decision:
        override = _previewed(backend, once, override_id, command.change)
        return Decision((create(paths.override(override_id), override),), result={"override_id": override_id})

    kept = perform(backend, once, decide)["override_id"]
    return existing(backend, paths.override(kept), Override).value.model_dump(mode="json")


def _previewed(backend: Backend, once: Once, override_id: OverrideId, change: Change) -> Override:
    copy = WorldCopy(backend)
    area = area_of(copy.backend, area_of_change(copy, once, change))
    carry_out(copy, replace(once, causation_id=override_id), change, _REASON)
    ends = called_off(copy, change)
    moment = moment_of(backend, once)
    rests_on = grounds(copy, area, [write.path for write in copy.writes], ends)
    return Override(
        override_id=override_id,
        area_id=area.area_id,
        kind=OverrideKind(change.kind),
        change=change,
        **_weighed(copy, area, change, ends),
        ends=ends,
        rests_on=rests_on,
        previewed_by=Uid(once.actor.id),
        previewed_at=moment.at,
        valid_until=moment.at + timedelta(seconds=area.overrides.preview_ttl_s),
        expires_at=moment.real_at + _KEPT,
    )


def _weighed(copy: WorldCopy, area: ServiceArea, change: Change, ends: tuple[BookingId, ...]) -> dict[str, Any]:
    before, impact = weighed(copy, area, ends)
    engine = None
    if isinstance(change, Giving) and change.kind is OverrideKind.ASSIGN:
        engine = engine_choice(before, change.booking_id, change.provider_id)
    return {"impact": impact, "engine": engine}
