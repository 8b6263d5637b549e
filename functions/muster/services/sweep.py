"""The sweeper: finishes whatever a lost event, a lost timer or a crash left behind, from stored state alone."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from muster.ports.backend import Backend
from muster.services.call_webhooks import retry_webhook_call
from muster.services.dispatch_window import dispatch_window
from muster.services.execution import for_system, moment_of, perform, send
from muster.services.expire_offers import expire_offers
from muster.services.gathering import area_of, booking_of
from muster.services.lapse_triage import lapse_triage
from muster.services.paging import paged
from muster.services.recheck_zone import recheck_zone
from muster.services.recover import recover
from muster.services.retry_push import retry_push
from muster.services.settle_suggestion import settle_suggestion
from muster.services.tolerance import each
from shared.booking import ending
from shared.booking.shaping import is_release_held
from shared.models.booking import Booking, BookingState
from shared.models.change import Decision, Versioned
from shared.models.offer import Offer

T = TypeVar("T")
_BATCH = 200
_UNSENT_AFTER = timedelta(seconds=10)
_RECHECKED_FOR = timedelta(minutes=3)
"""A changed zone is looked at by more than one sweep, lest its message and a sweep are both lost."""
_TIMER_GRACE = timedelta(seconds=2)


def sweep(backend: Backend) -> dict[str, int]:
    """Do all that is due. Overlapping sweeps do no harm: each step is a commit with preconditions.

    Returns:
        How many items each step looked at.
    """
    store, now = backend.store, backend.clock.now()
    unsent_before = backend.clock.real_now() - _UNSENT_AFTER
    changed_since = backend.clock.real_now() - _RECHECKED_FOR
    late = now - _TIMER_GRACE * backend.clock.rate
    done = {
        "messages": _each(
            backend, lambda: store.commits_pending(unsent_before, _BATCH), lambda row: send(backend, row.value)
        ),
        "quotes": _each(backend, lambda: store.quotes_expired(now, _BATCH), lambda b: _expire_quote(backend, b)),
        "scheduled": _each(backend, lambda: _due_for_release(backend, now), lambda b: _release(backend, b)),
        "offers": _each(backend, lambda: store.offers_due(late, _BATCH), lambda o: _expire_offer(backend, o.value)),
        "pushes": _each(
            backend,
            lambda: store.deliveries_due(backend.clock.real_now(), _BATCH),
            lambda held: retry_push(backend, held.value.delivery_id),
        ),
        "webhooks": _each(
            backend,
            lambda: store.webhook_calls_due(backend.clock.real_now(), _BATCH),
            lambda held: retry_webhook_call(backend, held.value.call_id),
        ),
        "triage": _each(
            backend, lambda: store.triage_due(now, _BATCH), lambda item: lapse_triage(backend, item.value.triage_id)
        ),
        "disruptions": _each(
            backend,
            lambda: store.disruptions_due(now, _BATCH),
            lambda one: recover(backend, one.value.disruption_id),
        ),
        "zones": _each(
            backend,
            lambda: store.zones_changed(changed_since, _BATCH),
            lambda zone: recheck_zone(backend, zone.zone_id),
        ),
        "suggestions": _each(
            backend,
            lambda: store.suggestions_due(now, _BATCH),
            lambda item: settle_suggestion(backend, item.value.suggestion_id),
        ),
        "areas": _each(backend, lambda: store.areas_waiting(_BATCH), lambda area_id: dispatch_window(backend, area_id)),
    }
    backend.log.step("sweep", "done", **done)
    return done


def _each(backend: Backend, find: Callable[[], Iterable[T]], step: Callable[[T], object]) -> int:
    return each(backend, "sweep", find, step)


def _expire_quote(backend: Backend, quote: Versioned[Booking]) -> None:
    once = for_system("quote", quote.value.booking_id)

    def decide() -> Decision:
        current = booking_of(backend, quote.value.booking_id)
        if current.value.state is not BookingState.QUOTED:
            return Decision(())
        return ending.expire_quote(current, moment_of(backend, once))

    perform(backend, once, decide)


def _due_for_release(backend: Backend, now: datetime) -> Iterable[Versioned[Booking]]:
    """All whose search is to open: those that are put off stay due, and must not keep others from their time."""

    def read(since: datetime | None, size: int) -> list[Versioned[Booking]]:
        return backend.store.bookings_due_for_release(now, size, since)

    return paged(read, lambda booking: booking.release_at or now, _BATCH)


def _release(backend: Backend, booking: Versioned[Booking]) -> None:
    once = for_system("release", f"{booking.value.booking_id}.{booking.value.version}")

    def decide() -> Decision:
        current = booking_of(backend, booking.value.booking_id)
        if current.value.state is not BookingState.SCHEDULED:
            return Decision(())
        area = area_of(backend, current.value.area_id)
        if is_release_held(current.value, area, backend.clock.now()):
            return Decision(())
        return ending.release_scheduled(current, area, moment_of(backend, once))

    perform(backend, once, decide)


def _expire_offer(backend: Backend, offer: Offer) -> None:
    expire_offers(backend, offer.booking_id, [offer.offer_id])
