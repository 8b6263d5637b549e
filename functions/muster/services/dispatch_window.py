"""Decide a matching window: all waiting bookings of an area and the providers near them, at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from muster.ports.backend import Backend
from muster.services.act_on_outcome import Found, act_on_outcome, is_failing
from muster.services.end_search import end_search
from muster.services.execution import keep, send_hint
from muster.services.gathering import area_of
from muster.services.keep_decision import keep_decision
from muster.services.paging import paged
from muster.services.window import Window, gather_window
from shared import paths
from shared.booking.change import wake_dispatch_later
from shared.booking.shaping import is_held, is_paused
from shared.dispatch.engine import Decided, decide
from shared.dispatch.horizon.keeping import area_plan, batch_document
from shared.dispatch.outcome import Outcome, Proposal
from shared.dispatch.rationale import record
from shared.dispatch.solver import solver_version
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Versioned, Write, create, put
from shared.models.plan import AreaPlan
from shared.units import BatchId, BookingId, DecisionId

_WINDOW_LIMIT = 150
"""Bookings decided at once; the rest wait for the next window, oldest first."""
_RETRY_SOONEST_S, _RETRY_LATEST_S = 15, 60
"""A window comes again when the youngest booking left in it has waited twice as long, within these; sooner when a provider
becomes free or comes on duty, which wakes a window of its own."""
_HELD_LATEST_S = 300
"""A window that only holds bookings comes again after this at the latest, to look at how the supply has changed."""
_RETRY_REAL_S = 3


def dispatch_window(backend: Backend, area_id: str) -> int:
    """Decide the area's window now and act on it; a second solver at the same time finds its claims refused.

    Returns:
        How many bookings still wait; if any do, another window is asked for.
    """
    started = backend.clock.real_now()
    waiting = backend.store.bookings_waiting(area_id, _WINDOW_LIMIT)
    if not waiting:
        return 0
    area = area_of(backend, area_id)
    if area.paused:
        return _wait_out(backend, waiting, "area_paused")
    waiting, aside = _shaped(backend, area, waiting)
    if not waiting:
        return aside
    window = gather_window(backend, area, waiting)
    decided = decide(window.problem)
    decision_id = DecisionId(backend.ids.new("dec"))
    left = _act(backend, window, decided, decision_id)
    held = _keep_plan(backend, window, decided, decision_id)
    if left:
        _ask_again(backend, area, left, held)
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
    return len(left) + aside


def _shaped(
    backend: Backend, area: ServiceArea, waiting: Sequence[Versioned[Booking]]
) -> tuple[list[Versioned[Booking]], int]:
    """Set aside what demand shaping pauses or holds; the sweeper's window, within a minute, finds what is let go.

    What is set aside takes no place in the window: others who wait behind it move up.

    Returns:
        Those to decide, and how many others still wait.
    """
    now, held = backend.clock.now(), 0
    going: list[Versioned[Booking]] = []
    paused: list[Versioned[Booking]] = []
    for booking in _all_waiting(backend, area, waiting):
        if is_paused(booking.value, area, now):
            paused.append(booking)
        elif is_held(booking.value, area, now):
            held += 1
        else:
            going.append(booking)
        if len(going) == _WINDOW_LIMIT:
            break
    return going, held + _wait_out(backend, paused, "service_paused")


def _all_waiting(
    backend: Backend, area: ServiceArea, first: Sequence[Versioned[Booking]]
) -> Iterator[Versioned[Booking]]:
    def read(since: datetime | None, size: int) -> list[Versioned[Booking]]:
        return backend.store.bookings_waiting(area.area_id, size, since)

    return paged(read, lambda booking: booking.created_at, _WINDOW_LIMIT, first=first)


def _wait_out(backend: Backend, waiting: Sequence[Versioned[Booking]], code: str) -> int:
    """Where work is paused nobody is asked; searches still end when their time is over."""
    return sum(not end_search(backend, b, f"paused.{b.value.booking_id}.{b.value.version}", code, {}) for b in waiting)


def _act(backend: Backend, window: Window, decided: Decided, decision_id: DecisionId) -> list[Booking]:
    """Act on each outcome; gives the bookings that need another window.

    The decision's record goes into the first commit that does what it says.
    """
    by_id = {booking.value.booking_id: booking for booking in window.waiting}
    found = Found(
        window.area,
        window.nearby,
        decision_id,
        _record(backend, window, by_id, decided, decision_id),
        _batches(window, decided, decision_id),
    )
    left: list[Booking] = []
    for outcome in decided.decision.outcomes:
        if not act_on_outcome(backend, by_id[outcome.booking_id], outcome, found):
            left.append(by_id[outcome.booking_id].value)
        elif isinstance(outcome, Proposal):
            found = found.without_what_is_kept(outcome)
    return left


def _batches(window: Window, decided: Decided, decision_id: DecisionId) -> dict[BatchId, Write]:
    """The documents of the batches that were decided, each to be created with the first offer of it."""
    batches = {
        outcome.batch for outcome in decided.decision.outcomes if isinstance(outcome, Proposal) and outcome.batch
    }
    kept = (batch_document(window.problem, batch, decision_id) for batch in batches)
    return {batch.batch_id: create(paths.batch(batch.batch_id), batch) for batch in kept}


def _keep_plan(backend: Backend, window: Window, decided: Decided, decision_id: DecisionId) -> AreaPlan:
    """Keep what is planned for later, if that is anything new; two windows at a time cost nothing but the older plan."""
    plan = area_plan(window.problem, decided.decision, decision_id)
    if (plan.routes, plan.held) != (window.plan.routes, window.plan.held):
        keep(backend, [put(paths.plan(window.area.area_id), plan)])
    return plan


def _record(
    backend: Backend,
    window: Window,
    by_id: Mapping[BookingId, Versioned[Booking]],
    decided: Decided,
    decision_id: DecisionId,
) -> tuple[Write, ...]:
    now, outcomes = backend.clock.now(), decided.decision.outcomes
    if not any(_is_kept(by_id[outcome.booking_id].value, window.area, outcome, now) for outcome in outcomes):
        return ()
    kept = record(window.problem, decided, decision_id=decision_id, solver_version=solver_version())
    return (keep_decision(backend, kept),)


def _is_kept(booking: Booking, area: ServiceArea, outcome: Outcome, now: datetime) -> bool:
    """Whether anybody may ask why: somebody is asked, or operators are alerted that nobody was found."""
    return isinstance(outcome, Proposal) or is_failing(booking, area, outcome, now)


def _ask_again(backend: Backend, area: ServiceArea, left: Sequence[Booking], plan: AreaPlan) -> None:
    """Ask for another window: for who is held when it is time to ask, for the others after a while."""
    now = backend.clock.now()
    due_s = {held.booking_id: (held.offer_at - now).total_seconds() for held in plan.held}
    waited_s = [
        min((now - booking.search.opened_at).total_seconds(), _RETRY_LATEST_S)
        for booking in left
        if booking.search and booking.booking_id not in due_s
    ]
    delay_s = max(min([*waited_s, *due_s.values(), _HELD_LATEST_S]), _RETRY_SOONEST_S)
    delay_s = max(delay_s, _RETRY_REAL_S * backend.clock.rate)
    slot = int((now.timestamp() + delay_s) / _RETRY_SOONEST_S)
    send_hint(backend, wake_dispatch_later(area, now, timedelta(seconds=delay_s), f"retry-{slot}"))
