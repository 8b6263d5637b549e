"""What is audited of a command: all that staff do is, but for what is listed here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from pydantic import BaseModel

from shared.messages.commands import Command
from shared.messages.events import Actor
from shared.models.audit import MOST_ABOUT, AuditEntry
from shared.models.base import Document
from shared.models.override import Override
from shared.units import AreaId, Instant, Uid

UNAUDITED = frozenset({"quote_booking", "preview_override", "register_device", "unregister_device"})
"""Nothing comes of these: a price asked for, an impact looked at, and what a person's own phone says."""
_IDS = (
    "booking_id",
    "provider_id",
    "customer_id",
    "zone_id",
    "triage_id",
    "override_id",
    "shaping_id",
    "webhook_id",
    "uid",
)
_MS = 1000
"""Microseconds. Instants are kept to the millisecond: a browser knows no finer ones, and pages through entries by them."""
_CHOSEN = ("stop_id", "action", "approve", "duty", "kind", "role", "active", "paused", "revoke_sessions")
"""Fields of commands that say what was chosen; none is personal."""
_TOLD = ("state", "version", "override_state", "note_id")
"""Fields of answers that say what it came to."""


@dataclass(frozen=True)
class Deed:
    """A command of staff, as far as it is audited before anything is known of its effect."""

    entry_id: str
    action: str
    actor: Actor
    command: Command


def deed_of(actor: Actor, op_id: str, command: Command) -> Deed | None:
    """Take what is audited of a command; None for those who are no staff, and for what is not audited."""
    action = command.verb()
    if not actor.is_staff or action in UNAUDITED:
        return None
    return Deed(f"{actor.id}.{op_id}", action, actor, command)


def entry_of(deed: Deed, concerned: Iterable[Document], result: Mapping[str, Any], at: Instant) -> AuditEntry:
    """Write an entry.

    Args:
        deed: what was asked for.
        concerned: the documents it wrote, or showed.
        result: what was answered.
        at: business time.
    """
    documents = tuple(concerned)
    asked = _picked(deed.command, _IDS)
    touched = [(name, value) for one in documents for name, value in _picked(one, _IDS).items()]
    bookings = {value for name, value in touched if name == "booking_id"}
    subject = {**asked, **({"booking_id": bookings.pop()} if len(bookings) == 1 else {})}
    ids = dict.fromkeys([deed.actor.id, *subject.values(), *(value for _, value in touched)])
    areas = [getattr(one, "area_id", None) for one in (deed.command, *documents)]
    area_id = next((area for area in areas if area), None)
    return AuditEntry(
        entry_id=deed.entry_id,
        area_id=AreaId(area_id) if area_id else None,
        action=deed.action,
        actor_id=Uid(deed.actor.id),
        actor_role=cast("Literal['operator', 'supervisor', 'admin']", deed.actor.kind.value),
        at=at.replace(microsecond=at.microsecond // _MS * _MS),
        subject=subject,
        about=tuple(ids)[:MOST_ABOUT],
        reason=_reason(deed.command),
        details={**_picked(deed.command, _CHOSEN), **_kind(documents), **_told(result)},
    )


def _picked(source: BaseModel, names: Iterable[str]) -> dict[str, str]:
    found = {name: getattr(source, name, None) for name in names}
    return {name: _text(value) for name, value in found.items() if value is not None}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(result: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(result[name]) for name in _TOLD if result.get(name) is not None}


def _kind(documents: Iterable[Document]) -> dict[str, str]:
    """What kind of override it was: a commit names only the preview."""
    override = next((one for one in documents if isinstance(one, Override)), None)
    return {"kind": override.kind.value} if override else {}


def _reason(command: BaseModel) -> str | None:
    """Say why, in the words of whoever did it; a note on a booking is no reason, and stays in the note."""
    given = _picked(command, ("reason", "override_reason", "reason_code")) | _picked(
        getattr(command, "closure", command), ("reason",)
    )
    if "reason_code" in given and getattr(command, "note", None):
        return f"{given['reason_code']}: {command.note}"  # type: ignore[attr-defined]
    return next(iter(given.values()), None)
