"""The push service where there is none: an emulator suite without a local FCM. What would be sent goes to the log."""

from collections.abc import Sequence
from http import HTTPStatus

from muster.ports.messaging import Log
from shared.models.push import Envelope, PushAnswer


class PushRecorder:
    """Implements ``ports.messaging.Push``: everything counts as sent."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def send(self, envelopes: Sequence[Envelope]) -> list[PushAnswer]:
        """Log each message."""
        for one in envelopes:
            self._log.step("push", "recorded", nid=one.message.nid, kind=one.message.kind)
        return [PushAnswer(status=HTTPStatus.OK)] * len(envelopes)
