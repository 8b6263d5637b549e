"""What was told about a booking, as operators may see it: who, when, how, and what became of it. No device, no token, no text body."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from shared.models.push import Delivery, Target, TargetState
from shared.models.webhook import WebhookCall
from shared.notify.kinds import KINDS, Audience
from shared.notify.wording import FALLBACK, wording


@dataclass(frozen=True)
class Told:
    """One message to one person, to the operators' group, or to a partner.

    Attributes:
        recorded_at: when it was written down; real time.
        channel: how it went.
        kind: what was told; ``event`` for partners, who get the event of the timeline itself.
        audience: to whom.
        recipient: the person, or the partner's webhook; None for a group.
        title: the message's title in English; devices get it in their own language.
        states: how many devices stand how: ``sent``, ``expired`` and so on.
        attempts: the most tries that any of them took.
        code: why it went no further, in the terms of the service that refused it.
        shown_at: when an app first said that it showed it; real time.
        retry_at: when it is tried again; real time.
        seq: of the event in the timeline, for partners.
    """

    recorded_at: datetime
    channel: Literal["push", "webhook"]
    kind: str
    audience: str
    recipient: str | None
    title: str
    states: dict[str, int]
    attempts: int
    code: str | None
    shown_at: datetime | None
    retry_at: datetime | None
    seq: int | None = None

    def plain(self) -> dict[str, Any]:
        """As plain values; instants as ISO 8601."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(self).items()
        }


def told_by(deliveries: Iterable[Delivery], calls: Iterable[WebhookCall]) -> list[Told]:
    """Give what was told, the oldest first."""
    pushed = [line for delivery in deliveries for line in _pushes(delivery)]
    return sorted([*pushed, *map(_call, calls)], key=lambda one: (one.recorded_at, one.kind, one.recipient or ""))


def _pushes(delivery: Delivery) -> list[Told]:
    """One line a person; operators are told as a group, and are counted."""
    kind = KINDS.get(delivery.kind)
    if kind is None or kind.audience is Audience.OPERATORS:
        return [_push(delivery, None, delivery.targets)]
    by_person = {uid: [one for one in delivery.targets if one.recipient == uid] for uid in delivery.recipients}
    return [_push(delivery, uid, targets) for uid, targets in by_person.items()]


def _push(delivery: Delivery, recipient: str | None, targets: Sequence[Target]) -> Told:
    kind = KINDS.get(delivery.kind)
    return Told(
        recorded_at=delivery.recorded_at,
        channel="push",
        kind=delivery.kind,
        audience=kind.audience.value if kind else "unknown",
        recipient=recipient,
        title=wording(delivery.kind, FALLBACK, {})[0] if kind else delivery.kind,
        states=dict(Counter(target.state.value for target in targets)),
        attempts=max((target.attempts for target in targets), default=0),
        code=next((target.code for target in targets if target.code and target.state is not TargetState.SENT), None),
        shown_at=min((target.acked_at for target in targets if target.acked_at), default=None),
        retry_at=delivery.retry_at,
    )


def _call(call: WebhookCall) -> Told:
    return Told(
        recorded_at=call.first_at,
        channel="webhook",
        kind="event",
        audience="partner",
        recipient=call.webhook_id,
        title="",
        states={call.state.value: 1},
        attempts=call.attempts,
        code=None if call.status is None else f"HTTP {call.status}",
        shown_at=None,
        retry_at=call.retry_at,
        seq=call.seq,
    )
