"""Admit a provider to an area, or change what they may do."""

from collections.abc import Mapping
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, perform
from muster.services.gathering import area_of, check_staff
from muster.services.versions import next_version
from shared import paths
from shared.errors import Code, Conflict
from shared.messages.commands import PutProvider
from shared.messages.events import Actor
from shared.models.change import Decision, Versioned, Write, create, replace
from shared.models.provider import Position, Provider
from shared.units import AreaId, Uid

_NOWHERE_YET: Mapping[str, Any] = {"zone_id": None, "repositioning": None}
"""Where somebody stood and was asked to move to are zones of the area they leave."""


def put_provider(backend: Backend, actor: Actor, command: PutProvider) -> dict[str, Any]:
    """Write what a provider may do; duty, load and plan stay as they are. Staff of the area only.

    Raises:
        Denied: ``X905 WRONG_ROLE``, also for a provider of another area.
        Missing: ``X909`` for an unknown area.
        Conflict: ``D212 HAS_ACTIVE_JOBS`` when a working provider should change area or lose capacity in use, with
            ``field``; ``X910 STALE_VERSION``.
    """
    once = for_command(actor, command.op_id, command)
    path = paths.provider(command.provider_id)
    check_staff(actor, command.area_id)

    def decide() -> Decision:
        area_of(backend, command.area_id)
        known = backend.store.get(path, Provider)
        if known is not None:
            check_staff(actor, known.value.area_id)
        version = next_version(known.value.grants_version if known else None, command.expected_version)
        told = {"provider_id": command.provider_id, "area_id": command.area_id, "version": version}
        if known is None:
            return Decision((create(path, Provider(**_granted(command))),), result=told)
        _check_jobs(known, command)
        left = {} if known.value.area_id == command.area_id else _NOWHERE_YET
        changes = {**_granted(command), **left, "grants_version": version, "version": known.value.version + 1}
        granted = known.value.model_copy(update=changes)
        return Decision((replace(known, granted), *_moved(backend, known.value, granted)), result=told)

    return perform(backend, once, decide)


def _granted(command: PutProvider) -> dict[str, Any]:
    return {
        "provider_id": Uid(command.provider_id),
        "name": command.name,
        "area_id": AreaId(command.area_id),
        "vehicle": command.vehicle,
        "services": command.services,
        "skills": command.skills,
        "capacity": command.capacity,
        "max_open_offers": command.max_open_offers,
    }


def _check_jobs(known: Versioned[Provider], command: PutProvider) -> None:
    load = known.value.load
    if known.value.engagements and known.value.area_id != command.area_id:
        raise Conflict(Code.HAS_ACTIVE_JOBS, {"field": "area_id", "load": load})
    if load > command.capacity:
        raise Conflict(Code.HAS_ACTIVE_JOBS, {"field": "capacity", "load": load})


def _moved(backend: Backend, known: Provider, now: Provider) -> tuple[Write, ...]:
    """A provider who changes area, services or skills is looked for there, and for those, from now on."""
    if (now.area_id, now.marks) == (known.area_id, known.marks):
        return ()
    position = backend.store.get(paths.position(now.provider_id), Position)
    if position is None:
        return ()
    return (replace(position, position.value.model_copy(update={"area_id": now.area_id, "marks": now.marks})),)
