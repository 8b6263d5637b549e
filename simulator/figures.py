"""The figures of a run, from the server's timelines, the functions' log and what the clients saw."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.messages.events import TimelineEvent
from shared.models.booking import Booking, BookingState
from simulator.backend_client import CallStats
from simulator.evidence import Evidence
from simulator.function_log import FunctionLog, Step


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Spread(_Part):
    """A distribution in three numbers."""

    count: int
    median: float | None = None
    p95: float | None = None
    mean: float | None = None


class Cost(_Part):
    """What bookings cost: totals, and per completed booking."""

    reads: int
    writes: int
    invocations: int
    reads_per_completed: float | None = None
    writes_per_completed: float | None = None
    invocations_per_completed: float | None = None


class Figures(_Part):
    """Everything a run is judged by. Names ending in ``_real_s`` are real seconds, others in ``_s`` business seconds."""

    placed: int
    outcomes: dict[str, int]
    still_open: dict[str, int]
    refusals: dict[str, int]
    offers: dict[str, int]
    decision_ms: Spread
    first_offer_s: Spread
    first_offer_real_s: Spread
    offer_to_accept_s: Spread
    offer_to_accept_real_s: Spread
    pickup_s: Spread
    delivery_s: Spread
    eta_error_s: Spread
    eta_abs_error_s: Spread
    notifications: dict[str, int]
    cost: Cost
    positions: Cost
    timer_polls: int
    set_up: Cost
    schedules: Cost
    call_latency_ms: dict[str, Spread]
    broken_calls: list[str]


def spread(values: Iterable[float]) -> Spread:
    """Sum values up; the 95th percentile is the nearest rank."""
    ordered = sorted(values)
    if not ordered:
        return Spread(count=0)
    rank = math.ceil(0.95 * len(ordered)) - 1
    return Spread(
        count=len(ordered),
        median=round(statistics.median(ordered), 2),
        p95=round(ordered[rank], 2),
        mean=round(statistics.fmean(ordered), 2),
    )


def figures(evidence: Evidence, log: FunctionLog, calls: CallStats) -> Figures:
    """Work the figures out.

    Args:
        evidence: what is stored at the end.
        log: what the functions logged of all requests.
        calls: what the clients saw.
    """
    placed = {k: b for k, b in evidence.bookings.items() if b.state not in {BookingState.QUOTED, BookingState.EXPIRED}}
    lines = [evidence.timelines.get(booking_id, ()) for booking_id in placed]
    completed = sum(booking.state is BookingState.COMPLETED for booking in placed.values())
    booked = [step for step in log.steps if not (step.is_position or step.is_scheduled or step.is_set_up)]
    return Figures(
        placed=len(placed),
        outcomes=_count(b.state.value for b in placed.values() if b.has_ended),
        still_open=_count(b.state.value for b in placed.values() if not b.has_ended),
        refusals=_refusals(calls),
        offers=_count(offer.state.value for offer in evidence.offers),
        decision_ms=spread(step.decision_ms for step in log.steps if step.decision_ms is not None),
        first_offer_s=spread(_gaps(lines, _opened, _first("offers.made"), _occurred)),
        first_offer_real_s=spread(_gaps(lines, _opened, _first("offers.made"), _recorded)),
        offer_to_accept_s=spread(_gaps(lines, _last_offer, _first("booking.assigned"), _occurred)),
        offer_to_accept_real_s=spread(_gaps(lines, _last_offer, _first("booking.assigned"), _recorded)),
        pickup_s=spread(_gaps(lines, _opened, _first_pickup, _occurred)),
        delivery_s=spread(_gaps(lines, _opened, _first("booking.completed"), _occurred)),
        eta_error_s=spread(_eta_errors(placed.values())),
        eta_abs_error_s=spread(abs(error) for error in _eta_errors(placed.values())),
        notifications=dict(evidence.notifications),
        cost=_cost(booked, completed),
        positions=_cost([step for step in log.steps if step.is_position], completed),
        timer_polls=log.polls,
        set_up=_cost([step for step in log.steps if step.is_set_up], completed),
        schedules=_cost([step for step in log.steps if step.is_scheduled], completed),
        call_latency_ms={name: spread(s * 1000 for s in times) for name, times in sorted(calls.latency_s.items())},
        broken_calls=list(calls.broken),
    )


Event = TimelineEvent | None
Timeline = Sequence[TimelineEvent]


def _gaps(
    lines: Iterable[Timeline],
    start: Callable[[Timeline], Event],
    end: Callable[[Timeline], Event],
    clock: Callable[[TimelineEvent], float],
) -> list[float]:
    found = [(start(line), end(line)) for line in lines]
    return [clock(last) - clock(first) for first, last in found if first is not None and last is not None]


def _first(kind: str) -> Callable[[Timeline], Event]:
    return lambda line: next((event for event in line if event.type == kind), None)


def _opened(line: Timeline) -> Event:
    """When the search began: at once, or when a booking for later was released."""
    released = _first("search.opened")(line)
    return released or _first("booking.created")(line)


def _last_offer(line: Timeline) -> Event:
    """The wave that the first winner answered: the last one before the assignment, if an offer led to it."""
    won = _first("booking.assigned")(line)
    if won is None or getattr(won.data, "offer_id", None) is None:
        return None
    offer_id = getattr(won.data, "offer_id", None)
    waves = (event for event in line if event.type == "offers.made" and event.seq < won.seq)
    return next((wave for wave in waves if _offers(wave, offer_id)), None)


def _offers(wave: TimelineEvent, offer_id: str | None) -> bool:
    return any(made.offer_id == offer_id for made in getattr(wave.data, "offers", ()))


def _first_pickup(line: Timeline) -> Event:
    return _first("stop.done")(line)


def _occurred(event: TimelineEvent) -> float:
    return event.occurred_at.timestamp()


def _recorded(event: TimelineEvent) -> float:
    return event.recorded_at.timestamp()


def _eta_errors(bookings: Iterable[Booking]) -> list[float]:
    """Actual minus predicted end, as predicted at the assignment; positive is late."""
    return [
        (booking.ended_at - booking.assignment.first_end_at).total_seconds()
        for booking in bookings
        if booking.state is BookingState.COMPLETED and booking.assignment is not None and booking.ended_at is not None
    ]


def _refusals(calls: CallStats) -> dict[str, int]:
    labels: Counter[str] = Counter()
    for (name, label), number in calls.refusals.items():
        labels[f"{name}: {label}"] += number
    return dict(labels.most_common())


def _cost(steps: Sequence[Step], completed: int) -> Cost:
    reads, writes = sum(step.reads for step in steps), sum(step.writes for step in steps)
    invocations = sum(step.latency_ms is not None for step in steps)
    each = {"reads": reads, "writes": writes, "invocations": invocations}
    shares: Mapping[str, Any] = {
        f"{name}_per_completed": round(total / completed, 1) if completed else None for name, total in each.items()
    }
    return Cost(**each, **shares)


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())
