"""Rebalancing on against off, over seeded days in a made-up city of nine zones.

The city, its demand and its people are this module's; pressure, forecast, levels, the choice of moves and the cool-down are the
product's own pure functions, looked at once a minute as the schedule does. Dispatch is plain in both runs: the longest waiting
booking gets the nearest idle provider. On uneven days one zone at a time has several times its share of the pickups while
drop-offs go anywhere; on even days pickups go anywhere too. Both runs of a day see the same bookings.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.figures import Table, percentile
from devtools.steps import say
from shared.models.booking import Booking, BookingState, BookingTerms, CustomerState, CustomerView
from shared.models.booking import Fare, Promise, PromiseType, Search, Stop, StopType
from shared.models.facts import ZoneState
from shared.models.place import LatLng, Window
from shared.models.provider import Duty, Link, Provider, Repositioning, VehicleType
from shared.models.supply import DemandModel
from shared.models.zone import ServiceArea, Zone, ZoneGeometry
from shared.supply.capacity import Seen, travel_s
from shared.supply.demand import Want, learned
from shared.supply.pressure import Look, zone_states
from shared.supply.rebalance import plan_moves
from shared.units import AreaId, BookingId, SuggestionId, Uid, ZoneId

DAYS = 6
SIDE, ZONE_M = 3, 2500.0
PROVIDERS = 40
PER_H = 60.0
HANDLING_S = 180
HOT_SHARE, HOT_FOR = 0.5, timedelta(hours=2)
LENGTH = timedelta(hours=6)
HISTORY_DAYS = 14
ACCEPTED, ANSWERED_AFTER = 0.6, timedelta(seconds=30)
STEP = timedelta(seconds=10)
LOOK_EVERY = 6
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
SOUTH_WEST = LatLng(lat=48.15, lng=16.30)
M_PER_LAT, M_PER_LNG = 111_195.0, 74_190.0
LOWER_UNEVEN, WORSE_EVEN = 0.20, 0.02
AREA = ServiceArea(area_id=AreaId("town"), name="Town", timezone="Europe/Vienna", centre=SOUTH_WEST)
TZ = ZoneInfo(AREA.timezone)


@dataclass(frozen=True)
class Asked:
    """One booking of a day."""

    at: datetime
    pickup: LatLng
    dropoff: LatLng


@dataclass
class Person:
    """A provider of the simulation: the document that the product sees, and where they are."""

    document: Provider
    place: LatLng
    free_at: datetime
    way: tuple[LatLng, datetime, LatLng, datetime] | None = None
    asked: list[datetime] = field(default_factory=list)

    def where(self, now: datetime) -> LatLng:
        """Where they are now, on the straight way to where they move."""
        if self.way is None:
            return self.place
        start, left_at, end, there_at = self.way
        part = min(1.0, (now - left_at) / max(there_at - left_at, timedelta(seconds=1)))
        return LatLng(lat=start.lat + part * (end.lat - start.lat), lng=start.lng + part * (end.lng - start.lng))


@dataclass(frozen=True)
class Day:
    """What one simulated day gave."""

    waits_s: list[float]
    suggested: int
    most_in_cool_down: int


def run(days: int = DAYS) -> Table:
    """Simulate ``days`` seeded days of each kind, with rebalancing and without."""
    say(f"Rebalancing: {days} seeded days, uneven and even, on and off")
    results = {kind: [_pair(seed, uneven=kind == "uneven") for seed in range(days)] for kind in ("uneven", "even")}
    rows, numbers, misses = [], {}, []
    for kind, pairs in results.items():
        off = [wait for without, _ in pairs for wait in without.waits_s]
        on = [wait for _, with_ in pairs for wait in with_.waits_s]
        change = percentile(on, 0.9) / percentile(off, 0.9) - 1
        by_day = [percentile(w.waits_s, 0.9) / percentile(o.waits_s, 0.9) - 1 for o, w in pairs]
        suggested = sum(with_.suggested for _, with_ in pairs)
        most = max(with_.most_in_cool_down for _, with_ in pairs)
        numbers[kind] = {
            "bookings": len(off),
            "p90_off_s": percentile(off, 0.9),
            "p90_on_s": percentile(on, 0.9),
            "mean_off_s": sum(off) / len(off),
            "mean_on_s": sum(on) / len(on),
            "change": change,
            "change_by_day": by_day,
            "suggestions": suggested,
            "most_in_cool_down": most,
        }
        rows.append(_row(kind, numbers[kind]))
        limit = -LOWER_UNEVEN if kind == "uneven" else WORSE_EVEN
        misses += [f"{kind}: p90 wait changed by {change:+.1%}, wanted at most {limit:+.0%}"] * (change > limit)
        misses += [f"{kind}: somebody was asked {most} times within a cool-down"] * (most > 1)
    notes = f"{days} days of {LENGTH} each, {PROVIDERS} providers, {PER_H:.0f} bookings an hour; {ACCEPTED:.0%} of suggestions accepted."
    columns = ("demand", "p90 wait off", "p90 wait on", "change", "by day", "mean off", "mean on", "asked a day")
    return Table("Rebalancing, seeded", columns, rows, {**numbers, "days": days}, notes, tuple(misses))


def _row(kind: str, found: dict[str, object]) -> tuple[str, ...]:
    by_day: Sequence[float] = found["change_by_day"]  # type: ignore[assignment]
    return (
        kind,
        f"{found['p90_off_s']:.0f} s",
        f"{found['p90_on_s']:.0f} s",
        f"{found['change']:+.1%}",
        f"{min(by_day):+.1%} to {max(by_day):+.1%}",
        f"{found['mean_off_s']:.0f} s",
        f"{found['mean_on_s']:.0f} s",
        f"{found['suggestions'] / len(by_day):.0f}",  # type: ignore[operator]
    )


def _pair(seed: int, *, uneven: bool) -> tuple[Day, Day]:
    bookings = _demand(random.Random(f"day-{seed}"), START, seed, uneven=uneven)
    model = _history(seed, uneven=uneven)
    return _simulated(bookings, None, seed), _simulated(bookings, model, seed)


def _hot_zone(seed: int, at: datetime) -> tuple[int, int]:
    """Which zone is hot: the same at the same hours of each day of one seed."""
    block = at.hour // (HOT_FOR // timedelta(hours=1))
    number = random.Random(f"hot-{seed}-{block}").randrange(SIDE * SIDE)
    return divmod(number, SIDE)


def _demand(chance: random.Random, start: datetime, seed: int, *, uneven: bool) -> list[Asked]:
    bookings, at = [], start
    while True:
        at += timedelta(hours=chance.expovariate(PER_H))
        if at >= start + LENGTH:
            return bookings
        hot = uneven and chance.random() < HOT_SHARE
        row, column = _hot_zone(seed, at) if hot else divmod(chance.randrange(SIDE * SIDE), SIDE)
        bookings.append(Asked(at, _place(chance, row, column), _anywhere(chance)))


def _place(chance: random.Random, row: int, column: int) -> LatLng:
    north_m, east_m = (row + chance.random()) * ZONE_M, (column + chance.random()) * ZONE_M
    return LatLng(lat=SOUTH_WEST.lat + north_m / M_PER_LAT, lng=SOUTH_WEST.lng + east_m / M_PER_LNG)


def _anywhere(chance: random.Random) -> LatLng:
    return _place(chance, chance.randrange(SIDE), chance.randrange(SIDE))


def _zone_of(place: LatLng) -> ZoneId:
    row = int((place.lat - SOUTH_WEST.lat) * M_PER_LAT / ZONE_M)
    column = int((place.lng - SOUTH_WEST.lng) * M_PER_LNG / ZONE_M)
    return ZoneId(f"z{min(max(row, 0), SIDE - 1)}{min(max(column, 0), SIDE - 1)}")


def _zones() -> list[Zone]:
    middles = {
        f"z{row}{column}": LatLng(
            lat=SOUTH_WEST.lat + (row + 0.5) * ZONE_M / M_PER_LAT,
            lng=SOUTH_WEST.lng + (column + 0.5) * ZONE_M / M_PER_LNG,
        )
        for row in range(SIDE)
        for column in range(SIDE)
    }
    return [
        Zone(
            zone_id=ZoneId(name),
            area_id=AREA.area_id,
            name=name,
            geometry=ZoneGeometry(kind="circle", centre=middle, radius_m=ZONE_M / 2),
            centroid=middle,
        )
        for name, middle in middles.items()
    ]


def _history(seed: int, *, uneven: bool) -> DemandModel:
    """What the product would have learned from the days before, each with bookings of its own."""
    model: DemandModel | None = None
    for ago in range(HISTORY_DAYS, 0, -1):
        start = START - timedelta(days=ago)
        day = _demand(random.Random(f"history-{seed}-{ago}"), start, seed, uneven=uneven)
        wants = [Want(_zone_of(asked.pickup), asked.at, served=True, offers=1) for asked in day]
        model = learned(model, AREA.area_id, wants, since=start, until=start + timedelta(days=1), tz=TZ)
    assert model is not None
    return model


def _people(seed: int) -> list[Person]:
    chance = random.Random(f"people-{seed}")
    return [
        Person(
            Provider(
                provider_id=Uid(f"p{number:03d}"),
                name="P",
                area_id=AREA.area_id,
                duty=Duty.ONLINE,
                vehicle=VehicleType.SCOOTER,
                idle_since=START,
            ),
            _anywhere(chance),
            START,
        )
        for number in range(PROVIDERS)
    ]


def _simulated(bookings: Sequence[Asked], model: DemandModel | None, seed: int) -> Day:
    """Let a day pass; without a model nobody is asked to move."""
    town = _Town(_people(seed), _zones(), model, random.Random(f"answers-{seed}"))
    coming, now, step = list(reversed(bookings)), START, 0
    while coming or town.waiting:
        while coming and coming[-1].at <= now:
            town.waiting.append(coming.pop())
        town.dispatch(now)
        if model is not None and step % LOOK_EVERY == 0:
            town.rebalance(now)
        now, step = now + STEP, step + 1
    return Day(town.waits_s, sum(len(p.asked) for p in town.people), max(_most(p.asked) for p in town.people))


def _most(asked: Sequence[datetime]) -> int:
    cool_down = timedelta(seconds=AREA.supply.cool_down_s)
    return max((sum(at <= other < at + cool_down for other in asked) for at in asked), default=0)


@dataclass
class _Town:
    people: list[Person]
    zones: list[Zone]
    model: DemandModel | None
    chance: random.Random
    waiting: list[Asked] = field(default_factory=list)
    running: list[Asked] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    before: dict[ZoneId, ZoneState] = field(default_factory=dict)

    def dispatch(self, now: datetime) -> None:
        """Give each waiting booking, the oldest first, the nearest idle provider."""
        idle = [person for person in self.people if person.free_at <= now]
        for person in idle:
            self._is_free(person, now)
        while self.waiting and idle:
            asked = self.waiting.pop(0)
            nearest = min(idle, key=lambda p: (_way_s(p.where(now), asked.pickup), p.document.provider_id))
            idle.remove(nearest)
            self._give(nearest, asked, now)

    def _is_free(self, person: Person, now: datetime) -> None:
        if person.document.load:
            changes = {"load": 0, "active_bookings": {}, "idle_since": now, "free_at": None}
            person.document = person.document.model_copy(update=changes)

    def _give(self, person: Person, asked: Asked, now: datetime) -> None:
        there_at = now + timedelta(seconds=_way_s(person.where(now), asked.pickup))
        self.waits_s.append((there_at - asked.at).total_seconds())
        trip_s = _way_s(asked.pickup, asked.dropoff) + 2 * HANDLING_S
        person.free_at = there_at + timedelta(seconds=trip_s)
        person.place, person.way = asked.dropoff, None
        changes = {
            "load": 1,
            "active_bookings": {BookingId("b"): 1},
            "idle_since": None,
            "free_at": person.free_at,
            "zone_id": _zone_of(asked.dropoff),
        }
        person.document = person.document.model_copy(update=changes)
        self.running.append(asked)

    def rebalance(self, now: datetime) -> None:
        """Look at the area as the schedule does, and ask whom the product would ask."""
        recent = now - timedelta(hours=1)
        self.running = [asked for asked in self.running if asked.at > recent]
        open_now = [_booking(a, BookingState.SEARCHING) for a in self.waiting]
        open_now += [_booking(a, BookingState.ASSIGNED) for a in self.running]
        fleet = [self._seen(person, now) for person in self.people]
        states = zone_states(Look(AREA, self.zones, open_now, fleet, self.model, self.before), now)
        self.before = {state.zone_id: state for state in states}
        by_uid = {person.document.provider_id: person for person in self.people}
        for move in plan_moves(AREA, states, fleet, now):
            self._ask(by_uid[move.provider_id], move.to_zone, move.target, now)

    def _seen(self, person: Person, now: datetime) -> Seen:
        place = person.where(now)
        return Seen(person.document, place, Link.FRESH, _zone_of(place))

    def _ask(self, person: Person, zone_id: ZoneId, target: LatLng, now: datetime) -> None:
        person.asked.append(now)
        accepted = self.chance.random() < ACCEPTED
        start = person.where(now)
        there_at = now + ANSWERED_AFTER + timedelta(seconds=_way_s(start, target))
        if accepted:
            person.way, person.place = (start, now + ANSWERED_AFTER, target, there_at), target
        until = there_at + timedelta(minutes=10) if accepted else now + timedelta(seconds=AREA.supply.suggestion_ttl_s)
        asked = Repositioning(
            suggestion_id=SuggestionId("s"), zone_id=zone_id, asked_at=now, until=until, accepted=accepted
        )
        person.document = person.document.model_copy(update={"repositioning": asked})


def _way_s(start: LatLng, end: LatLng) -> int:
    return travel_s(start, end, AREA.dispatch.fleet_speed_mps, VehicleType.SCOOTER)


def _booking(asked: Asked, state: BookingState) -> Booking:
    """The booking as the product's functions read it."""
    window = Window(start_at=asked.at, end_at=asked.at + timedelta(hours=1))
    stop = Stop.model_construct(
        stop_id="s1", type=StopType.PICKUP, sequence=1, cell="", point=asked.pickup, zone_id=_zone_of(asked.pickup)
    )
    terms = BookingTerms.model_construct(
        service="courier",
        stops=(stop,),
        promise=Promise(type=PromiseType.ASAP, window=window),
        ready_at=asked.at,
        fare=Fare(amount_minor=0, currency="EUR"),
    )
    return Booking.model_construct(
        booking_id="b",
        customer_id="c",
        area_id=AREA.area_id,
        state=state,
        terms=terms,
        created_at=asked.at,
        version=1,
        search=Search(opened_at=asked.at, deadline_at=window.end_at),
        customer_view=CustomerView(state=CustomerState.CONFIRMED, told_at=asked.at),
    )
