"""What the server has stored at the end of a run, read as its administrator: the ground for invariants and report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client, CollectionReference, FieldFilter, Query

from shared import collection_names
from shared.messages.events import TimelineEvent
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.offer import Offer
from shared.models.provider import LiveAssignment, Provider
from shared.models.push import Delivery
from shared.models.triage import Triage, TriageState
from simulator.feed import decoded

D = TypeVar("D", bound=Document)
Source = Query | CollectionReference


@dataclass(frozen=True)
class Evidence:
    """The stored state of a run at one business instant."""

    now: datetime
    bookings: Mapping[str, Booking] = field(default_factory=dict)
    timelines: Mapping[str, tuple[TimelineEvent, ...]] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    providers: tuple[Provider, ...] = ()
    live: tuple[LiveAssignment, ...] = ()
    triage: tuple[Triage, ...] = ()
    notifications: Mapping[str, int] = field(default_factory=dict)
    facts: int = 0
    messages_pending: int = 0
    dead_letters: tuple[str, ...] = ()

    @property
    def facts_missing(self) -> int:
        """Ended bookings that analytics has not heard of, yet or because the emulator lost the event."""
        return max(0, sum(booking.has_ended for booking in self.bookings.values()) - self.facts)


def admin_client(project_id: str) -> Client:
    """Make a client past the rules, as the server's own administrator."""
    return Client(project=project_id, credentials=AnonymousCredentials())  # type: ignore[no-untyped-call]


def gather(client: Client, now: datetime) -> Evidence:
    """Read everything that invariants and report rest on.

    Args:
        client: past the rules.
        now: business time.
    """
    letters = [doc.to_dict() or {} for doc in client.collection(collection_names.DEAD_LETTERS).stream()]
    return Evidence(
        now=now,
        bookings={
            booking.booking_id: booking for booking in _all(client.collection(collection_names.BOOKINGS), Booking)
        },
        timelines=_timelines(client),
        offers=tuple(_all(client.collection(collection_names.OFFERS), Offer)),
        providers=tuple(_all(client.collection(collection_names.PROVIDERS), Provider)),
        live=tuple(_all(client.collection(collection_names.LIVE), LiveAssignment)),
        triage=tuple(_open_triage(client)),
        notifications=_notifications(client),
        facts=count(client, collection_names.FACTS),
        messages_pending=_pending(client),
        dead_letters=tuple(
            f"{letter.get('consumer')}: {letter.get('code')} {letter.get('cause')}" for letter in letters
        ),
    )


def count(client: Client, collection: str) -> int:
    """Count a collection's documents."""
    return _counted(client.collection(collection))


def _all(query: Source, kind: type[D]) -> list[D]:
    return [decoded(kind, doc.to_dict() or {}) for doc in query.stream()]


def _counted(query: Source) -> int:
    count_query: Any = query.count()
    answer = count_query.get()
    return int(answer[0][0].value)


def _timelines(client: Client) -> dict[str, tuple[TimelineEvent, ...]]:
    events: defaultdict[str, list[TimelineEvent]] = defaultdict(list)
    for event in _all(client.collection_group(collection_names.EVENTS), TimelineEvent):
        events[event.booking_id].append(event)
    return {booking_id: tuple(sorted(told, key=lambda event: event.seq)) for booking_id, told in events.items()}


def _open_triage(client: Client) -> list[Triage]:
    is_open = FieldFilter("state", "==", TriageState.OPEN.value)
    return _all(client.collection(collection_names.TRIAGE).where(filter=is_open), Triage)


def _notifications(client: Client) -> dict[str, int]:
    return dict(Counter(delivery.kind for delivery in _all(client.collection(collection_names.DELIVERIES), Delivery)))


def _pending(client: Client) -> int:
    return _counted(client.collection(collection_names.COMMITS).where(filter=FieldFilter("pending", "==", True)))
