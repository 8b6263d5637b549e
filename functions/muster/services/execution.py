"""Doing a decision exactly once: gather, decide, commit, publish; and answering again from memory after doubt.

The happy path reads no commit record. Whenever something is not certain (a refusal, a lost race, an unknown outcome) the
record decides: if it is there, the effect happened, and its result is the answer (design rule C2 in docs/reliability.md).
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.subscriptions import is_wanted
from shared import paths
from shared.booking.change import Moment
from shared.errors import Code, MusterError, Rejected, Unavailable
from shared.messages.auditing import Deed, deed_of, entry_of
from shared.messages.commands import Command
from shared.messages.events import SYSTEM, Actor
from shared.models.change import CommitRecord, Decision, Message, Publish, Schedule, Write, create, put

_ATTEMPTS = 10
"""Races lost in a row before the caller is asked to try again; each one means that somebody else made progress."""
_KEPT = timedelta(days=8)
"""Longer than the 7 days for which any platform retries an event."""
_EARLY = timedelta(seconds=1)
"""A timer that fires this much early is in time."""


@dataclass(frozen=True)
class Once:
    """What makes a request the same one when it comes again."""

    key: str
    request_hash: str
    actor: Actor
    causation_id: str
    deed: Deed | None = None
    """What is audited of it; None for what is not."""


def for_command(actor: Actor, op_id: str, command: Command) -> Once:
    """Identify a client's command by its ``op_id``; the same id with another body is refused."""
    body = json.dumps([type(command).__name__, command.model_dump(mode="json")], sort_keys=True)
    digest = hashlib.sha256(body.encode()).hexdigest()
    deed = deed_of(actor, op_id, command)
    return Once(key=f"callable:{actor.id}:{op_id}", request_hash=digest, actor=actor, causation_id=op_id, deed=deed)


def for_system(consumer: str, key: str) -> Once:
    """Identify a step of Muster's own by its consumer and the key of what woke it."""
    return Once(key=f"{consumer}:{key}", request_hash="", actor=SYSTEM, causation_id=key)


def moment_of(backend: Backend, once: Once) -> Moment:
    """Read both clocks: call it after the documents were read, so that a deadline is judged late rather than early."""
    return Moment(once.actor, backend.clock.now(), backend.clock.real_now(), once.causation_id)


def perform(backend: Backend, once: Once, decide: Callable[[], Decision]) -> dict[str, Any]:
    """Do what ``decide`` decides, once.

    Args:
        backend: the ports.
        once: what makes the request unique.
        decide: gathers with versions and decides; runs again when the commit loses a race.

    Returns:
        The decision's result, or the stored one when the request was done before.

    Raises:
        MusterError: what ``decide`` refused, unless the request was done before.
        Rejected: ``X907 OP_ID_REUSED``.
        Unavailable: ``X908`` when no attempt got through.
    """
    for attempt in range(_ATTEMPTS):
        try:
            decision = decide()
        except MusterError:
            if (done := _remembered(backend, once)) is None:
                raise
            send(backend, done)
            return done.result
        if not decision.writes and not decision.seen:
            done = _remembered(backend, once) if once.request_hash else None
            return done.result if done else dict(decision.result or {})
        record = _record_of(backend, once, decision)
        try:
            backend.store.commit(
                (*decision.writes, *_audit(backend, once, decision), create(paths.commit(once.key), record))
            )
        except (CommitLost, CommitUnknown) as doubt:
            if _may_decide_anew(doubt, attempt) or (done := _remembered(backend, once)) is None:
                continue
            record = done
        _follow_up(backend, record)
        return record.result
    raise Unavailable(Code.UNAVAILABLE, {"attempts": _ATTEMPTS})


def _may_decide_anew(doubt: Exception, attempt: int) -> bool:
    """Whether to go on without a look at the record: after the first lost race, which is the common one.

    If it was lost to our own commit, deciding anew is refused, and then the record is looked at, or loses to it once more.
    """
    return attempt == 0 and isinstance(doubt, CommitLost)


def keep(backend: Backend, writes: Sequence[Write]) -> None:
    """Write what nothing decides on; doing it again does no harm, so a doubtful outcome is one to try again.

    Raises:
        Unavailable: ``X908``.
    """
    try:
        backend.store.commit(writes)
    except (CommitLost, CommitUnknown) as doubt:
        raise Unavailable(Code.UNAVAILABLE, {"cause": str(doubt)}) from doubt


