"""Tell a provider of a suggestion to move."""

from muster.ports.backend import Backend
from muster.services.deliver_notice import Chunk, deliver_notice, reached
from muster.services.gathering import existing
from shared import paths
from shared.models.supply import Suggestion, SuggestionState
from shared.notify.writing import Matter

KIND = "suggestion"


def notify_suggestion(backend: Backend, suggestion_id: str) -> int:
    """Send it while it is open: a hint, that makes no sound in quiet hours; gives how many deliveries were made."""
    suggestion = existing(backend, paths.suggestion(suggestion_id), Suggestion).value
    if suggestion.state is not SuggestionState.OPEN or suggestion.deadline_at <= backend.clock.now():
        return 0
    matter = Matter(
        event_id=suggestion_id,
        kind=KIND,
        area_id=suggestion.area_id,
        ids={"suggestion_id": suggestion_id},
        expires_at=backend.clock.real_at(suggestion.deadline_at),
    )
    devices = reached(backend, backend.store.devices_of([suggestion.provider_id]), KIND)
    return 1 if deliver_notice(backend, matter, Chunk(suggestion.provider_id, devices), None) else 0
