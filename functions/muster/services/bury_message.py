"""Dead letters: a message that can not be handled is kept once, acknowledged, and alerted on."""

import hashlib
from datetime import timedelta

from muster.ports.backend import Backend
from muster.services.execution import keep
from shared import paths
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
        cause=f"{type(trouble).__name__}: {trouble}"[:_LONGEST_CAUSE],
        recorded_at=now,
        expires_at=now + _KEPT,
    )
    letter_id = hashlib.sha256(f"{consumer}\x1f{key}".encode()).hexdigest()[:32]
    keep(backend, [put(paths.dead_letter(letter_id), letter)])
    backend.log.step("dead_letter", "dead", consumer=consumer, key=key, code=code)
