"""What must hold at the end of a run, whatever happened in it. Each check gives the breaches it finds, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from shared.booking.timeline import fold, without_points
from shared.errors import MusterError
from shared.messages.events import TimelineEvent
from shared.models.booking import OPEN_STATES, Booking, BookingState
from shared.models.provider import Provider
from simulator.evidence import Evidence

HELD = frozenset({BookingState.ASSIGNED, BookingState.IN_PROGRESS})
RELEASING = frozenset({"assignment.released", "booking.reopened"})


@dataclass(frozen=True)
class Breach:
    """A broken invariant."""

    invariant: str
    subject: str
    what: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.invariant}: {self.subject}: {self.what}"


def breaches(evidence: Evidence, slack: timedelta) -> list[Breach]:
    """Check everything.

    Args:
        evidence: what is stored.
        slack: business time that timers and sweeps may take beyond a deadline.
    """
    return [breach for check in CHECKS for breach in check(evidence, slack)]


def one_winner(evidence: Evidence, _slack: timedelta) -> Iterator[Breach]:
    """A booking is never assigned while somebody has it, and never on two lists."""
    for booking_id, timeline in evidence.timelines.items():
        if doubled := _assigned_while_held(timeline):
            yield Breach("one winner", booking_id, f"assigned again at seq {doubled} without a release")
    for booking_id, holders in _holders(evidence).items():
        if len(holders) > 1:
            yield Breach("one winner", booking_id, f"on the list of {', '.join(sorted(holders))}")


def one_acceptance(evidence: Evidence, _slack: timedelta) -> Iterator[Breach]:
    """No assignment epoch has two accepted offers."""
    accepted: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for offer in evidence.offers:
        if offer.state.value == "accepted":
            accepted[offer.booking_id, offer.epoch].add(offer.provider_id)
    for (booking_id, epoch), winners in accepted.items():
        if len(winners) > 1:
            yield Breach("one winner", booking_id, f"offers of epoch {epoch} accepted by {', '.join(sorted(winners))}")


def timeline_folds(evidence: Evidence, _slack: timedelta) -> Iterator[Breach]:
    """The stored booking is what its timeline tells."""
    for booking_id, booking in evidence.bookings.items():
        try:
            folded = fold(evidence.timelines.get(booking_id, ()))
        except (ValueError, MusterError) as fault:
            yield Breach("timeline folds", booking_id, str(fault))
            continue
        stored = without_points(booking)
        if folded is None or folded != stored:
            yield Breach("timeline folds", booking_id, f"differs in {', '.join(_differences(folded, stored))}")


def nowhere(evidence: Evidence, slack: timedelta) -> Iterator[Breach]:
    """Every open booking is accounted for: by a provider, an operator, or a deadline that has not passed."""
    waiting_items = {item.booking_id for item in evidence.triage}
    for booking_id, booking in evidence.bookings.items():
        if booking.state in OPEN_STATES | {BookingState.QUOTED}:
            missing = _unaccounted(booking, evidence, slack, is_in_triage=booking_id in waiting_items)
            if missing:
                yield Breach("booking is somewhere", booking_id, missing)


def nobody_stuck(evidence: Evidence, _slack: timedelta) -> Iterator[Breach]:
    """A provider is busy with exactly the bookings that they hold, or are to take over."""
    held: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for booking in evidence.bookings.values():
        if booking.state in HELD and booking.provider_id is not None:
            held[booking.provider_id][booking.booking_id] = booking.terms.requirements.demand
        if booking.hand_over is not None and booking.hand_over.receiver_id is not None:
            held[booking.hand_over.receiver_id][booking.booking_id] = booking.terms.requirements.demand
    for provider in evidence.providers:
        yield from _stuck(provider, held.get(provider.provider_id, {}))


def no_forgotten_offer(evidence: Evidence, slack: timedelta) -> Iterator[Breach]:
    """No button stays after the job is gone, and providers are reserved by open offers alone."""
    open_now: defaultdict[str, int] = defaultdict(int)
    for offer in evidence.offers:
        if not offer.is_open:
            continue
        open_now[offer.provider_id] += 1
        booking = evidence.bookings.get(offer.booking_id)
        if offer.deadline_at + slack < evidence.now:
            yield Breach(
                "no forgotten offer", offer.offer_id, f"open, but its deadline was {offer.deadline_at:%H:%M:%S}"
            )
        elif booking is None or (booking.has_ended and booking.ended_at and booking.ended_at + slack < evidence.now):
            yield Breach("no forgotten offer", offer.offer_id, f"open, but booking {offer.booking_id} has ended")
    for provider in evidence.providers:
        if provider.open_offers != open_now[provider.provider_id]:
            counted = f"counts {provider.open_offers} open offers, has {open_now[provider.provider_id]}"
            yield Breach("no forgotten offer", provider.provider_id, counted)


def live_ends(evidence: Evidence, _slack: timedelta) -> Iterator[Breach]:
    """A live document is there exactly while its assignment is."""
    active = {(b.booking_id, b.assignment_epoch) for b in evidence.bookings.values() if b.state in HELD}
    shown = {(live.booking_id, live.epoch) for live in evidence.live}
    for booking_id, epoch in sorted(shown - active):
        yield Breach("live ends", booking_id, f"epoch {epoch} is still shown")
    for booking_id, epoch in sorted(active - shown):
        yield Breach("live ends", booking_id, f"epoch {epoch} is active, but not shown")


def messages_leave(evidence: Evidence, _slack: timedelta) -> Iterator[Breach]:
    """Nothing waits to be sent, and nothing was given up."""
    if evidence.messages_pending:
        yield Breach("messages leave", "outbox", f"{evidence.messages_pending} commits with messages unsent")
    for letter in evidence.dead_letters:
        yield Breach("messages leave", "dead letter", letter)


Check = Callable[[Evidence, timedelta], Iterator[Breach]]
CHECKS: tuple[Check, ...] = (
    one_winner,
    one_acceptance,
    timeline_folds,
    nowhere,
    nobody_stuck,
    no_forgotten_offer,
    live_ends,
    messages_leave,
)


def _assigned_while_held(timeline: tuple[TimelineEvent, ...]) -> int | None:
    is_held = False
    for event in timeline:
        if event.type == "booking.assigned":
            if is_held:
                return event.seq
            is_held = True
        elif event.type in RELEASING:
            is_held = False
    return None


def _holders(evidence: Evidence) -> dict[str, set[str]]:
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for provider in evidence.providers:
        for booking_id in provider.active_bookings:
            holders[booking_id].add(provider.provider_id)
    return holders


def _differences(folded: Booking | None, stored: Booking) -> list[str]:
    if folded is None:
        return ["everything: there is no timeline"]
    return [name for name in Booking.model_fields if getattr(folded, name) != getattr(stored, name)]


def _unaccounted(booking: Booking, evidence: Evidence, slack: timedelta, *, is_in_triage: bool) -> str | None:
    """Say why nothing will ever happen to an open booking, or None when something will."""
    latest = evidence.now - slack
    if booking.state is BookingState.QUOTED:
        due_at = booking.quote_expires_at
    elif booking.state is BookingState.SCHEDULED:
        due_at = booking.release_at
    elif booking.state is BookingState.SEARCHING:
        due_at = booking.search.deadline_at if booking.search else None
    elif booking.state is BookingState.AWAITING_APPROVAL:
        return None if is_in_triage else "awaits approval, but no triage item is open"
    else:
        known = {provider.provider_id for provider in evidence.providers}
        return None if booking.provider_id in known else "is held, but by nobody who exists"
    if due_at is None:
        return f"{booking.state.value} without a time at which that ends"
    return f"{booking.state.value}, but that should have ended at {due_at:%H:%M:%S}" if due_at < latest else None


def _stuck(provider: Provider, held: dict[str, int]) -> Iterator[Breach]:
    listed = set(provider.engagements)
    if extra := listed - set(held):
        yield Breach("nobody stuck", provider.provider_id, f"lists {', '.join(sorted(extra))}, held by no state")
    if missing := set(held) - listed:
        yield Breach("nobody stuck", provider.provider_id, f"does not list {', '.join(sorted(missing))}")
    if provider.load != sum(held.values()):
        yield Breach("nobody stuck", provider.provider_id, f"load is {provider.load}, work is {sum(held.values())}")
    if astray := {entry.booking_id for entry in provider.route} - set(held):
        yield Breach("nobody stuck", provider.provider_id, f"route goes to {', '.join(sorted(astray))}")
