"""Notifications: tell the devices of those whom an event concerns, each of them once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from muster.ports.backend import Backend
from muster.services.deliver_notice import Chunk, deliver_notice, reached
from muster.services.gathering import booking_of
from muster.services.notify_group import notify_group
from shared.messages.events import TimelineEvent
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.device import Device
from shared.notify.kinds import KINDS, Pace
from shared.notify.policy import Notice, notices_for
from shared.notify.sparing import AT_ONCE, LOOK_BACK, MOST_LOOKED_AT, TOLD_BEFORE, Pacing, alarm_of, news_of, pacing_of
from shared.notify.writing import Matter
from shared.units import Uid

_MOST_PEOPLE = 30


def notify_people(backend: Backend, events: Sequence[TimelineEvent]) -> int:
    """Tell what the policy says about the events of one commit.

    Returns:
        How many deliveries were made.
    """
    if not events:
        return 0
    booking = booking_of(backend, events[0].booking_id).value
    notices = notices_for(events, booking, backend.clock.now())
    happened_at = max(event.recorded_at for event in events)
    devices = _devices(backend, {notice.recipient for notice in notices if notice.recipient})
    matters = [(notice, replace(matter_of(backend, notice, booking), happened_at=happened_at)) for notice in notices]
    return sum(_tell(backend, notice, matter, booking, devices) for notice, matter in matters)


def _tell(
    backend: Backend,
    notice: Notice,
    matter: Matter,
    booking: Booking,
    devices: Mapping[Uid, Sequence[Versioned[Device]]],
) -> int:
    if notice.recipient is None:
        alarm = replace(matter, event_id=alarm_of(matter.area_id, backend.clock.real_now()))
        return notify_group(backend, alarm, booking)
    within_reach = reached(backend, devices.get(notice.recipient, ()), notice.kind)
    pacing = _pacing(backend, notice, matter) if within_reach else AT_ONCE
    if pacing is AT_ONCE:
        matter = replace(matter, told_as=news_of(notice.kind, notice.event_id, backend.clock.real_now()))
    return 1 if deliver_notice(backend, matter, Chunk(notice.recipient, within_reach), booking, pacing) else 0


def matter_of(backend: Backend, notice: Notice, booking: Booking) -> Matter:
    """Put a notice into the terms of sending: real time, and all that the app may open."""
    ttl = timedelta(seconds=KINDS[notice.kind].ttl_s)
    ends_at = backend.clock.real_at(notice.deadline_at) if notice.deadline_at else backend.clock.real_now() + ttl
    ids = {"booking_id": booking.booking_id, **notice.ids}
    return Matter(event_id=notice.event_id, kind=notice.kind, area_id=booking.area_id, ids=ids, expires_at=ends_at)


def _pacing(backend: Backend, notice: Notice, matter: Matter) -> Pacing:
    """Spare people what comes again and again, while they have just heard something of the kind."""
    if KINDS[notice.kind].pace is Pace.ALWAYS or notice.recipient is None:
        return AT_ONCE
    real_now = backend.clock.real_now()
    lately = backend.store.deliveries_to(notice.recipient, real_now - LOOK_BACK, MOST_LOOKED_AT)
    if any((one.event_id, one.kind) == (notice.event_id, notice.kind) for one in lately):
        return TOLD_BEFORE
    return pacing_of(matter, lately, real_now)


def _devices(backend: Backend, uids: set[Uid]) -> dict[Uid, list[Versioned[Device]]]:
    found: dict[Uid, list[Versioned[Device]]] = {}
    ordered = sorted(uids)
    for start in range(0, len(ordered), _MOST_PEOPLE):
        for device in backend.store.devices_of(ordered[start : start + _MOST_PEOPLE]):
            found.setdefault(device.value.owner, []).append(device)
    return found
