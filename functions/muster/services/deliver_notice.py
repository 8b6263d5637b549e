"""Deliver one notice to a chunk of devices: send, act on each answer, and write down what became of it.

The record is written after sending. A crash in between sends again under the same ids, and the phones drop the copies; the other
way round would lose messages. Trying again is a timer, and the sweeper's work when the timer is lost: nothing sleeps here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.ports.backend import Backend
from muster.services.execution import kept, look_again
from shared import paths
from shared.models.booking import Booking
from shared.models.change import Versioned, Write, create, erase, replace
from shared.models.device import Device
from shared.models.push import Delivery, Envelope, Target, TargetState
from shared.notify.reach import reaches
from shared.notify.retrying import drop_at, next_try
from shared.notify.sparing import AT_ONCE, Pacing
from shared.notify.verdicts import Alert, Do, Verdict, verdict_on
from shared.notify.writing import Matter, delivery_id, fault_of, message_for, nid_of

RETRY_QUEUE = "retrypush"
_KEPT = timedelta(days=30)
_STATES = {
    Do.DONE: TargetState.SENT,
    Do.DELETE: TargetState.GONE,
    Do.QUARANTINE: TargetState.QUARANTINED,
    Do.DROP: TargetState.REFUSED,
    Do.RETRY: TargetState.PENDING,
}


@dataclass(frozen=True)
class Chunk:
    """Devices that one record is kept for; ``key`` names them the same way each time."""

    key: str
    devices: Sequence[Versioned[Device]]


def reached(backend: Backend, devices: Sequence[Versioned[Device]], kind: str) -> list[Versioned[Device]]:
    """Those of the devices that a kind of message goes to now."""
    real_now = backend.clock.real_now()
    return [one for one in devices if reaches(one.value, kind, real_now)]


def was_told(backend: Backend, matter: Matter, key: str) -> bool:
    """Whether there is a record of telling a matter to the chunk of that key."""
    return backend.store.get(paths.delivery(delivery_id(matter.name, matter.kind, key)), Delivery) is not None


def deliver_notice(
    backend: Backend, matter: Matter, chunk: Chunk, booking: Booking | None, pacing: Pacing = AT_ONCE
) -> Delivery | None:
    """Deliver a matter to a chunk of devices, once.

    Args:
        backend: the ports.
        matter: what to say.
        chunk: whom to say it to: at most 500 devices.
        booking: what it is about, as it is now.
        pacing: whether to hold it back first, or to leave it, for a recipient who has just heard something.

    Returns:
        The record; None when it was delivered before, or there is nobody to tell.
    """
    if not chunk.devices or was_told(backend, matter, chunk.key):
        return None
    return deliver_first(backend, matter, chunk, booking, pacing)


def deliver_first(
    backend: Backend, matter: Matter, chunk: Chunk, booking: Booking | None, pacing: Pacing = AT_ONCE
) -> Delivery | None:
    """Deliver a matter to a chunk, of which there are devices, that the caller knows was not told before."""
    fresh = _fresh(matter, chunk, backend.clock.real_now())
    if pacing.needless:
        told = _closed(fresh, TargetState.MOOT, pacing.needless)
    elif pacing.wait_s:
        due = fresh.recorded_at + timedelta(seconds=pacing.wait_s)
        told = fresh.model_copy(update={"state": "retrying", "retry_at": due})
    else:
        told = try_delivery(backend, fresh, matter, chunk.devices, booking)
    return _kept(backend, create(paths.delivery(told.delivery_id), told), told)


def _fresh(matter: Matter, chunk: Chunk, real_now: datetime) -> Delivery:
    targets = tuple(
        Target(
            recipient=one.value.owner,
            installation_id=one.value.installation_id,
            nid=nid_of(matter.name, matter.kind, one.value.owner, one.value.installation_id),
        )
        for one in chunk.devices
    )
    return Delivery(
        delivery_id=delivery_id(matter.name, matter.kind, chunk.key),
        event_id=matter.event_id,
        kind=matter.kind,
        area_id=matter.area_id,
        ids=dict(matter.ids),
        recipients=tuple(sorted({target.recipient for target in targets})),
        targets=targets,
        happened_at=matter.happened_at,
        matters_until=matter.expires_at,
        drop_at=drop_at(real_now, (matter.expires_at - real_now).total_seconds()),
        recorded_at=real_now,
        expires_at=real_now + _KEPT,
    )


def retry_delivery(
    backend: Backend,
    held: Versioned[Delivery],
    matter: Matter,
    devices: Sequence[Versioned[Device]],
    booking: Booking | None,
) -> Delivery | None:
    """Try what is pending of a delivery again, and write down what became of it."""
    tried = try_delivery(backend, held.value, matter, devices, booking)
    return _kept(backend, replace(held, tried), tried)


def close_delivery(backend: Backend, held: Versioned[Delivery], state: TargetState, code: str) -> None:
    """End a delivery of which the rest is of no use any more; ``code`` says why."""
    done = _closed(held.value, state, code)
    _kept(backend, replace(held, done), done)


def _closed(delivery: Delivery, state: TargetState, code: str) -> Delivery:
    targets = tuple(
        target.model_copy(update={"state": state, "code": code}) if target.state is TargetState.PENDING else target
        for target in delivery.targets
    )
    return delivery.model_copy(update={"targets": targets, "state": "done", "retry_at": None})


def try_delivery(
    backend: Backend,
    delivery: Delivery,
    matter: Matter,
    devices: Sequence[Versioned[Device]],
    booking: Booking | None,
) -> Delivery:
    """Send what is pending to the devices that are still there, and say where each stands then."""
    real_now = backend.clock.real_now()
    by_id = {one.value.installation_id: one for one in devices}
    pending = [one for one in delivery.targets if one.state is TargetState.PENDING and one.installation_id in by_id]
    envelopes = [
        Envelope(
            message=message_for(
                matter, (one.nid, delivery.delivery_id), by_id[one.installation_id].value, booking, real_now
            ),
            device=by_id[one.installation_id].value,
        )
        for one in pending
    ]
    verdicts = _send(backend, envelopes)
    for target, verdict in zip(pending, verdicts, strict=True):
        _act(backend, by_id[target.installation_id], verdict, real_now)
    judged = {target.nid: verdict for target, verdict in zip(pending, verdicts, strict=True)}
    targets = tuple(_judged(target, judged.get(target.nid)) for target in delivery.targets)
    sent = {"targets": targets, "sent_at": delivery.sent_at or (real_now if judged else None)}
    return _scheduled(delivery.model_copy(update=sent), list(judged.values()), real_now)


def _send(backend: Backend, envelopes: Sequence[Envelope]) -> list[Verdict]:
    """Send what the push service can take; what it can't is our own fault, and no request is made for it."""
    faults = [fault_of(one.message) for one in envelopes]
    sound = [one for one, fault in zip(envelopes, faults, strict=True) if fault is None]
    answers = iter(backend.push.send(sound) if sound else ())
    return [Verdict(Do.DROP, fault, Alert.TEAM) if fault else verdict_on(next(answers)) for fault in faults]


