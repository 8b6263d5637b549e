"""What one matching window decides about: bookings and providers as the engine sees them.

All instants are whole seconds relative to ``WindowProblem.now``, negative in the past. The values are plain frozen
dataclasses because thousands are built for one decision; stored documents are checked before they become these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.eta.estimate import TravelEstimate
from shared.eta.travel import TravelTable
from shared.models.place import LatLng
from shared.models.provider import Duty, Link, VehicleType
from shared.models.zone import DispatchSettings, Service
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
        service_s: time spent at the pickup.
        waiting_s: how long it has been searching.
        declined_by: who declined and is still in the cool-down.
        offered_to: who holds an open offer for it.
        blocked: who the customer avoids.
        wave: number of the wave that would be sent now, from 1.
        attempts_left: how many more offers may be made in this search.
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
    waiting_s: int = 0
    declined_by: tuple[Uid, ...] = ()
    offered_to: tuple[Uid, ...] = ()
    blocked: tuple[Uid, ...] = ()
    preferred: Uid | None = None
    wave: int = 1
    attempts_left: int = 1
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
        seed: for choices that may be made by lot; stored so that a decision replays.
    """

    area_id: AreaId
    now: Instant
    jobs: tuple[Job, ...]
    workers: tuple[Worker, ...]
    travel: TravelTable | TravelEstimate
    settings: DispatchSettings = field(default_factory=DispatchSettings)
    pressure: Mapping[ZoneId, float] = field(default_factory=dict)
    seed: int = 0
