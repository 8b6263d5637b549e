"""Decide a matching window: all waiting bookings of an area and the providers near them, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend
from muster.services.act_on_outcome import act_on_outcome
from muster.services.execution import send_hint
from muster.services.gathering import area_of
from muster.services.keep_decision import keep_decision
from muster.services.supply import Nearby, SupplySearch
from shared import paths
from shared.booking.change import wake_dispatch_later
from shared.dispatch.engine import Decided, decide
from shared.dispatch.outcome import Proposal
from shared.dispatch.problem import Job, WindowProblem
from shared.dispatch.rationale import record
from shared.dispatch.solver import solver_version
from shared.dispatch.views import job_of, window_problem, worker_of
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.facts import ZoneState
from shared.models.provider import Position, Provider, Work
from shared.models.zone import ServiceArea
from shared.units import DecisionId, Uid, ZoneId

_WINDOW_LIMIT = 100
"""Bookings decided at once; the rest wait for the next window, oldest first."""
_RETRY_SOONEST_S, _RETRY_LATEST_S = 15, 60
"""A window comes again when the youngest booking left in it has waited twice as long, within these; sooner when a provider
becomes free or comes on duty, which wakes a window of its own."""
_RETRY_REAL_S = 3
_LOOKS = 3
"""Looks at the supply around a booking: each time twice as many providers, while too few of those seen are free."""
_WIDER_EACH_S = 30
_MOST_CANDIDATES = 50


@dataclass(frozen=True)
class Window:
    """What was gathered for one window."""

    area: ServiceArea
    waiting: tuple[Versioned[Booking], ...]
    nearby: dict[Uid, Nearby]
    problem: WindowProblem


def dispatch_window(backend: Backend, area_id: str) -> int:
    """Decide the area's window now and act on it; a second solver at the same time finds its claims refused.

    Returns:
        How many bookings still wait; if any do, another window is asked for.
    """
    started = backend.clock.real_now()
    area = area_of(backend, area_id)
    waiting = _waiting(backend, area_id)
    if area.paused or not waiting:
        return 0
    window = _gather(backend, area, waiting)
    decided = decide(window.problem)
    decision_id = DecisionId(backend.ids.new("dec"))
    _keep_record(backend, window, decided, decision_id)
    left = _act(backend, window, decided, decision_id)
    if left:
        _ask_again(backend, area, left)
    took = backend.clock.real_now() - started
    backend.log.step(
        "dispatch_window",
        "decided",
        area_id=area_id,
        decision_id=decision_id,
        jobs=len(waiting),
        workers=len(window.problem.workers),
        settled=len(waiting) - len(left),
        decision_ms=round(took.total_seconds() * 1000, 1),
    )
    return len(left)


def _waiting(backend: Backend, area_id: str) -> tuple[Versioned[Booking], ...]:
    searching = backend.store.bookings_searching(area_id, _WINDOW_LIMIT)
    return tuple(b for b in searching if b.value.search is not None and not b.value.search.open_offers)


def _gather(backend: Backend, area: ServiceArea, waiting: tuple[Versioned[Booking], ...]) -> Window:
    now, real_now = backend.clock.now(), backend.clock.real_now()
    jobs = [job for b in waiting if (job := job_of(b.value, area.dispatch, now)) is not None]
    nearby, pressure = _around(backend, area, jobs)
    workers = [worker_of(one.provider.value, one.position, one.link, now, real_now) for one in nearby.values()]
    hour = now.astimezone(ZoneInfo(area.timezone)).hour
    problem = window_problem(area, jobs, workers, now=now, hour=hour, pressure=pressure, seed=int(now.timestamp()))
    return Window(area, waiting, nearby, problem)


def _around(backend: Backend, area: ServiceArea, jobs: Sequence[Job]) -> tuple[dict[Uid, Nearby], dict[ZoneId, float]]:
    """Find who is near and how the zones stand: one query for each place, then one request for all documents."""
    search = SupplySearch(backend, area)
    zones = sorted({zone for job in jobs for zone in (job.pickup_zone, job.dropoff_zone) if zone})
    wanted: dict[str, type[Document]] = {paths.zone_state(zone): ZoneState for zone in zones}
    found: dict[str, Versioned[Any]] = {}
    positions: dict[Uid, Position] = {}
    short = [(job, _enough_for(job, area)) for job in jobs]
    for _ in range(_LOOKS):
        around = {job.booking_id: search.around(job.pickup, enough) for job, enough in short}
        positions |= {position.provider_id: position for seen in around.values() for position in seen}
        wanted |= {paths.provider(uid): Provider for uid in sorted(positions)}
        found |= backend.store.get_each({path: kind for path, kind in wanted.items() if path not in found})
        short = [
            (job, min(2 * enough, _MOST_CANDIDATES))
            for job, enough in short
            if len(around[job.booking_id]) == enough < _MOST_CANDIDATES
            and 2 * _free(around[job.booking_id], found) < area.dispatch.candidates_enough
        ]
    states: list[ZoneState] = [known.value for zone in zones if (known := found.get(paths.zone_state(zone)))]
    return search.nearby(positions, found), {state.zone_id: state.pressure for state in states}


def _enough_for(job: Job, area: ServiceArea) -> int:
    wider = 1 + job.waiting_s // _WIDER_EACH_S + len(job.declined_by) // 2
    return min(area.dispatch.candidates_enough * wider, _MOST_CANDIDATES)


def _free(positions: Sequence[Position], found: Mapping[str, Versioned[Any]]) -> int:
    seen = [found[path].value for p in positions if (path := paths.provider(p.provider_id)) in found]
    return sum(provider.work is not Work.FULL and provider.open_offers < provider.max_open_offers for provider in seen)


def _keep_record(backend: Backend, window: Window, decided: Decided, decision_id: DecisionId) -> None:
    if not any(isinstance(outcome, Proposal) for outcome in decided.decision.outcomes):
        return
    kept = record(window.problem, decided, decision_id=decision_id, solver_version=solver_version())
    keep_decision(backend, kept)


def _act(backend: Backend, window: Window, decided: Decided, decision_id: DecisionId) -> list[Booking]:
    """Act on each outcome; gives the bookings that need another window."""
    by_id = {booking.value.booking_id: booking for booking in window.waiting}
    return [
        by_id[outcome.booking_id].value
        for outcome in decided.decision.outcomes
        if not act_on_outcome(backend, window.area, by_id[outcome.booking_id], outcome, window.nearby, decision_id)
    ]


def _ask_again(backend: Backend, area: ServiceArea, left: Sequence[Booking]) -> None:
    now = backend.clock.now()
    waited_s = min((now - booking.search.opened_at).total_seconds() for booking in left if booking.search)
    delay_s = min(max(waited_s, _RETRY_SOONEST_S), _RETRY_LATEST_S)
    delay_s = max(delay_s, _RETRY_REAL_S * backend.clock.rate)
    slot = int((now.timestamp() + delay_s) / _RETRY_SOONEST_S)
    send_hint(backend, wake_dispatch_later(area, now, timedelta(seconds=delay_s), f"retry-{slot}"))
