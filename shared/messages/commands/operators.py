"""What operators may ask for."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.messages.commands.base import BookingCommand, Command, Text
from shared.models.area import OverrideSettings, RevisionSettings, Tariff
from shared.models.detection import DetectionSettings
from shared.models.dispatch_settings import DispatchSettings
from shared.models.disruption import RecoveryAction
from shared.models.note import NoteText
from shared.models.place import LatLng, Window
from shared.models.playbook import Play
from shared.models.provider import MOST_OPEN_OFFERS, VehicleType
from shared.models.shaping import ShapingKind
from shared.models.supply import SupplySettings
from shared.models.zone import Closure, OpeningHours, Service
from shared.units import Id


class PutServiceArea(Command):
    """Create or change an area's settings. What is not given stays as it is, setting by setting; a new area takes the defaults."""

    area_id: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    centre: LatLng
    dispatch: DispatchSettings = DispatchSettings()
    tariff: Tariff = Tariff()
    overrides: OverrideSettings = OverrideSettings()
    revisions: RevisionSettings = RevisionSettings()
    supply: SupplySettings = SupplySettings()
    detection: DetectionSettings = DetectionSettings()
    paused: bool = False
    expected_version: Annotated[int, Field(ge=1)] | None = None


class PutZone(Command):
    """Create or change a zone. ``geometry`` is a GeoJSON object, its text, or a circle; checked strictly.

    What is not given stays as it is: hours and closures are cleared by an empty list. A new zone takes the defaults.
    """

    zone_id: Id
    area_id: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    geometry: dict[str, object] | Annotated[str, StringConstraints(max_length=200_000)]
    priority: Annotated[int, Field(ge=0, le=1000)] = 0
    services: Annotated[tuple[Service, ...], Field(min_length=1, max_length=50)]
    hours: Annotated[tuple[OpeningHours, ...], Field(max_length=50)] = ()
    closures: Annotated[tuple[Closure, ...], Field(max_length=50)] = ()
    active: bool = True
    expected_version: Annotated[int, Field(ge=0)] | None = None
    """0 for one that is not there yet."""


class CloseZone(Command):
    """Close a zone for a while; waiting bookings in it are checked again."""

    zone_id: Id
    closure: Closure


class ShapeDemand(Command):
    """Shape an area's or a zone's demand for a while: widen windows, hold what is not urgent, or pause a service."""

    area_id: Id
    kind: Literal[ShapingKind.WIDEN_WINDOWS, ShapingKind.HOLD_NON_URGENT, ShapingKind.PAUSE_SERVICE]
    zone_id: Id | None = None
    service: Service | None = None
    window: Window
    extra_min: Annotated[int, Field(ge=1, le=240)] | None = None
    """By how much windows are widened; goes with that kind."""
    reason: Text

    @model_validator(mode="after")
    def _extra_goes_with_widening(self) -> Self:
        if (self.kind is ShapingKind.WIDEN_WINDOWS) != (self.extra_min is not None):
            message = "extra_min goes with widen_windows"
            raise ValueError(message)
        return self


class EndShaping(Command):
    """Stop a measure, or a closure, before its end."""

    shaping_id: Id


class PutProvider(Command):
    """Admit a provider to an area, or change what they may do; it replaces all that was granted before."""

    provider_id: Id
    """The uid of the person's account."""
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    """First name as customers see it."""
    area_id: Id
    """Where work is found for them. It can not change while they hold jobs."""
    vehicle: VehicleType = VehicleType.BICYCLE
    """How they get about: travel times go by it, and a booking may ask for it."""
    services: Annotated[tuple[Service, ...], Field(min_length=1, max_length=50)]
    """Which work is offered to them."""
    skills: Annotated[tuple[Id, ...], Field(max_length=50)] = ()
    """What they are able or licensed to do; a booking may ask for it."""
    capacity: Annotated[int, Field(ge=1, le=100)] = 1
    """Units of demand carried or served at once; never less than is held now."""
    max_open_offers: Annotated[int, Field(ge=1, le=MOST_OPEN_OFFERS)] = 1
    """How many offers may wait for their answer at once."""
    expected_version: Annotated[int, Field(ge=0)] | None = None
    """Of ``grants_version``; 0 for somebody who is not admitted yet."""


class PutOperator(Command):
    """Say who supervises which areas, in the server's record and in the person's claims; and revoke older sessions."""

    uid: Id
    role: Literal["operator", "supervisor", "admin"]
    areas: Annotated[tuple[Id, ...], Field(max_length=50)] = ()
    revoke_sessions: bool = False


class EndSessions(Command):
    """Sign somebody out of every device: oneself, or for an administrator anybody of the staff."""

    uid: Id


class AssignBooking(BookingCommand):
    """Assign by hand: the operator's force, still one atomic commit."""

    provider_id: Id
    reason: Text


class UnbatchBooking(BookingCommand):
    """Take a booking out of the batch that it was asked for in, before anything of the batch is picked up."""

    reason: Text


class DecideTriage(Command):
    """Answer an item that waits: approve its candidate (or another one named), or reject it.

    About a disruption, approving carries out the recommended option, or the one that ``action`` and ``provider_id`` name;
    rejecting leaves things as they are.
    """

    triage_id: Id
    approve: bool
    provider_id: Id | None = None
    action: RecoveryAction | None = None
    reason: Text


class PutPlaybook(Command):
    """Say what an area does by itself about disruptions; it replaces the whole playbook."""

    area_id: Id
    plays: Annotated[tuple[Play, ...], Field(max_length=20)]
    expected_version: Annotated[int, Field(ge=0)] | None = None
    """0 for an area that has none of its own yet."""


class ExplainDecision(Command):
    """See why a dispatch decision came out as it did; reads only."""

    decision_id: Id
    booking_id: Id | None = None
    """One booking of it, with what would have changed it."""


class ReplayDecision(Command):
    """Decide a recorded window again and compare; reads only."""

    decision_id: Id


class AddNote(Command):
    """Note something about a booking for other operators; it is kept as long as the contact, and never changed."""

    booking_id: Id
    text: NoteText


class ListMessages(Command):
    """See what people and partners were told about a booking; reads only."""

    booking_id: Id


class RevealContact(Command):
    """See a customer's contact, with a reason, audited."""

    booking_id: Id
    reason: Text
