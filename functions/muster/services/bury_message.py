"""Dead letters: a message that can not be handled is kept once, acknowledged, and alerted on."""

from datetime import timedelta

from pydantic import ValidationError

from muster.ports.backend import Backend
from muster.services.execution import keep
from shared import paths
from shared.digest import digest
from shared.errors import Code, MusterError
from shared.models.change import put
from shared.models.triage import DeadLetter

_KEPT = timedelta(days=30)
_LONGEST_CAUSE = 500


def bury_message(backend: Backend, consumer: str, key: str, trouble: Exception) -> None:
    """Keep what could not be handled and why; the log line's severity raises the alert."""
    code = trouble.code.label if isinstance(trouble, MusterError) else Code.INTERNAL.label
    now = backend.clock.real_now()
    letter = DeadLetter(
        consumer=consumer,
        key=key,
        code=code,
        cause=f"{type(trouble).__name__}: {_told(trouble)}"[:_LONGEST_CAUSE],
        recorded_at=now,
        expires_at=now + _KEPT,
    )
    letter_id = digest(consumer, key)
    keep(backend, [put(paths.dead_letter(letter_id), letter)])
    backend.log.step("dead_letter", "dead", consumer=consumer, key=key, code=code)


def _told(trouble: Exception) -> str:
    """Say what is wrong; a validation error's own text quotes the message, which may hold personal data."""
    if not isinstance(trouble, ValidationError):
        return str(trouble)
    faults = trouble.errors(include_url=False, include_input=False, include_context=False)
    return ", ".join(f"{'.'.join(map(str, fault['loc']))} {fault['type']}" for fault in faults)
