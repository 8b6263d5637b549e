"""What must hold of a small Muster at any time, and what must hold once all is quiet; each breach is a sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from shared import collection_names, paths
from shared.booking.timeline import differences
from shared.messages.events import (
    BookingAssigned,
    HandOverAgreed,
    HandOverTaken,
    OffersExpired,
    RecoveryExecuted,
    TimelineEvent,
)
from shared.models.booking import Booking, BookingState
from shared.models.change import CommitRecord
from shared.models.disruption import Disruption, DisruptionState, RecoveryAction
from shared.models.offer import Offer
from shared.models.provider import LiveAssignment, Provider
from shared.models.triage import Triage, TriageState
from shared.recovery.episodes import AFTERMATH
from shared.units import BookingId, OfferId, Uid
from tests.world import World

HELD = {BookingState.ASSIGNED, BookingState.IN_PROGRESS}
NOTHING_DONE = {RecoveryAction.WAIT, RecoveryAction.REVIEW}
"""Answers after which a booking is as it was."""


def violations(world: World) -> list[str]:
    """Whatever is broken now, between any two commits."""
    bookings = {b.booking_id: b for b in world.store.documents(collection_names.BOOKINGS, Booking).values()}
    providers = {p.provider_id: p for p in world.store.documents(collection_names.PROVIDERS, Provider).values()}
    offers = {o.offer_id: o for o in world.store.documents(collection_names.OFFERS, Offer).values()}
    return [
        *_timelines(world, bookings, offers),
        *_owners(bookings, providers),
        *_loads(bookings, providers),
        *_open_offers(bookings, providers, offers),
        *_live(world, bookings),
        *_waiting(world, bookings),
        *_recoveries(world),
        *_escalations(world),
        *_goods(world, bookings),
    ]


def overdue(world: World, patience_s: float) -> list[str]:
    """What was to be over by itself and is not, so long after it could have been: it needs schedules that ran meanwhile."""
    bookings = {b.booking_id: b for b in _bookings(world)}
    before = world.clock.now() - timedelta(seconds=patience_s)
    return [
        f"{one.disruption_id} is open though {one.booking_id} ended at {booking.ended_at}"
        for one in _disruptions(world)
        if one.is_open and one.kind not in AFTERMATH
        for booking in [bookings.get(one.booking_id) if one.booking_id else None]
        if booking and booking.ended_at and booking.ended_at < before
    ] + [*_unanswered(world, before)]


def loose_ends(world: World) -> list[str]:
    """What is left undone although every message, timer and sweep has run."""
    listed = {offer for b in _bookings(world) if b.search for offer in b.search.open_offers}
    offers = world.store.documents(collection_names.OFFERS, Offer).values()
    records = world.store.documents(collection_names.COMMITS, CommitRecord).values()
    return [
        *(f"offer {o.offer_id} is open but nobody's" for o in offers if o.is_open and o.offer_id not in listed),
        *(f"messages of {record.key} were never sent" for record in records if record.pending),
    ]


def unfinished(world: World) -> list[str]:
    """Bookings that still demand work."""
    return [b.booking_id for b in _bookings(world) if not b.has_ended and b.state is not BookingState.QUOTED]


def _bookings(world: World) -> list[Booking]:
    return list(world.store.documents(collection_names.BOOKINGS, Booking).values())


def _timelines(world: World, bookings: Mapping[BookingId, Booking], offers: Mapping[OfferId, Offer]) -> Iterator[str]:
    for booking in bookings.values():
        timeline = world.store.timeline(booking.booking_id)
        if differs := differences(booking, timeline):
            yield f"{booking.booking_id} is not the fold of its timeline: {sorted(differs)}"
        epochs = [event.data.epoch for event in timeline if isinstance(event.data, BookingAssigned | HandOverTaken)]
        if epochs != sorted(set(epochs)):
            yield f"{booking.booking_id} was won twice in one epoch: {epochs}"
        for event in timeline:
            yield from _deadlines(event, offers)


def _deadlines(event: TimelineEvent, offers: Mapping[OfferId, Offer]) -> Iterator[str]:
    data, at = event.data, event.occurred_at
    if isinstance(data, BookingAssigned | HandOverAgreed) and data.offer_id and at > offers[data.offer_id].deadline_at:
        yield f"{data.offer_id} was accepted after its deadline"
    if isinstance(data, OffersExpired) and any(at < offers[line.offer_id].deadline_at for line in data.offers):
        yield f"offers of {event.booking_id} expired before their deadline"


def _owners(bookings: Mapping[BookingId, Booking], providers: Mapping[Uid, Provider]) -> Iterator[str]:
    claimed = {(b, epoch, p.provider_id) for p in providers.values() for b, epoch in p.active_bookings.items()}
    held = {(b.booking_id, b.assignment_epoch, b.provider_id) for b in bookings.values() if b.state in HELD}
    for claim in sorted(claimed - held):
        yield f"{claim[2]} is stuck with {claim[0]} of epoch {claim[1]}"
    for lost in sorted(held - claimed, key=str):
        yield f"{lost[0]} of epoch {lost[1]} is nobody's though {lost[2]} holds it"
    coming = {(b, epoch, p.provider_id) for p in providers.values() for b, epoch in p.taking_over.items()}
    agreed = {
        (b.booking_id, b.assignment_epoch, b.hand_over.receiver_id)
        for b in bookings.values()
        if b.hand_over is not None and b.hand_over.receiver_id is not None
    }
    for one in sorted(coming ^ agreed, key=str):
        yield f"{one[2]} and the goods of {one[0]} do not agree on a meeting"


def _loads(bookings: Mapping[BookingId, Booking], providers: Mapping[Uid, Provider]) -> Iterator[str]:
    for provider in providers.values():
        jobs = [bookings[booking_id] for booking_id in provider.engagements]
        if provider.load != sum(job.terms.requirements.demand for job in jobs):
            yield f"{provider.provider_id} bears {provider.load}, not the demand of the jobs held"
        if provider.load > provider.capacity:
            yield f"{provider.provider_id} bears more than the capacity"
        to_do = {
            (job.booking_id, s.stop_id)
            for job in jobs
            if job.meeting is None or job.booking_id in provider.taking_over
            for s in job.stops_to_do
        }
        if Counter((s.booking_id, s.stop_id) for s in provider.route) != Counter(to_do):
            yield f"{provider.provider_id} has a plan that is not the stops to do"


def _open_offers(
    bookings: Mapping[BookingId, Booking], providers: Mapping[Uid, Provider], offers: Mapping[OfferId, Offer]
) -> Iterator[str]:
    counted = Counter(offer.provider_id for offer in offers.values() if offer.is_open)
    for provider in providers.values():
        if provider.open_offers != counted[provider.provider_id]:
            yield f"{provider.provider_id} counts {provider.open_offers} offers, {counted[provider.provider_id]} are open"
        if provider.open_offers > provider.max_open_offers:
            yield f"{provider.provider_id} was asked too often at once"
    for booking in bookings.values():
        for offer_id in booking.search.open_offers if booking.search else ():
            if not offers[offer_id].is_open or offers[offer_id].epoch != booking.assignment_epoch:
                yield f"{booking.booking_id} lists {offer_id}, which is closed or of another epoch"


def _live(world: World, bookings: Mapping[BookingId, Booking]) -> Iterator[str]:
    there = set(world.store.documents(collection_names.LIVE, LiveAssignment))
    due = {paths.live(b.booking_id, b.assignment_epoch) for b in bookings.values() if b.state in HELD}
    if there != due:
        yield f"live documents left {sorted(there - due)} or missing {sorted(due - there)}"


def _disruptions(world: World) -> list[Disruption]:
    return list(world.store.documents(collection_names.DISRUPTIONS, Disruption).values())


def _recoveries(world: World) -> Iterator[str]:
    """What is said to have been done about a booking stands on its timeline, and what stands there was noticed."""
    known = {one.disruption_id: one for one in _disruptions(world)}
    told = [
        (event.data.disruption_id, event.data.action, event.occurred_at, event.data.provider_id)
        for booking in _bookings(world)
        for event in world.store.timeline(booking.booking_id)
        if isinstance(event.data, RecoveryExecuted)
    ]
    for one in known.values():
        done = one.recovery
        is_told = done is None or (one.disruption_id, done.action, done.executed_at, done.provider_id) in told
        if one.booking_id is not None and not is_told and done and done.action not in NOTHING_DONE:
            yield f"{one.disruption_id} was met by {done.action.value}, of which its booking's timeline says nothing"
    for (disruption_id, *_), count in Counter(told).items():
        if disruption_id not in known or count > 1:
            yield f"a timeline tells {count} times of a recovery from {disruption_id}"


def _escalations(world: World) -> Iterator[str]:
    triage = world.store.documents(collection_names.TRIAGE, Triage)
    for one in _disruptions(world):
        if one.state is DisruptionState.ESCALATED:
            item = triage.get(paths.triage(one.triage_id)) if one.triage_id else None
            if item is None or item.state is not TriageState.OPEN:
                yield f"{one.disruption_id} waits for an answer that nobody is asked for"


def _unanswered(world: World, before: datetime) -> Iterator[str]:
    """Triage items past their deadline, or of a disruption that is over."""
    known = {one.disruption_id: one for one in _disruptions(world)}
    for item in world.store.documents(collection_names.TRIAGE, Triage).values():
        about = known.get(item.disruption_id) if item.disruption_id else None
        is_moot = about is not None and not about.is_open and about.ended_at is not None and about.ended_at < before
        if item.state is TriageState.OPEN and (item.deadline_at < before or is_moot):
            yield f"{item.triage_id} is open still, past its deadline or its disruption's end"


def _waiting(world: World, bookings: Mapping[BookingId, Booking]) -> Iterator[str]:
    triage = world.store.documents(collection_names.TRIAGE, Triage)
    for booking in bookings.values():
        search = booking.search
        if booking.state is BookingState.SCHEDULED and booking.release_at is None:
            yield f"{booking.booking_id} is scheduled for no time"
        if booking.state is BookingState.SEARCHING and search is None:
            yield f"{booking.booking_id} searches without a search"
        if booking.state is BookingState.AWAITING_APPROVAL:
            item = triage.get(paths.triage(search.triage_id)) if search and search.triage_id else None
            if item is None or item.state is not TriageState.OPEN:
                yield f"{booking.booking_id} waits for an answer that nobody is asked for"
        if not booking.is_asking and search is not None and search.open_offers:
            yield f"{booking.booking_id} offers itself though {booking.state.value}"


def _goods(world: World, bookings: Mapping[BookingId, Booking]) -> Iterator[str]:
    """Goods on board are somebody's, and whatever is to happen to them has somebody, or a time, that goes on with it."""
    disruptions = {one.disruption_id: one for one in _disruptions(world)}
    for booking in bookings.values():
        if booking.on_board and not booking.has_ended and booking.provider_id is None:
            yield f"the goods of {booking.booking_id} are nobody's"
        hand_over = booking.hand_over
        if hand_over is None:
            continue
        behind = disruptions.get(hand_over.disruption_id)
        if behind is None or not behind.is_open or (behind.judge_at is None and behind.triage_id is None):
            yield f"the hand-over of {booking.booking_id} is one that nobody goes on with"
