"""What one matching window decides about: bookings and providers as the engine sees them.

All instants are whole seconds relative to ``WindowProblem.now``, negative in the past. The values are plain frozen
dataclasses because thousands are built for one decision; stored documents are checked before they become these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.dispatch.acceptance.view import AcceptanceView
from shared.eta.estimate import TravelEstimate
from shared.eta.forecast import Spreads
from shared.eta.travel import TravelTable
from shared.models.dispatch_settings import DispatchSettings
from shared.models.eta import Forecast
from shared.models.place import LatLng
from shared.models.plan import PlannedVisit
from shared.models.provider import Duty, Link, VehicleType
from shared.models.zone import Service
from shared.units import AreaId, BookingId, Instant, Uid, ZoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A waiting booking.

    Attributes:
        demand: units of capacity it takes.
        skills: all of them are needed.
        vehicles: kinds allowed; empty means any.
        dropoff: none for a job of one stop.
        window_start_s: when the pickup may be done at the earliest (readiness).
        window_end_s: latest pickup that the customer accepts at all; none for "as soon as possible". A late promise is
            no reason to refuse: that is ``promise_end_s``.
        promise_end_s: when the last stop was promised to be reached at the latest.
        service_s: time spent at all stops.
        first_handling: forecast of the stay at the first stop; without it all of ``service_s`` is spent there.
        last_handling: the same of the drop-off.
        waiting_s: how long it has been searching.
        declined_by: who declined and is still in the cool-down.
        offered_to: who holds an open offer for it.
        blocked: who the customer avoids.
        wave: number of the wave that would be sent now, from 1.
        attempts_left: how many more offers may be made in this search.
        offer_by_s: from then on it is not held any more: whoever can do it is asked.
    """

    booking_id: BookingId
    service: Service
    pickup: LatLng
    dropoff: LatLng | None = None
    demand: int = 1
    skills: tuple[str, ...] = ()
    vehicles: tuple[VehicleType, ...] = ()
    window_start_s: int = 0
    window_end_s: int | None = None
    promise_end_s: int | None = None
    service_s: int = 0
    first_handling: Forecast | None = None
    last_handling: Forecast | None = None
    waiting_s: int = 0
    declined_by: tuple[Uid, ...] = ()
    offered_to: tuple[Uid, ...] = ()
    blocked: tuple[Uid, ...] = ()
    preferred: Uid | None = None
    wave: int = 1
    attempts_left: int = 1
    offer_by_s: int | None = None
    pickup_zone: ZoneId | None = None
    dropoff_zone: ZoneId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePromise:
    """A promise already made to a booking on a worker's route; ``slack_s`` is negative when it is late as things stand."""

    booking_id: BookingId
    slack_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A provider near the window's bookings.

    Attributes:
        position: where the phone last was.
        position_age_s: real seconds since then, of which ``link`` is the judgement.
        heading_deg: direction of movement, clockwise from north.
        capacity: units of demand; ``load`` of them are taken.
        free_at_s: when the present route is done; 0 for an idle provider.
        free_place: where the present route ends; none for an idle provider.
        zone: the zone in which the worker is or will be free.
        promises: to the bookings on the present route.
        idle_s: how long without work; 0 while working.
        shift_ends_s: no pickup after this.
    """

    provider_id: Uid
    position: LatLng
    services: tuple[Service, ...] = ()
    skills: tuple[str, ...] = ()
    vehicle: VehicleType = VehicleType.BICYCLE
    duty: Duty = Duty.ONLINE
    link: Link = Link.FRESH
    accuracy_m: float = 0.0
    position_age_s: int = 0
    heading_deg: float | None = None
    speed_mps: float | None = None
    capacity: int = 1
    load: int = 0
    open_offers: int = 0
    max_open_offers: int = 1
    free_at_s: int = 0
    free_place: LatLng | None = None
    zone: ZoneId | None = None
    promises: tuple[RoutePromise, ...] = ()
    idle_s: int = 0
    offers_made: int = 0
    offers_accepted: int = 0
    shift_ends_s: int | None = None

    @property
    def start(self) -> LatLng:
        """Where the way to a new pickup begins; travel to a pickup is measured from here."""
        return self.free_place or self.position


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowProblem:
    """One matching window of one area, complete: the decision depends on nothing else.

    Attributes:
        now: the business instant to which all seconds refer.
        travel: in the order of ``jobs`` and ``workers``: a table of what somebody answered, or the plain estimate.
        pressure: open demand over effective supply by zone; a zone not named counts as 1.
        spreads: how far travel strays from ``travel``, as learned by then.
        seed: for choices that may be made by lot; stored so that a decision replays.
        hour: of the area's local week; 0 is Monday from midnight to one.
        acceptance: what was learned from earlier offers; none for a provider's own record alone.
        routes: what the last window planned, by provider; none when each window stands for itself, with no plan.
    """

    area_id: AreaId
    now: Instant
    jobs: tuple[Job, ...]
    workers: tuple[Worker, ...]
    travel: TravelTable | TravelEstimate
    settings: DispatchSettings = field(default_factory=DispatchSettings)
    pressure: Mapping[ZoneId, float] = field(default_factory=dict)
    spreads: Spreads = field(default_factory=Spreads)
    seed: int = 0
    hour: int = 0
    acceptance: AcceptanceView | None = None
    routes: Mapping[Uid, tuple[PlannedVisit, ...]] | None = None
