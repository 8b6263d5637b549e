"""Forecast a provider's running plan anew, and tell whoever would notice."""

from collections.abc import Mapping
from typing import Any

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.at_work import bookings_held, whereabouts
from muster.services.execution import Once, for_system, moment_of, perform
from muster.services.gathering import among
from muster.services.learned import models_of, remembered
from shared import paths
from shared.booking.change import Moment
from shared.errors import MusterError
from shared.eta.booking_forecast import basis_of, by_booking
from shared.eta.causes import cause_named, cause_of
from shared.eta.learned import LearnedEta
from shared.eta.revising import Outlook, RunningPlan, revise_plan
from shared.eta.route_forecast import Start, StopForecast, forecast_route
from shared.eta.start import Signs, start_of
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned
from shared.models.eta import EtaCause
from shared.models.provider import Provider

_NOTHING: dict[str, list[str]] = {"told": [], "kept": []}


def revise_route(backend: Backend, uid: str, cause: str | None = None) -> dict[str, Any]:
    """Forecast every stop of a provider's plan and keep what changed; customers hear only of meaningful changes.

    It may be called at any time and as often as anybody likes: what was told moves with the telling, so a second look finds
    nothing to say. A race that is lost is left to whoever won it, for they changed what a forecast rests on.

    Args:
        backend: the ports.
        uid: the provider; nothing happens for one without a plan.
        cause: why the plan is later, where the caller knows, as ``cause_named`` reads it; judged by the next stop otherwise.

    Returns:
        The bookings ``told`` and those whose new times are only ``kept``.
    """
    first = _decided(backend, uid, cause)
    if first is None or not first[1].writes:
        return _NOTHING
    once, decision = first
    return _tell(backend, uid, cause, once, decision) if decision.messages else _keep(backend, uid, decision)


def _keep(backend: Backend, uid: str, decision: Decision) -> dict[str, Any]:
    """Write what nobody is told, without a do-once mark: doing it twice changes nothing."""
    try:
        backend.store.commit(decision.writes)
    except (CommitLost, CommitUnknown) as trouble:
        backend.log.step("revise_etas", "left", provider_id=uid, cause=str(trouble))
        return _NOTHING
    return dict(decision.result or {})


def _tell(backend: Backend, uid: str, cause: str | None, once: Once, decision: Decision) -> dict[str, Any]:
    known = [decision]

    def decide() -> Decision:
        if known:
            return known.pop()
        again = _decided(backend, uid, cause)
        return again[1] if again is not None else Decision(())

    try:
        return {**_NOTHING, **perform(backend, once, decide)}
    except MusterError as refusal:
        backend.log.step("revise_etas", "left", provider_id=uid, code=refusal.code.label)
        return _NOTHING


def _decided(backend: Backend, uid: str, cause: str | None) -> tuple[Once, Decision] | None:
    """Read, forecast and decide; None without a plan."""
    seen = backend.store.get_each(whereabouts(uid))
    provider: Versioned[Provider] | None = seen.get(paths.provider(uid))
    if provider is None or not provider.value.route:
        return None
    plan, area, learned = _plan(backend, provider)
    once = for_system("revise_etas", f"{uid}.{provider.value.version}")
    moment = moment_of(backend, once)
    signs = _signs(backend, seen, uid, moment)
    outlook = _outlook(plan, signs, area, learned, cause)
    return once, revise_plan(plan, outlook, area.revisions, moment)


def _plan(backend: Backend, provider: Versioned[Provider]) -> tuple[RunningPlan, ServiceArea, LearnedEta]:
    """Read the bookings held with their times, and what the area knows, in one request."""
    area_id, held = provider.value.area_id, list(provider.value.engagements)
    learned = backend.learned.get(area_id, backend.clock.real_now())
    found = backend.store.get_each(bookings_held(provider.value) | ({} if learned else models_of(area_id)))
    known = learned or remembered(backend, area_id, found)
    plan = RunningPlan(
        provider=provider,
        bookings={key: found[path] for key in held if (path := paths.booking(key)) in found},
        etas={key: found[path] for key in held if (path := paths.eta(key)) in found},
    )
    return plan, among(found, paths.service_area(area_id)).value, known.etas


def _signs(backend: Backend, seen: Mapping[str, Versioned[Any]], uid: str, moment: Moment) -> Signs:
    position, progress = seen.get(paths.position(uid)), seen.get(paths.progress(uid))
    return Signs(
        position=position.value if position else None,
        progress=progress.value if progress else None,
        now=moment.at,
        real_now=moment.real_at,
        rate=backend.clock.rate,
    )


def _outlook(plan: RunningPlan, signs: Signs, area: ServiceArea, learned: LearnedEta, cause: str | None) -> Outlook:
    provider, held = plan.provider.value, plan.held()
    start = start_of(provider, held.values(), signs, area.dispatch)
    route = forecast_route(provider, held, start, area, learned, signs.now)
    why = cause_named(cause) or (_cause(held[route[0].booking_id], route[0], signs, start) if route else None)
    bookings = by_booking(route, held, basis_of(start, learned))
    return Outlook(route, bookings, learned, why or EtaCause.PROVIDER_LATE)


def _cause(booking: Booking, ahead: StopForecast, signs: Signs, start: Start) -> EtaCause | None:
    stop = booking.stop(ahead.stop_id)
    return cause_of(booking, stop, signs.progress, start.link, signs.now) if stop else None
