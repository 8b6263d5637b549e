"""An incident told from one booking's course: its timeline and its signals in one order, from detection to outcome."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from shared.messages.events import TimelineEvent
from shared.models.signal import Signal


def incident(timeline: Iterable[TimelineEvent], signals: Iterable[Signal]) -> tuple[str, ...]:
    """Write the course of a booking down, a line a step, oldest first.

    Of steps at one instant the timeline's come first: what happened, then what was noticed about it.

    Args:
        timeline: the booking's events.
        signals: its signals.

    Returns:
        Lines such as ``12:07:40 disruption.opened pickup_not_ready warning since 12:02:00 over_plan=340``; UTC.
    """
    events = [(event.occurred_at, 0, f"{event.seq:06d}", _told(event)) for event in timeline]
    noticed = [(signal.at, 1, signal.signal_id, _noticed(signal)) for signal in signals]
    return tuple(f"{_clock(at)} {line}" for at, _, _, line in sorted([*events, *noticed]))


def _told(event: TimelineEvent) -> str:
    by = "" if event.actor.kind.value == "system" else f" by {event.actor.kind.value}"
    return " ".join([event.type, *_facts(event)]) + by


def _facts(event: TimelineEvent) -> Iterator[str]:
    for name in ("stop_id", "provider_id", "kind", "action", "reason"):
        value = getattr(event.data, name, None)
        if value is not None:
            yield f"{name}={getattr(value, 'value', value)}"


def _noticed(signal: Signal) -> str:
    words = [signal.type]
    words += [signal.kind.value] if signal.kind else []
    words += [signal.severity.value] if signal.severity else []
    words += [f"since {_clock(signal.since)}"] if signal.since else []
    return " ".join([*words, *(f"{name}={_figure(value)}" for name, value in signal.detail.items())])


def _figure(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}"
