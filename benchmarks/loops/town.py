"""The real services over ports of memory, as one city: zones, people, devices, and the schedules that run by the clock.

``tests.world`` is that Muster; here it gets the city's sixteen zones, and a switch for the live loops. Without them a track
is only a position, nobody looks whether a plan still holds, and nobody acts when it does not.
"""

import importlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from benchmarks.loops.city import City, Rider
from benchmarks.loops.ground import SIDE_M, ZONES_A_SIDE, Place
from benchmarks.loops.replans import Plans, Replan, plans_of, replan_of
from muster.services.recover import recover
from shared import collection_names, paths
from shared.errors import MusterError
from shared.messages.events import Actor, ActorKind
from shared.models.device import Device
from shared.models.disruption import Disruption
from shared.models.offer import Offer
from shared.models.place import LatLng
from shared.models.provider import Provider
from shared.models.triage import Triage
from shared.units import DisruptionId, InstallationId, OfferId, Uid
from tests.builders import ADMIN, CENTRE, OPERATOR, SQUARE, a_point
from tests.fakes.clock import START
from tests.fakes.messaging import Published
from tests.world import AREA, World

SERVICE = "courier"
_STANDING = ("sweep", "snapshot_areas", "learn_acceptance", "learn_etas")
_LIVE = ("watch", "learn_demand")
"""Schedules that are part of the live loops, by the service's name."""
_EVERY_S = {"learn_acceptance": 300, "learn_etas": 300, "learn_demand": 300}
_EVERY_USUALLY_S = 60
_SILENCED = (
    ("muster.services.report_track", "follow_track"),
    ("muster.services.snapshot_areas", "suggest_moves"),
)
"""Where a track report and the snapshot set the live loops going."""
_PLAIN_STEPS = frozenset({"close_offers", "recheck_zone"})
"""Follow-ups in the workflow pipeline that have nothing to do with them."""


@dataclass(frozen=True)
class Schedule:
    """A service that runs by the clock."""

    name: str
    every_s: int
    run: Callable[[Any], object]