def _judged(target: Target, verdict: Verdict | None) -> Target:
    """A pending target whose device has gone meanwhile is gone too."""
    if target.state is not TargetState.PENDING:
        return target
    if verdict is None:
        return target.model_copy(update={"state": TargetState.GONE, "code": "NO_DEVICE"})
    changes = {"state": _STATES[verdict.do], "attempts": target.attempts + 1, "code": verdict.code}
    return target.model_copy(update=changes)


def _scheduled(delivery: Delivery, verdicts: Sequence[Verdict], real_now: datetime) -> Delivery:
    """Set the next try, if there is anything left to try and time for it."""
    pending = [target for target in delivery.targets if target.state is TargetState.PENDING]
    if not pending:
        return delivery.model_copy(update={"state": "done", "retry_at": None})
    pause_s = max((verdict.not_before_s for verdict in verdicts if verdict.do is Do.RETRY), default=0.0)
    attempts = max(target.attempts for target in pending)
    due = next_try(delivery.delivery_id, attempts, real_now, pause_s, delivery.drop_at)
    if due is not None:
        return delivery.model_copy(update={"state": "retrying", "retry_at": due})
    dead = _closed(delivery, TargetState.EXPIRED, pending[0].code or "EXPIRED")
    return dead.model_copy(update={"state": "dead"})


def _act(backend: Backend, device: Versioned[Device], verdict: Verdict, real_now: datetime) -> None:
    """Do what a verdict says about a registration, if it is still the one that was sent to; raise its alert."""
    if verdict.alert is not None:
        backend.log.step("push", f"alert_{verdict.alert.value}", code=verdict.code, app=device.value.app)
    if verdict.do is Do.DELETE:
        kept(backend, erase(device), "forget_device", "refreshed_meanwhile")
    if verdict.do is Do.QUARANTINE:
        shut = device.value.model_copy(update={"quarantined_at": real_now})
        kept(backend, replace(device, shut), "forget_device", "refreshed_meanwhile")


def _kept(backend: Backend, write: Write, delivery: Delivery) -> Delivery | None:
    """Write the record; whoever loses to another attempt has sent copies, which phones drop."""
    if not kept(backend, write, "record_delivery", "already_recorded", kind=delivery.kind):
        return None
    if delivery.retry_at is not None:
        payload = {"delivery_id": delivery.delivery_id}
        look_again(backend, RETRY_QUEUE, delivery.delivery_id, payload, delivery.retry_at)
    if delivery.state == "dead":
        backend.log.step("push", "dead", kind=delivery.kind, delivery_id=delivery.delivery_id)
    return delivery
