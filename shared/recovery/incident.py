"""An incident told from one booking's course: its timeline and its signals in one order, from detection to outcome."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from shared.messages.events import TimelineEvent
from shared.models.disruption import Disruption, Recovery
from shared.models.signal import Signal

_HAPPENED, _NOTICED, _WEIGHED, _DONE, _OUTCOME = range(5)
"""Order of steps at one instant."""


def incident(
    timeline: Iterable[TimelineEvent], signals: Iterable[Signal], disruptions: Iterable[Disruption] = ()
) -> tuple[str, ...]:
    """Write the course of a booking down, a line a step, oldest first.

    Of steps at one instant the timeline's come first, then what was noticed about them, then what was weighed and done about that.

    Args:
        timeline: the booking's events.
        signals: its signals.
        disruptions: as they stand now, for what was weighed last and what came of it.

    Returns:
        Lines such as ``12:07:40 disruption.opened pickup_not_ready warning since 12:02:00 over_plan=340``; UTC.
    """
    noticed = list(signals)
    about = {signal.disruption_id for signal in noticed}
    steps = [
        (event.occurred_at, _DONE if event.causation_id in about else _HAPPENED, f"{event.seq:06d}", _told(event))
        for event in timeline
    ]
    steps += [(signal.at, _NOTICED, signal.signal_id, _noticed(signal)) for signal in noticed]
    steps += [step for one in disruptions if one.recovery for step in _met(one, one.recovery)]
    return tuple(f"{_clock(at)} {line}" for at, _, _, line in sorted(steps))


def _met(disruption: Disruption, recovery: Recovery) -> Iterator[tuple[datetime, int, str, str]]:
    ranked = [f"{one.action.value} {one.cost_s:+.0f} s" for one in disruption.options if one.refused is None]
    kind, known_as = disruption.kind.value, disruption.disruption_id
    yield recovery.executed_at, _WEIGHED, known_as, f"options {kind}: {', '.join(ranked)}"
    if recovery.ended_at is not None:
        late = {None: "unknown", True: "yes", False: "no"}[recovery.late]
        error = "" if recovery.error_s is None else f" after_forecast={recovery.error_s:+d}"
        yield recovery.ended_at, _OUTCOME, known_as, f"outcome {kind} {recovery.action.value} late={late}{error}"


def _told(event: TimelineEvent) -> str:
    by = "" if event.actor.kind.value == "system" else f" by {event.actor.kind.value}"
    return " ".join([event.type, *_facts(event)]) + by


def _facts(event: TimelineEvent) -> Iterator[str]:
    for name in ("stop_id", "provider_id", "kind", "action", "reason", "by", "predicted_wait_saved_s"):
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