class Town(World):
    """A city's Muster; ``looped`` says whether the live loops run."""

    def __init__(self, city: City, *, looped: bool) -> None:
        """Lay out the zones."""
        super().__init__(dispatch={"matching_window_hold_s": 2})
        self.looped = looped
        self.refusals: dict[str, int] = {}
        self.first_seen: dict[str, Disruption] = {}
        """Disruptions as they were when first opened, by id and episode."""
        self.replans: list[Replan] = []
        self.around_step: Callable[[str], AbstractContextManager[bool]] = lambda _disruption: nullcontext(True)
        """Stands around each step of a recovery; one it answers False to is not taken."""
        self.do(
            ADMIN,
            "put_zone",
            zone_id="mitte",
            area_id=AREA,
            name="Mitte",
            geometry=SQUARE,
            services=[SERVICE],
            active=False,
        )
        for zone in range(ZONES_A_SIDE**2):
            self._lay_out(zone)
        self.do(ADMIN, "put_operator", uid=OPERATOR.id, role="operator", areas=[AREA])
        for rider in city.riders:
            self._admit(rider)

    def _lay_out(self, zone: int) -> None:
        geometry = {"type": "Polygon", "coordinates": [_ring(zone)]}
        named = {"zone_id": zone_id(zone), "area_id": AREA, "name": f"Zone {zone}"}
        self.do(ADMIN, "put_zone", **named, geometry=geometry, services=[SERVICE])

    def _admit(self, rider: Rider) -> None:
        granted = {"vehicle": rider.vehicle, "capacity": rider.capacity, "services": [SERVICE]}
        self.a_provider_on_duty(uid_of(rider), north_m=rider.home.north_m, east_m=rider.home.east_m, **granted)
        self.gives_phone(uid_of(rider), "provider")

    def gives_phone(self, uid: str, app: Any) -> None:
        """Register a phone under its owner's name."""
        phone = InstallationId(f"phone.{uid}")
        device = Device(
            installation_id=phone,
            owner=Uid(uid),
            app=app,
            target_kind="fid",
            target=f"fid-{uid:0>8}",
            refreshed_at=self.clock.real_now(),
        )
        self.store.seed({paths.device(phone): device})

    @property
    def now_s(self) -> float:
        """Seconds since the opening."""
        return (self.clock.now() - START).total_seconds()

    def tries(self, actor: Actor, verb: str, **fields: Any) -> dict[str, Any] | None:
        """Send a command, and take no for an answer: None when it was refused, which is counted by code."""
        try:
            return self.do(actor, verb, **fields)
        except MusterError as refusal:
            key = f"{verb}: {refusal.code.label}"
            self.refusals[key] = self.refusals.get(key, 0) + 1
            return None

    def handle(self, message: Published) -> None:
        """Let a pipeline work on one message; what belongs to the loops is dropped without them."""
        if message.topic == "workflow":
            is_live = message.payload.get("step") not in _PLAIN_STEPS
            if is_live and not self.looped:
                return
            disruption_id = message.payload.get("disruption_id")
            if disruption_id is not None:
                self._notes(disruption_id)
                self._takes(disruption_id, lambda: World.handle(self, message))
                return
        super().handle(message)

    def _takes(self, disruption_id: str, step: Callable[[], object]) -> None:
        """Take a step of a recovery, watched."""
        about = self.disruption(disruption_id).booking_id or ""
        with self.around_step(disruption_id) as goes, self.replanning(about):
            if goes:
                step()

    def _recovers_later(self, backend: Any, disruption_id: str) -> None:
        """What the sweeper weighs again is a step like any other."""
        self._takes(disruption_id, lambda: recover(backend, disruption_id))

    def _notes(self, disruption_id: str) -> None:
        one = self.disruption(disruption_id)
        self.first_seen.setdefault(f"{disruption_id}.{one.episodes}", one)

    def offer(self, offer_id: str) -> Offer:
        """A stored offer."""
        return self.store.value(paths.offer(OfferId(offer_id)), Offer)

    def disruption(self, disruption_id: str) -> Disruption:
        """A stored disruption."""
        return self.store.value(paths.disruption(DisruptionId(disruption_id)), Disruption)

    def disruptions(self) -> list[Disruption]:
        """All of them, as they are now."""
        return list(self.store.documents(collection_names.DISRUPTIONS, Disruption).values())

    def triage_states(self) -> dict[str, int]:
        """How often each kind of waiting item came to which end."""
        items = self.store.documents(collection_names.TRIAGE, Triage).values()
        return dict(Counter(f"{item.kind.value}: {item.state.value}" for item in items))

    @contextmanager
    def replanning(self, booking_id: str) -> Iterator[None]:
        """Watch what happens to everybody's plan while something is done about a booking."""
        before = self._plans(booking_id)
        yield
        replan = replan_of(booking_id, before, self._plans(booking_id))
        if replan is not None:
            self.replans.append(replan)

    def _plans(self, booking_id: str) -> Plans:
        return plans_of(self.store.documents(collection_names.PROVIDERS, Provider).values(), booking_id)

    def schedules(self) -> list[Schedule]:
        """All that runs by the clock here."""
        names = (*_STANDING, *_LIVE) if self.looped else _STANDING
        found = ((name, _service(name)) for name in names)
        return [Schedule(name, _EVERY_S.get(name, _EVERY_USUALLY_S), run) for name, run in found if run]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Run the services, without the loops in them if there shall be none."""
        with ExitStack() as stack:
            for module, name in () if self.looped else _SILENCED:
                stack.enter_context(patch(f"{module}.{name}", _nothing))
            stack.enter_context(patch("muster.services.sweep.recover", self._recovers_later))
            yield


def _nothing(*_args: object, **_named: object) -> None:
    return None


def _service(name: str) -> Callable[[Any], object] | None:
    try:
        module = importlib.import_module(f"muster.services.{name}")
    except ModuleNotFoundError:
        return None
    found: Callable[[Any], object] = getattr(module, name)
    return found


def uid_of(rider: Rider) -> str:
    """The rider's account."""
    return f"rider-{rider.number}"


def rider_actor(rider: Rider) -> Actor:
    """The rider as a signed-in person."""
    return Actor(kind=ActorKind.PROVIDER, id=uid_of(rider), areas=(AREA,))


def zone_id(zone: int) -> str:
    """The zone's id."""
    return f"zone-{zone:02}"


def point_of(place: Place) -> LatLng:
    """Where on the globe a place of the city is."""
    return a_point(place.north_m, place.east_m)


def place_of(point: LatLng) -> Place:
    """The other way round."""
    origin, unit = CENTRE, a_point(1.0, 1.0)
    return Place((point.lat - origin.lat) / (unit.lat - origin.lat), (point.lng - origin.lng) / (unit.lng - origin.lng))


def _ring(zone: int) -> Sequence[tuple[float, float]]:
    width_m = SIDE_M / ZONES_A_SIDE
    row, column = divmod(zone, ZONES_A_SIDE)
    south_m, west_m = row * width_m - SIDE_M / 2, column * width_m - SIDE_M / 2
    corners = ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))
    points = [a_point(south_m + north * width_m, west_m + east * width_m) for north, east in corners]
    return [(point.lng, point.lat) for point in points]
