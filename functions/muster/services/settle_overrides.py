"""Outcomes for overrides, attached when the bookings they concerned have ended; on schedule."""

from muster.ports.backend import Backend
from muster.services.execution import kept
from shared import paths
from shared.models.change import Versioned, replace
from shared.models.facts import BookingFacts
from shared.models.override import Override
from shared.overrides.committing import settled

_AT_ONCE = 200


def settle_overrides(backend: Backend) -> int:
    """Look at the oldest overrides of which something is not over yet; doing it again changes nothing.

    It costs an ordinary booking nothing: only what overrides wait for is read.

    Returns:
        How many got an outcome.
    """
    return sum(_settle(backend, known) for known in backend.store.overrides_awaiting(_AT_ONCE))


def _settle(backend: Backend, known: Versioned[Override]) -> bool:
    found = backend.store.get_many([paths.fact(one) for one in known.value.awaits], BookingFacts)
    after = settled(known.value, {fact.value.booking_id: fact.value for fact in found.values()}, backend.clock.now())
    if after == known.value:
        return False
    return kept(backend, replace(known, after), "settle_overrides", override_id=known.value.override_id)
