"""Twenty providers accept one booking at the same moment, through the accept service on Firestore's emulator.

Each round is judged by what is stored, not by what the callers were told alone: one winner, who holds the booking; a timeline
that folds to it; nobody else loaded; and every loser told why. The same race on a store that ignores preconditions, which
is what reading first and writing then comes to, shows that the judge would see a second winner.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

from benchmarks.backends import backend_on
from benchmarks.figures import Table, in_ms, percentile
from benchmarks.rival import AREA_ID, Answer, Play, accept
from benchmarks.teams import in_teams
from devtools import suite
from devtools.steps import say
from muster.adapters.firestore_client import connect
from muster.adapters.firestore_store import FirestoreStore
from muster.ports.backend import Backend
from shared import paths
from shared.booking import placing
from shared.booking.change import Moment
from shared.booking.terms import timing_of
from shared.booking.timeline import differences
from shared.dispatch.offering import Ask, deadline_for, make_offers
from shared.errors import Code
from shared.geo.cells import encode
from shared.messages.commands import PlaceBooking
from shared.messages.events import SYSTEM
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Versioned, Write, put
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.provider import Duty, Position, Provider
from shared.models.zone import ZoneMatch
from shared.units import BookingId, Uid, ZoneId

RIVALS, ROUNDS, WARM_UP, NAIVE_ROUNDS = 20, 1000, 10, 20
ALLOWED_S = 120.0
WHY = frozenset({Code.ALREADY_TAKEN, Code.OFFER_WITHDRAWN})
"""What a loser may be told."""
PLACE = LatLng(lat=48.2082, lng=16.3738)
AREA = ServiceArea(
    area_id=AREA_ID,
    name="Race",
    timezone="Europe/Vienna",
    centre=PLACE,
    dispatch=DispatchSettings(lost_after_s=86_400, stale_after_s=86_400, offer_ttl_s=600),
)

ORDER = PlaceBooking.model_validate(
    {"op_id": "race-order", "service": "repair", "stops": [{"type": "service", "point": PLACE.model_dump()}]}
)


@dataclass
class Score:
    """What became of all rounds."""

    rounds: int = 0
    took_s: float = 0.0
    faults: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    claims_s: list[float] = field(default_factory=list)
    """Of winners and losers alike."""


class NaiveStore(FirestoreStore):
    """Writes whatever it was asked to, whether or not the document changed since it was read: the mutant."""

    def commit(self, writes: Sequence[Write]) -> None:
        """Write blindly."""
        super().commit([Write(write.path, write.document) for write in writes])


class Arena:
    """Rivals who stay, and a new booking for each round."""

    def __init__(self, backend: Backend, rivals: int = RIVALS) -> None:
        """Write down area and positions."""
        self.backend = backend
        self.uids = [Uid(f"rival-{number:02d}") for number in range(rivals)]
        seen_at = backend.clock.real_now()
        positions = [_position(uid, seen_at) for uid in self.uids]
        settings = put(paths.service_area(AREA.area_id), AREA)
        backend.store.commit([settings, *(put(paths.position(p.provider_id), p) for p in positions)])

    def open(self) -> tuple[BookingId, dict[Uid, str]]:
        """Offer a new booking to all rivals, who are idle again; gives each one's offer."""
        clock, booking_id = self.backend.clock, BookingId(self.backend.ids.new("race"))
        moment = Moment(SYSTEM, clock.now(), clock.real_now(), booking_id)
        match = ZoneMatch(zone_id=ZoneId("race"), zone_version=1, area_id=AREA.area_id)
        served = placing.Served(AREA, (match,), timing_of(None, None, moment.at, 0))
        created, *rest = placing.place(ORDER, served, Uid("customer"), booking_id, moment).writes
        asks = [Ask(Versioned(paths.provider(uid), _provider(uid), None), 60) for uid in self.uids]
        made = make_offers(
            Versioned(created.path, _as_booking(created), None),
            asks,
            decision_id=None,
            deadline=deadline_for(AREA, moment.at, moment.real_at, clock.rate),
            new_id=lambda: self.backend.ids.new("off"),
            moment=moment,
        )
        self.backend.store.commit([*rest, *made.writes])
        return booking_id, dict(zip(self.uids, dict(made.result or {})["offer_ids"], strict=True))

    def judge(self, booking_id: BookingId, answers: Sequence[Answer]) -> Iterator[str]:
        """Say what is wrong after a round."""
        store = self.backend.store
        stored = store.get(paths.booking(booking_id), Booking)
        winners = [answer.uid for answer in answers if answer.refused is None]
        if len(winners) != 1 or stored is None or stored.value.provider_id != winners[0]:
            yield f"{booking_id}: told that they won: {winners}, stored: {stored and stored.value.provider_id}"
        if stored is not None and (wrong := differences(stored.value, store.timeline(booking_id))):
            yield f"{booking_id}: the timeline does not fold: {sorted(wrong)}"
        providers = store.get_many([paths.provider(uid) for uid in self.uids], Provider)
        loaded = sorted(found.value.provider_id for found in providers.values() if found.value.load)
        if loaded != sorted(winners):
            yield f"{booking_id}: loaded: {loaded}, won: {winners}"
        for answer in answers:
            if answer.refused not in {None, *WHY}:
                yield f"{booking_id}: {answer.uid} was told {answer.refused}"


