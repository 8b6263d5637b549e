"""A busy city for the console: open bookings, a fleet in snapshots and zones, alike but for where and how they stand.

What is stored is modelled on one real booking of the backend; what changes it are real commits to Firestore.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from benchmarks.fleet import CITY_RADIUS_M, offset
from benchmarks.town import SERVICE, Town
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.base import Document
from shared.models.booking import Booking, BookingState
from shared.models.change import put
from shared.models.facts import FleetEntry, FleetSnapshot, ZoneState
from shared.models.place import LatLng
from shared.models.stop import StopState
from shared.models.supply import SupplyLevel
from shared.models.triage import Triage, TriageKind, TriageState
from shared.units import AreaId, BookingId, TriageId, Uid, ZoneId
from simulator.business_clock import real_now

PER_SNAPSHOT = 200
ZONE_ROWS, ZONE_SIDE_DEG = 4, 0.024
STEP_M = 60.0
"""What a bicycle rides between two snapshots."""
IDLE_SHARE, WAITING_SHARE = 0.4, 0.15
_BATCH = 400
_STATES = (BookingState.ASSIGNED, BookingState.IN_PROGRESS)
_STOP_STATES = (StopState.PENDING, StopState.ENROUTE, StopState.ARRIVED)


@dataclass
class City:
    """What the console looks at; each method that changes something is one commit."""

    town: Town
    lot: random.Random
    bookings: list[Booking]
    fleet: list[FleetEntry]
    zones: tuple[ZoneId, ...]
    opened: int = 0
    _triage: Triage | None = field(default=None)

    def progress_any(self) -> None:
        """Let any booking but the first come one step further, with a new forecast."""
        number = self.lot.randrange(1, len(self.bookings))
        self.bookings[number] = changed = _progressed(self.bookings[number], self.lot)
        self.commit({paths.booking(changed.booking_id): changed})

    def give_first(self, provider_id: str) -> None:
        """Give the most pressing booking to somebody else."""
        first = self.bookings[0]
        if first.assignment is None:
            raise LookupError(first.booking_id)
        held = first.assignment.model_copy(update={"provider_id": Uid(provider_id)})
        changed = first.model_copy(update={"assignment": held, "version": first.version + 1})
        self.bookings[0] = changed
        self.commit({paths.booking(changed.booking_id): changed})

    def take_snapshots(self, idle: int | None = None) -> None:
        """Let everybody ride on, and store all snapshots; ``idle`` says how many are idle now."""
        self.fleet = [_ridden(entry, self.lot) for entry in self.fleet]
        if idle is not None:
            self.fleet = [_working(entry, is_idle=i < idle) for i, entry in enumerate(self.fleet)]
        self.commit(self._snapshots())

    def count_zones(self) -> None:
        """Store a new reading of every zone."""
        self.commit({paths.zone_state(zone): _reading(zone, self.town.area_id, self.lot) for zone in self.zones})

    @property
    def next_triage(self) -> str:
        """The booking that the next item for the operator is about."""
        return f"wait-{self.opened + 1:04d}"

    def open_triage(self) -> None:
        """Close what waits for the operator and let something else wait."""
        about = self.next_triage
        self.opened += 1
        moot = {} if self._triage is None else _one(self._triage.model_copy(update={"state": TriageState.MOOT}))
        self._triage = _waiting(about, self.opened, self.town.area_id)
        self.commit({**moot, **_one(self._triage)})

    def commit(self, documents: Mapping[str, Document]) -> None:
        """Store documents in one commit, the way the backend does."""
        FirestoreStore(self.town.server).commit([put(path, document) for path, document in documents.items()])

    def store_all(self) -> None:
        """Store everything, some hundred documents at a time."""
        documents: dict[str, Document] = {paths.booking(one.booking_id): one for one in self.bookings}
        documents |= self._snapshots()
        waiting = list(documents.items())
        for start in range(0, len(waiting), _BATCH):
            self.commit(dict(waiting[start : start + _BATCH]))
        self.count_zones()
        self.open_triage()

    def _snapshots(self) -> dict[str, Document]:
        area_id, at = self.town.area_id, real_now()
        slices = [tuple(self.fleet[i : i + PER_SNAPSHOT]) for i in range(0, len(self.fleet), PER_SNAPSHOT)]
        return {
            paths.fleet_snapshot(area_id, number): FleetSnapshot(
                area_id=AreaId(area_id), number=number, providers=entries, taken_at=at
            )
            for number, entries in enumerate(slices)
        }


def build(town: Town, bookings: int, providers: int, seed: int = 1) -> City:
    """Make the city from one booking that the backend has taken and given to somebody, and store it."""
    lot = random.Random(seed)
    model = _model(town)
    city = City(
        town,
        lot,
        [_like(model, number, town.centre, lot) for number in range(bookings)],
        [_provider(number, town.centre, lot) for number in range(providers)],
        _zones(town),
    )
    city.store_all()
    return city


def _model(town: Town) -> Booking:
    ada = town.provider("ada")
    booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="to begin with")
    found = FirestoreStore(town.server).get(paths.booking(booking_id), Booking)
    if found is None:
        raise LookupError(booking_id)
    town.admin.call("cancel_booking", booking_id=booking_id, reason="was a model only")
    return found.value


def _zones(town: Town) -> tuple[ZoneId, ...]:
    ids = [f"{town.area_id}-{row}{column}" for row in range(ZONE_ROWS) for column in range(ZONE_ROWS)]
    for zone_id in ids:
        row, column = int(zone_id[-2]), int(zone_id[-1])
        south = town.centre.lat + (row - ZONE_ROWS / 2) * ZONE_SIDE_DEG
        west = town.centre.lng + (column - ZONE_ROWS / 2) * ZONE_SIDE_DEG * 1.5
        north, east = south + ZONE_SIDE_DEG, west + ZONE_SIDE_DEG * 1.5
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        named = {"zone_id": zone_id, "area_id": town.area_id, "name": f"Quarter {zone_id[-2:]}"}
        town.admin.call("put_zone", **named, geometry=shape, services=[SERVICE], priority=10)
    return tuple(ZoneId(zone_id) for zone_id in ids)


def _like(model: Booking, number: int, centre: LatLng, lot: random.Random) -> Booking:
    """One booking of many; the first is the most pressing, and some have nobody yet."""
    points = {stop.stop_id: _somewhere(centre, lot) for stop in model.terms.stops}
    due = timedelta(minutes=-60 if number == 0 else lot.uniform(10, 50))
    window = model.terms.promise.window
    window = window.model_copy(update={"start_at": window.start_at + due, "end_at": window.end_at + due})
    terms = model.terms.model_copy(update={"promise": model.terms.promise.model_copy(update={"window": window})})
    is_waiting = number > 0 and lot.random() < WAITING_SHARE
    update: dict[str, Any] = {"booking_id": BookingId(f"busy-{number:04d}"), "terms": terms}
    if is_waiting or model.assignment is None:
        update |= {"assignment": None, "state": BookingState.SEARCHING}
    else:
        held = model.assignment.model_copy(update={"provider_id": Uid(f"rider-{number:04d}")})
        update |= {"assignment": held, "state": lot.choice(_STATES)}
    return model.model_copy(update=update).with_points(points)


def _progressed(booking: Booking, lot: random.Random) -> Booking:
    update: dict[str, Any] = {"version": booking.version + 1}
    first, *others = booking.terms.stops
    stops = (first.model_copy(update={"state": lot.choice(_STOP_STATES)}), *others)
    update["terms"] = booking.terms.model_copy(update={"stops": stops})
    if booking.assignment is not None:
        shift = timedelta(seconds=lot.uniform(-60, 60))
        ends = {"predicted_end_at": booking.assignment.predicted_end_at + shift}
        update |= {"assignment": booking.assignment.model_copy(update=ends), "state": lot.choice(_STATES)}
    return booking.model_copy(update=update)


def _provider(number: int, centre: LatLng, lot: random.Random) -> FleetEntry:
    place = _somewhere(centre, lot)
    return FleetEntry(
        provider_id=f"rider-{number:04d}",
        lat=place.lat,
        lng=place.lng,
        accuracy_m=8.0,
        duty="online",
        work="idle" if lot.random() < IDLE_SHARE else "busy",
        link=lot.choices(("fresh", "stale", "lost"), (94, 5, 1))[0],
        vehicle="bicycle",
        seen_at=real_now(),
    )


def _ridden(entry: FleetEntry, lot: random.Random) -> FleetEntry:
    place = offset(
        LatLng(lat=entry.lat, lng=entry.lng), north_m=lot.uniform(-STEP_M, STEP_M), east_m=lot.uniform(-STEP_M, STEP_M)
    )
    return entry.model_copy(update={"lat": place.lat, "lng": place.lng, "seen_at": real_now()})


def _working(entry: FleetEntry, *, is_idle: bool) -> FleetEntry:
    return entry.model_copy(update={"work": "idle" if is_idle else "busy", "link": "fresh"})


def _somewhere(centre: LatLng, lot: random.Random) -> LatLng:
    reach = CITY_RADIUS_M
    return offset(centre, north_m=lot.uniform(-reach, reach), east_m=lot.uniform(-reach, reach))


def _reading(zone_id: ZoneId, area_id: str, lot: random.Random) -> ZoneState:
    return ZoneState(
        zone_id=zone_id,
        area_id=AreaId(area_id),
        waiting=lot.randrange(12),
        active=lot.randrange(40),
        idle_providers=lot.randrange(30),
        pressure=round(lot.uniform(0, 2), 2),
        level=lot.choice(tuple(SupplyLevel)),
        computed_at=real_now(),
    )


def _waiting(about: str, number: int, area_id: str) -> Triage:
    return Triage(
        triage_id=TriageId(f"triage-{about}"),
        area_id=AreaId(area_id),
        kind=TriageKind.SEARCH_FAILING,
        booking_id=BookingId(about),
        severity="critical",
        reason="nobody_took_it",
        fallback="keep_searching",
        opened_at=real_now(),
        deadline_at=real_now() + timedelta(minutes=5, seconds=number),
    )


def _one(triage: Triage) -> dict[str, Document]:
    return {paths.triage(triage.triage_id): triage}
