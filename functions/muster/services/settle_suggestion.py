"""Bring a suggestion to its end: let it expire, or read what came of it."""

from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import existing
from shared import paths
from shared.geo.distance import haversine_m
from shared.geo.zone_index import ZoneIndex
from shared.models.booking import Booking
from shared.models.change import Decision, replace
from shared.models.facts import ZoneState
from shared.models.place import LatLng
from shared.models.provider import Position, Provider
from shared.models.supply import Suggestion, SuggestionState
from shared.models.zone import Zone
from shared.supply.suggesting import expired, measured
from shared.units import SuggestionId

_NEAR_M = 500
"""As good as being in the zone: the target may lie at its border."""


def settle_suggestion(backend: Backend, suggestion_id: SuggestionId) -> bool:
    """Do what is due; done again it changes nothing.

    Returns:
        Whether anything was due.
    """
    once = for_system("suggestion", f"{suggestion_id}.{backend.clock.now().timestamp():.0f}")

    def decide() -> Decision:
        known = existing(backend, paths.suggestion(suggestion_id), Suggestion)
        suggestion, moment = known.value, moment_of(backend, once)
        if suggestion.due_at is None or suggestion.due_at > moment.at:
            return Decision(())
        told = {"suggestion_id": suggestion_id}
        if suggestion.state is SuggestionState.OPEN:
            return Decision((replace(known, expired(suggestion)),), result=told)
        went, got_job, after = _effect(backend, suggestion)
        seen = measured(suggestion, went=went, got_job=got_job, after=after, moment=moment)
        return Decision((replace(known, seen),), result=told)

    return bool(perform(backend, once, decide))


def _effect(backend: Backend, suggestion: Suggestion) -> tuple[bool, bool, ZoneState | None]:
    """Whether the provider is in the zone, whether a job held now begins there, and how the zone stands."""
    at, by = paths.position(suggestion.provider_id), paths.provider(suggestion.provider_id)
    ends, now = (
        [paths.zone(z) for z in (suggestion.from_zone, suggestion.to_zone)],
        paths.zone_state(suggestion.to_zone),
    )
    found = backend.store.get_each({at: Position, by: Provider, now: ZoneState, **dict.fromkeys(ends, Zone)})
    held = found[by].value.engagements if by in found else {}
    bookings = backend.store.get_many([paths.booking(booking_id) for booking_id in held], Booking) if held else {}
    got_job = any(b.value.terms.stops[0].zone_id == suggestion.to_zone for b in bookings.values())
    zones = [found[path].value for path in ends if path in found]
    there = at in found and _is_there(suggestion, found[at].value.point, zones)
    return there or got_job, got_job, found[now].value if now in found else None


def _is_there(suggestion: Suggestion, point: LatLng, ends: Sequence[Zone]) -> bool:
    """Whether a place is near the target, or of the two zones belongs to the one that was asked for."""
    located = ZoneIndex(ends).locate(point)
    in_zone = bool(located) and located[0].zone_id == suggestion.to_zone
    return in_zone or haversine_m(point, suggestion.target) <= _NEAR_M