def race(backend: Backend, rounds: int, rivals: int = RIVALS) -> Score:
    """Run rounds with the rivals as threads of this process, and judge each."""
    with ThreadPoolExecutor(rivals) as pool:

        def play(offers: Mapping[Uid, str]) -> list[Answer]:
            together = Barrier(rivals)
            return list(pool.map(lambda item: accept(backend, item[0], item[1], together), offers.items()))

        return referee(Arena(backend, rivals), rounds, play)


def referee(arena: Arena, rounds: int, play: Play) -> Score:
    """Run rounds by ``play`` and judge each."""
    score = Score(rounds=rounds)
    started_s = time.monotonic()
    for _ in range(rounds):
        booking_id, offers = arena.open()
        answers = play(offers)
        score.faults += arena.judge(booking_id, answers)
        score.told.update(answer.refused.label if answer.refused else "won" for answer in answers)
        score.claims_s += [answer.took_s for answer in answers]
    score.took_s = time.monotonic() - started_s
    return score


def run(rounds: int = ROUNDS) -> Table:
    """Start an emulator and race, as it is and naively."""
    with suite.run(only=("firestore",)) as running:
        say(f"Accept race: {rounds} rounds of {RIVALS}")
        client = connect(running.project_id)
        arena = Arena(backend_on(FirestoreStore(client)))
        with in_teams(running.project_id, arena.uids) as play:
            referee(arena, WARM_UP, play)
            honest = referee(arena, rounds, play)
        mutant = race(backend_on(NaiveStore(client)), NAIVE_ROUNDS)
    return _table(honest, mutant)


def _table(honest: Score, mutant: Score) -> Table:
    caught = len({fault.split(":")[0] for fault in mutant.faults})
    misses = [f"{len(honest.faults)} faults, the first: {honest.faults[0]}"] if honest.faults else []
    if honest.took_s > ALLOWED_S:
        misses.append(f"{honest.took_s:.0f} s, wanted at most {ALLOWED_S:.0f} s")
    if not caught:
        misses.append("the naive mutant was not caught")
    p50, p99 = (percentile(honest.claims_s, share) for share in (0.5, 0.99))
    rows = [
        ("rounds", f"{honest.rounds} of {RIVALS} rivals in {honest.took_s:.1f} s (wanted: at most {ALLOWED_S:.0f} s)"),
        ("told", ", ".join(f"{count} {label}" for label, count in honest.told.most_common())),
        ("faults", str(len(honest.faults))),
        ("claim latency", f"median {in_ms(p50)}, p99 {in_ms(p99)}"),
        ("naive mutant", f"caught in {caught} of {mutant.rounds} rounds"),
    ]
    numbers = {
        "rounds": honest.rounds,
        "seconds": honest.took_s,
        "told": dict(honest.told),
        "faults": honest.faults,
        "claim_s": {"median": p50, "p99": p99},
        "naive_rounds_caught": caught,
    }
    return Table("Accept race", ("", ""), rows, numbers, misses=tuple(misses))


def _as_booking(write: Write) -> Booking:
    if not isinstance(write.document, Booking):
        raise TypeError(write.path)
    return write.document


def _provider(uid: Uid) -> Provider:
    return Provider(
        provider_id=uid, name="Rival", area_id=AREA.area_id, duty=Duty.ONLINE, services=("repair",), max_open_offers=10
    )


def _position(uid: Uid, seen_at: object) -> Position:
    where = {"point": PLACE, "geohash": encode(PLACE, 9), "accuracy_m": 8.0}
    when = {"device_time": seen_at, "server_time": seen_at}
    duty = {"matchable": True, "area_id": AREA.area_id, "marks": ("repair",)}
    return Position.model_validate({"provider_id": uid, **where, **when, **duty})