def kept(backend: Backend, write: Write, action: str, outcome: str = "left", **fields: Any) -> bool:
    """Write one document as it was read or new, unless somebody else came first: then their word stands, and it is logged.

    Args:
        backend: the ports.
        write: with its precondition.
        action: what this is, for the log.
        outcome: what is logged when it was not written, or nobody can tell.
        **fields: further ones of the log line.

    Returns:
        Whether it is certain that it was written.
    """
    try:
        backend.store.commit([write])
    except (CommitLost, CommitUnknown):
        backend.log.step(action, outcome, **fields)
        return False
    return True


def _audit(backend: Backend, once: Once, decision: Decision) -> tuple[Write, ...]:
    """Write down who did it and why, where a person of the staff did."""
    if once.deed is None:
        return ()
    written = [write.document for write in decision.writes if write.document is not None]
    entry = entry_of(once.deed, (*written, *decision.seen), decision.result or {}, backend.clock.now())
    return (create(paths.audit(entry.entry_id), entry),)


def _record_of(backend: Backend, once: Once, decision: Decision) -> CommitRecord:
    committed_at = backend.clock.real_now()
    messages = tuple(message for message in decision.messages if is_wanted(backend, message))
    return CommitRecord(
        key=once.key,
        request_hash=once.request_hash,
        result=dict(decision.result or {}),
        messages=messages,
        pending=any(isinstance(message, Publish) for message in messages),
        committed_at=committed_at,
        expires_at=committed_at + _KEPT,
    )


def _remembered(backend: Backend, once: Once) -> CommitRecord | None:
    found = backend.store.get(paths.commit(once.key), CommitRecord)
    if found is None:
        return None
    if found.value.request_hash != once.request_hash:
        raise Rejected(Code.OP_ID_REUSED)
    return found.value


def _follow_up(backend: Backend, record: CommitRecord) -> None:
    """Send what a commit has just asked for; timers alone leave nothing pending, since they only ask for a look at state."""
    if record.pending:
        send(backend, record)
        return
    for message in record.messages:
        if isinstance(message, Schedule):
            send_hint(backend, message)


def send(backend: Backend, record: CommitRecord) -> bool:
    """Send a record's messages, then mark them sent. What fails stays pending for the sweeper; nothing else publishes.

    Returns:
        Whether all is sent.
    """
    if not record.pending:
        return True
    try:
        for message in record.messages:
            _send_one(backend, message)
        backend.store.commit([put(paths.commit(record.key), record.model_copy(update={"pending": False}))])
    except (Unavailable, CommitLost, CommitUnknown) as trouble:
        backend.log.step("send_messages", "left_pending", key=record.key, cause=str(trouble))
        return False
    return True


def send_hint(backend: Backend, wake: Schedule) -> None:
    """Ask for a later look at stored state. It belongs to no commit: if it is lost, the sweeper looks within a minute."""
    try:
        _send_one(backend, wake)
    except Unavailable as trouble:
        backend.log.step("send_hint", "lost", name=wake.name, cause=str(trouble))


def look_again(backend: Backend, queue: str, key: str, payload: dict[str, Any], real_at: datetime) -> None:
    """Ask a queue for a look at stored state at a real instant, as what outer services ask for is; a hint like any timer."""
    name = f"{queue}-{key}-{real_at.timestamp():.0f}"
    send_hint(backend, Schedule(queue=queue, name=name, payload=payload, due_at=backend.clock.business_at(real_at)))


def is_time_for(backend: Backend, real_at: datetime | None) -> bool:
    """Whether the look that was asked for is due; a queue may come a little early, and for what is over long since."""
    return real_at is not None and real_at <= backend.clock.real_now() + _EARLY


def _send_one(backend: Backend, message: Message) -> None:
    if isinstance(message, Publish):
        backend.bus.publish(message.topic, message.key, message.payload)
        return
    due_at = backend.clock.real_at(message.due_at)
    payload = {**message.payload, "due_at": due_at.isoformat()}
    backend.tasks.schedule(message.queue, message.name, payload, due_at)
