"""What everybody may ask for: their devices."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.messages.commands.base import Command
from shared.models.device import Group, QuietHours
from shared.units import Id


class RegisterDevice(Command):
    """Register this installation for notifications; an installation belongs to the last who signed in on it."""

    installation_id: Id
    target_kind: Literal["token", "fid"]
    target: Annotated[str, StringConstraints(min_length=8, max_length=4096)]
    app: Literal["customer", "provider", "operator"]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    wants: tuple[Group, ...] = tuple(Group)
    quiet: QuietHours | None = None
    least_severity: Literal["info", "warning", "critical"] = "info"


class UnregisterDevice(Command):
    """Forget this installation, at sign-out."""

    installation_id: Id


class AckPush(Command):
    """Say that the app showed a notification; both ids come with it."""

    delivery_id: Id
    nid: Id
