"""Create or change a zone."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of, check_staff
from muster.services.versions import next_version, write_and_keep
from shared import paths
from shared.booking.change import Moment
from shared.geo.zones import parse_geometry, prepare_zone
from shared.messages.commands import PutZone
from shared.messages.events import Actor
from shared.messages.routing import workflow_step
from shared.models.change import Decision, Versioned, Write
from shared.models.merging import with_given
from shared.models.zone import Zone, ZoneGeometry, ZoneVersion
from shared.units import AreaId, Uid, ZoneId


def put_zone(backend: Backend, actor: Actor, command: PutZone) -> dict[str, Any]:
    """Check the geometry strictly and write the zone as a new version; waiting bookings in it are checked again.

    What is not given of a known zone stays as it is.

    Raises:
        Rejected: ``B118 BAD_GEOMETRY`` naming the ring.
        Denied: ``X905 WRONG_ROLE``, also for a zone of another area.
        Missing: ``X909`` for an unknown area.
        Conflict: ``X910 STALE_VERSION``.
    """
    once = for_command(actor, command.op_id, command)
    check_staff(actor, command.area_id)
    geometry = parse_geometry(command.geometry)
    path = paths.zone(command.zone_id)

    def decide() -> Decision:
        area_of(backend, command.area_id)
        known = backend.store.get(path, Zone)
        if known is not None:
            check_staff(actor, known.value.area_id)
        version = next_version(known.value.version if known else None, command.expected_version)
        moment = moment_of(backend, once)
        zone = _changed(known.value if known else None, command, geometry).model_copy(
            update={"version": version, "changed_at": moment.real_at}
        )
        return zone_change(known, prepare_zone(zone), moment)

    return perform(backend, once, decide)


def _changed(known: Zone | None, command: PutZone, geometry: ZoneGeometry) -> Zone:
    """The zone with what was given, the geometry as parsed."""
    plain = Zone(zone_id=ZoneId(command.zone_id), area_id=AreaId(command.area_id), name=command.name, geometry=geometry)
    return with_given(known or plain, command).model_copy(update={"geometry": geometry})


def zone_change(known: Versioned[Zone] | None, zone: Zone, moment: Moment) -> Decision:
    """Commit a zone, and have the bookings that wait in it checked again if it was there before."""
    told = {"zone_id": zone.zone_id, "version": zone.version}
    writes = zone_writes(known, zone, moment)
    if known is None:
        return Decision(writes, result=told)
    recheck = workflow_step("recheck_zone", f"{zone.zone_id}.{zone.version}", zone_id=zone.zone_id)
    return Decision(writes, (recheck,), told)


def zone_writes(known: Versioned[Zone] | None, zone: Zone, moment: Moment) -> tuple[Write, Write]:
    """Write a zone, and keep this version of it for good: each booking names the version it was served by."""
    kept = ZoneVersion(
        zone_id=zone.zone_id,
        area_id=zone.area_id,
        version=zone.version,
        zone=zone.model_copy(update={"cells": ()}),
        changed_by=Uid(moment.actor.id),
        changed_at=moment.at,
    )
    return write_and_keep(known, paths.zone(zone.zone_id), zone, paths.zone_version(zone.zone_id, zone.version), kept)
