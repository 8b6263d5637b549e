"""Notifications: tell the devices of those whom an event concerns, once."""

from collections.abc import Sequence
from datetime import timedelta

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.gathering import booking_of, existing
from shared import paths
from shared.messages.events import TimelineEvent
from shared.models.booking import Booking
from shared.models.change import create
from shared.models.device import Delivery, Device, PushMessage
from shared.models.supply import Suggestion
from shared.notify.policy import Audience, Notice, message_of, notices_for, suggestion_message
from shared.units import Uid

_SILENT_AFTER = timedelta(days=30)
_MOST_PEOPLE = 30
_KEPT = timedelta(days=30)


def notify_people(backend: Backend, events: Sequence[TimelineEvent]) -> int:
    """Send what the policy says about the events of one commit.

    A delivery record with a deterministic id marks what was sent; a crash between sending and marking repeats a push with
    the same ``nid``, which the phone drops.

    Returns:
        How many messages were sent.
    """
    if not events:
        return 0
    booking = booking_of(backend, events[0].booking_id).value
    addressed = [
        (recipient, message_of(notice, booking, recipient))
        for notice in notices_for(events, booking, backend.clock.now())
        for recipient in _recipients(backend, notice, booking)
    ]
    return _deliver(backend, addressed)


def notify_of_suggestion(backend: Backend, suggestion_id: str) -> int:
    """Tell a provider of a suggestion to move, while it is open; gives how many messages were sent."""
    suggestion = existing(backend, paths.suggestion(suggestion_id), Suggestion).value
    message = suggestion_message(suggestion, backend.clock.now())
    return _deliver(backend, [(suggestion.provider_id, message)] if message else [])


def _recipients(backend: Backend, notice: Notice, booking: Booking) -> list[Uid]:
    if notice.audience is Audience.OPERATORS:
        return [Uid(uid) for uid in backend.store.operators_of(booking.area_id)][:_MOST_PEOPLE]
    return [notice.recipient] if notice.recipient else []


def _deliver(backend: Backend, addressed: Sequence[tuple[Uid, PushMessage]]) -> int:
    if not addressed:
        return 0
    devices = _devices(backend, {recipient for recipient, _ in addressed})
    reachable = [(uid, message) for uid, message in addressed if devices.get(uid)]
    if not reachable:
        return 0
    done = backend.store.get_many([paths.delivery(message.nid) for _, message in reachable], Delivery)
    fresh = [(uid, message) for uid, message in reachable if paths.delivery(message.nid) not in done]
    for uid, message in fresh:
        _send(backend, uid, message, devices[uid])
    return len(fresh)


def _devices(backend: Backend, uids: set[Uid]) -> dict[Uid, list[Device]]:
    silent_before = backend.clock.real_now() - _SILENT_AFTER
    found: dict[Uid, list[Device]] = {}
    ordered = sorted(uids)
    for start in range(0, len(ordered), _MOST_PEOPLE):
        for device in backend.store.devices_of(ordered[start : start + _MOST_PEOPLE]):
            if device.value.refreshed_at >= silent_before:
                found.setdefault(device.value.owner, []).append(device.value)
    return found


def _send(backend: Backend, recipient: Uid, message: PushMessage, devices: list[Device]) -> None:
    outcomes = backend.push.send(message, devices)
    real_now = backend.clock.real_now()
    delivery = Delivery(
        nid=message.nid,
        recipient=recipient,
        message=message,
        installations=tuple(device.installation_id for device in devices),
        outcomes={device.installation_id: outcomes.get(device.installation_id, "unknown") for device in devices},
        recorded_at=real_now,
        expires_at=real_now + _KEPT,
    )
    try:
        backend.store.commit([create(paths.delivery(message.nid), delivery)])
    except (CommitLost, CommitUnknown):
        backend.log.step("record_delivery", "already_recorded", booking_id=message.booking_id, kind=message.kind)
