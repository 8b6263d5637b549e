"""What a booking's timeline said to whom, and in which words: the policy run again over what is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from shared.booking.timeline import fold
from shared.messages.events import TimelineEvent
from shared.models.booking import Booking
from shared.models.device import Device
from shared.models.push import PushMessage
from shared.notify.kinds import KINDS
from shared.notify.policy import Notice, notices_for
from shared.notify.writing import Matter, message_for
from shared.units import InstallationId, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message.

    Attributes:
        at: business time of the event.
        event_type: what happened.
        recipient: who was told; the group where it was one.
        kind: one of ``KINDS``.
        texts: language -> the message as a phone of that language got it.
    """

    at: datetime
    event_type: str
    recipient: str
    kind: str
    texts: Mapping[str, PushMessage]


def replay(timeline: Sequence[TimelineEvent], languages: Iterable[str], timezone: str) -> tuple[Told, ...]:
    """Give every message that a booking's events ask for, each event judged on the booking as it was then.

    What sparing did to them (held back, or left because the same was told before) is in the delivery records, not here.

    Args:
        timeline: a booking's events from the first on.
        languages: to write each message in.
        timezone: IANA name of the phones' time zone.
    """
    spoken = tuple(languages)
    return tuple(
        _told(notice, booking, commit, spoken, timezone)
        for commit, booking in _commits(timeline)
        for notice in notices_for(commit, booking, commit[-1].occurred_at)
    )


def _commits(timeline: Sequence[TimelineEvent]) -> Iterator[tuple[list[TimelineEvent], Booking]]:
    """The events that were stored together, and the booking after them."""
    known: list[TimelineEvent] = []
    for _, together in groupby(timeline, key=lambda event: (event.causation_id, event.recorded_at)):
        commit = list(together)
        known += commit
        if (booking := fold(known)) is not None:
            yield commit, booking


def _told(
    notice: Notice, booking: Booking, commit: Sequence[TimelineEvent], languages: Sequence[str], timezone: str
) -> Told:
    event = next(event for event in commit if event.event_id == notice.event_id)
    how = KINDS[notice.kind]
    at = event.occurred_at
    matter = Matter(
        event_id=notice.event_id,
        kind=notice.kind,
        area_id=booking.area_id,
        ids={"booking_id": booking.booking_id, **notice.ids},
        expires_at=notice.deadline_at or at + timedelta(seconds=how.ttl_s),
    )
    recipient = notice.recipient or how.audience.value
    texts = {
        one: message_for(matter, ("replayed", ""), _phone(recipient, one, timezone, notice.kind, at), booking, at)
        for one in languages
    }
    return Told(at=at, event_type=event.type, recipient=recipient, kind=notice.kind, texts=texts)


def _phone(owner: str, locale: str, timezone: str, kind: str, at: datetime) -> Device:
    return Device(
        installation_id=InstallationId("replayed"),
        owner=Uid(owner),
        app=KINDS[kind].app,
        target_kind="fid",
        target="replayed",
        locale=locale,
        timezone=timezone,
        refreshed_at=at,
    )
