"""Answer a suggestion to move."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import existing, provider_of
from shared import paths
from shared.messages.commands import AnswerSuggestion
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.models.supply import Suggestion
from shared.supply.suggesting import answer


def answer_suggestion(backend: Backend, actor: Actor, command: AnswerSuggestion) -> dict[str, Any]:
    """Agree to move, or say no. Who agreed counts as supply where the move leads; a no has no drawback.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Missing: ``X909``.
        Conflict: ``D245 SUGGESTION_OVER``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        known = existing(backend, paths.suggestion(command.suggestion_id), Suggestion)
        provider = provider_of(backend, known.value.provider_id)
        return answer(command, known, provider, moment_of(backend, once))

    return perform(backend, once, decide)
