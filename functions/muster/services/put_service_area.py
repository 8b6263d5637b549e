"""Create or change a service area."""

from typing import Any
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.versions import next_version, write_and_keep
from shared import paths
from shared.booking.change import Moment
from shared.errors import Code, Denied, Rejected
from shared.messages.commands import PutServiceArea
from shared.messages.events import Actor, ActorKind
from shared.models.area import ServiceArea, SettingsVersion
from shared.models.change import Decision
from shared.models.merging import with_given
from shared.units import AreaId, Uid


def put_service_area(backend: Backend, actor: Actor, command: PutServiceArea) -> dict[str, Any]:
    """Write an area's settings as a new version; administrators create, supervisors change their own.

    What is not given of a known area stays as it is, setting by setting.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Rejected: ``X901`` for an unknown timezone.
        Conflict: ``X910 STALE_VERSION``.
    """
    once = for_command(actor, command.op_id, command)
    path = paths.service_area(command.area_id)
    _check_timezone(command.timezone)

    def decide() -> Decision:
        known = backend.store.get(path, ServiceArea)
        _check_may(actor, command.area_id, is_new=known is None)
        version = next_version(known.value.version if known else None, command.expected_version)
        area = _changed(known.value if known else None, command, version)
        kept = _settings_of(area, moment_of(backend, once))
        writes = write_and_keep(known, path, area, paths.area_settings(area.area_id, version), kept)
        return Decision(writes, result={"area_id": command.area_id, "version": version})

    return perform(backend, once, decide)


def _changed(known: ServiceArea | None, command: PutServiceArea, version: int) -> ServiceArea:
    plain = ServiceArea(
        area_id=AreaId(command.area_id), name=command.name, timezone=command.timezone, centre=command.centre
    )
    given = with_given(known or plain, command)
    dispatch = given.dispatch.model_copy(update={"version": version})
    return given.model_copy(update={"dispatch": dispatch, "version": version})


def _settings_of(area: ServiceArea, moment: Moment) -> SettingsVersion:
    """Keep this version's settings for good: each decision names the version it was made under."""
    return SettingsVersion(
        area_id=area.area_id,
        version=area.version,
        dispatch=area.dispatch,
        tariff=area.tariff,
        revisions=area.revisions,
        overrides=area.overrides,
        supply=area.supply,
        detection=area.detection,
        name=area.name,
        timezone=area.timezone,
        paused=area.paused,
        changed_by=Uid(moment.actor.id),
        changed_at=moment.at,
    )


def _check_may(actor: Actor, area_id: str, *, is_new: bool) -> None:
    allowed = actor.kind is ActorKind.ADMIN or (
        not is_new and actor.kind is ActorKind.SUPERVISOR and actor.may_operate(area_id)
    )
    if not allowed:
        raise Denied(Code.WRONG_ROLE, {"area_id": area_id})


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError) as unknown:
        raise Rejected(Code.INVALID_ARGUMENT, {"field": "timezone"}) from unknown
