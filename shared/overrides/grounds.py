"""What an override rests on, in plain facts, and whether they moved in a way that matters.

A version says that something changed, not whether it matters: a revised forecast or a new offer changes the booking and nothing
that was decided on. So the facts that count are written down one by one, and compared one by one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared import paths
from shared.models.booking import Booking, BookingState
from shared.models.override import FactValue, Ground
from shared.models.override_change import OverrideKind
from shared.models.provider import Provider
from shared.models.zone import Closure, Zone
from shared.units import BookingId

ENDS = "ends"
_WAITING = frozenset({BookingState.SCHEDULED, BookingState.SEARCHING, BookingState.AWAITING_APPROVAL})
_ROUTE, _CLOSURES = "route", "closures"
_DUTY_KINDS = frozenset({OverrideKind.PAUSE_PROVIDER, OverrideKind.RESUME_PROVIDER})


@dataclass(frozen=True)
class Moved:
    """One fact that is not what it was."""

    path: str
    field: str
    was: FactValue
    now: FactValue

    def told(self) -> dict[str, Any]:
        """As it is told to the operator."""
        return {"document": self.path, "field": self.field, "was": _plain(self.was), "is": _plain(self.now)}


def booking_ground(booking: Booking) -> Ground:
    """Who has a booking, how far it is, and what was agreed about it; not how it is searched for or forecast."""
    terms, ahead = booking.terms, booking.next_stop
    facts: dict[str, FactValue] = {
        "phase": _phase(booking),
        "provider_id": booking.provider_id,
        "assignment_epoch": booking.assignment_epoch,
        "on_board": booking.on_board,
        "returning": booking.returning,
        "next_stop": ahead.stop_id if ahead else None,
        "promised_until": terms.promise.window.end_at.isoformat(),
        "ready_at": terms.ready_at.isoformat(),
        "places": tuple(f"{stop.stop_id}:{stop.zone_id}:{stop.cell}" for stop in terms.stops),
    }
    return Ground(path=paths.booking(booking.booking_id), facts=facts)


def provider_ground(provider: Provider, *, in_reach: bool) -> Ground:
    """What a provider may and has to do, and whether anybody knows where they are."""
    facts: dict[str, FactValue] = {
        "duty": provider.duty.value,
        "in_reach": in_reach,
        "capacity": provider.capacity,
        "skills": (*sorted(provider.services), *sorted(provider.skills)),
        _ROUTE: tuple(f"{stop.booking_id}/{stop.stop_id}" for stop in provider.route),
    }
    return Ground(path=paths.provider(provider.provider_id), facts=facts)


def zone_ground(zone: Zone, ends: Iterable[BookingId] = ()) -> Ground:
    """Whether a zone is served, and which waiting bookings the change would call off."""
    facts: dict[str, FactValue] = {
        "active": zone.active,
        "services": tuple(sorted(zone.services)),
        _CLOSURES: tuple(_closure(closure) for closure in zone.closures),
        ENDS: tuple(sorted(ends)),
    }
    return Ground(path=paths.zone(zone.zone_id), facts=facts)


def left_by(kind: OverrideKind, bookings: Iterable[Booking], providers: Iterable[Provider]) -> tuple[Ground, ...]:
    """What an override has left and what its undoing needs to find: who has what, a duty, an order."""
    found = [_left_of_booking(booking) for booking in bookings]
    if kind in _DUTY_KINDS:
        found += [_left_of_provider(one, {"duty": one.duty.value}) for one in providers]
    if kind is OverrideKind.RESEQUENCE:
        route = {one.provider_id: tuple(f"{stop.booking_id}/{stop.stop_id}" for stop in one.route) for one in providers}
        found += [_left_of_provider(one, {_ROUTE: route[one.provider_id]}) for one in providers]
    return tuple(found)


def moved(was: Sequence[Ground], now: Mapping[str, Ground]) -> list[Moved]:
    """Compare facts with those of now; a document that is gone counts as moved.

    Args:
        was: what was written down; each fact of it is compared.
        now: by path; facts that were not written down are not looked at.
    """
    found: list[Moved] = []
    for ground in was:
        facts = now[ground.path].facts if ground.path in now else dict.fromkeys(ground.facts)
        found += [
            Moved(ground.path, field, value, facts.get(field))
            for field, value in ground.facts.items()
            if _matters(field, value, facts.get(field))
        ]
    return found


def _matters(field: str, was: FactValue, now: FactValue) -> bool:
    """Stops that were done meanwhile, as planned, do not matter; nor does it that fewer bookings would be called off."""
    if was == now:
        return False
    if isinstance(was, tuple) and isinstance(now, tuple):
        if field == _ROUTE:
            return now != was[len(was) - len(now) :]
        if field == ENDS:
            return not set(now) <= set(was)
    return True


def _phase(booking: Booking) -> str:
    return "waiting" if booking.state in _WAITING else booking.state.value


def _closure(closure: Closure) -> str:
    return f"{closure.window.start_at.isoformat()}/{closure.window.end_at.isoformat()}: {closure.reason}"


def _left_of_booking(booking: Booking) -> Ground:
    facts: dict[str, FactValue] = {
        "provider_id": booking.provider_id,
        "assignment_epoch": booking.assignment_epoch,
        "ended": booking.has_ended,
        "on_board": booking.on_board,
    }
    return Ground(path=paths.booking(booking.booking_id), facts=facts)


def ground_now(document: Booking | Provider) -> Ground:
    """Everything that ``left_by`` may have written down of a document, as it is now."""
    if isinstance(document, Booking):
        return _left_of_booking(document)
    route = tuple(f"{stop.booking_id}/{stop.stop_id}" for stop in document.route)
    return _left_of_provider(document, {"duty": document.duty.value, _ROUTE: route})


def _left_of_provider(provider: Provider, facts: dict[str, FactValue]) -> Ground:
    return Ground(path=paths.provider(provider.provider_id), facts=facts)


def _plain(value: FactValue) -> Any:
    return list(value) if isinstance(value, tuple) else value
