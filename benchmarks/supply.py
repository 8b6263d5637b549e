"""Rebalancing on against off, over seeded days in a made-up city of nine zones.

The city, its demand and its people are made up here and in ``supply_city``; pressure, forecast, levels, the choice of moves and
the cool-down are the product's own pure functions, looked at once a minute as the schedule does. Dispatch is plain in both
runs: the longest waiting booking gets the nearest idle provider. On uneven days one zone at a time has several times its share
of the pickups while drop-offs go anywhere; on even days pickups go anywhere too. Both runs of a day see the same bookings.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from benchmarks.figures import Table, percentile
from benchmarks.supply_city import (
    AREA,
    LENGTH,
    PER_H,
    START,
    Asked,
    anywhere,
    booking_of,
    demand,
    history,
    way_s,
    zone_of,
    zones,
)
from devtools.steps import say
from shared.models.booking import BookingState
from shared.models.facts import ZoneState
from shared.models.place import LatLng
from shared.models.provider import Duty, Link, Provider, Repositioning, VehicleType
from shared.models.supply import DemandModel
from shared.models.zone import Zone
from shared.supply.capacity import Seen
from shared.supply.pressure import Look, zone_states
from shared.supply.rebalance import plan_moves
from shared.units import BookingId, SuggestionId, Uid, ZoneId

DAYS = 6
PROVIDERS = 40
ACCEPTED, ANSWERED_AFTER = 0.6, timedelta(seconds=30)
STEP = timedelta(seconds=10)
LOOK_EVERY = 6
HANDLING_S = 180
LOWER_UNEVEN, WORSE_EVEN = 0.20, 0.02


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


def _row(kind: str, found: dict[str, Any]) -> tuple[str, ...]:
    by_day: Sequence[float] = found["change_by_day"]
    return (
        kind,
        f"{found['p90_off_s']:.0f} s",
        f"{found['p90_on_s']:.0f} s",
        f"{found['change']:+.1%}",
        f"{min(by_day):+.1%} to {max(by_day):+.1%}",
        f"{found['mean_off_s']:.0f} s",
        f"{found['mean_on_s']:.0f} s",
        f"{found['suggestions'] / len(by_day):.0f}",
    )


def _pair(seed: int, *, uneven: bool) -> tuple[Day, Day]:
    bookings = demand(random.Random(f"day-{seed}"), START, seed, uneven=uneven)
    model = history(seed, uneven=uneven)
    return _simulated(bookings, None, seed), _simulated(bookings, model, seed)


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
            anywhere(chance),
            START,
        )
        for number in range(PROVIDERS)
    ]


def _simulated(bookings: Sequence[Asked], model: DemandModel | None, seed: int) -> Day:
    """Let a day pass; without a model nobody is asked to move."""
    town = _Town(_people(seed), zones(), model, random.Random(f"answers-{seed}"))
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
            nearest = min(idle, key=lambda p: (way_s(p.where(now), asked.pickup), p.document.provider_id))
            idle.remove(nearest)
            self._give(nearest, asked, now)

    def _is_free(self, person: Person, now: datetime) -> None:
        if person.document.load:
            changes = {"load": 0, "active_bookings": {}, "idle_since": now, "free_at": None}
            person.document = person.document.model_copy(update=changes)

    def _give(self, person: Person, asked: Asked, now: datetime) -> None:
        there_at = now + timedelta(seconds=way_s(person.where(now), asked.pickup))
        self.waits_s.append((there_at - asked.at).total_seconds())
        trip_s = way_s(asked.pickup, asked.dropoff) + 2 * HANDLING_S
        person.free_at = there_at + timedelta(seconds=trip_s)
        person.place, person.way = asked.dropoff, None
        changes = {
            "load": 1,
            "active_bookings": {BookingId("b"): 1},
            "idle_since": None,
            "free_at": person.free_at,
            "zone_id": zone_of(asked.dropoff),
        }
        person.document = person.document.model_copy(update=changes)
        self.running.append(asked)

    def rebalance(self, now: datetime) -> None:
        """Look at the area as the schedule does, and ask whom the product would ask."""
        recent = now - timedelta(hours=1)
        self.running = [asked for asked in self.running if asked.at > recent]
        open_now = [booking_of(a, BookingState.SEARCHING) for a in self.waiting]
        open_now += [booking_of(a, BookingState.ASSIGNED) for a in self.running]
        fleet = [self._seen(person, now) for person in self.people]
        states = zone_states(Look(AREA, self.zones, open_now, fleet, self.model, self.before), now)
        self.before = {state.zone_id: state for state in states}
        by_uid = {person.document.provider_id: person for person in self.people}
        for move in plan_moves(AREA, states, fleet, now):
            self._ask(by_uid[move.provider_id], move.to_zone, move.target, now)

    def _seen(self, person: Person, now: datetime) -> Seen:
        place = person.where(now)
        return Seen(person.document, place, Link.FRESH, zone_of(place))

    def _ask(self, person: Person, zone_id: ZoneId, target: LatLng, now: datetime) -> None:
        person.asked.append(now)
        accepted = self.chance.random() < ACCEPTED
        start = person.where(now)
        there_at = now + ANSWERED_AFTER + timedelta(seconds=way_s(start, target))
        if accepted:
            person.way, person.place = (start, now + ANSWERED_AFTER, target, there_at), target
        until = there_at + timedelta(minutes=10) if accepted else now + timedelta(seconds=AREA.supply.suggestion_ttl_s)
        asked = Repositioning(
            suggestion_id=SuggestionId("s"), zone_id=zone_id, asked_at=now, until=until, accepted=accepted
        )
        person.document = person.document.model_copy(update={"repositioning": asked})
