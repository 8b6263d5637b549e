"""The push service until there is one: what would be sent is written to the log, and counts as recorded."""

from collections.abc import Sequence

from muster.ports.messaging import Log
from shared.models.device import Device, PushMessage

RECORDED = "recorded"


class PushRecorder:
    """Implements ``ports.messaging.Push``; the delivery document keeps what was recorded."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def send(self, message: PushMessage, devices: Sequence[Device]) -> dict[str, str]:
        """Record the message for each device."""
        self._log.step("push", RECORDED, nid=message.nid, kind=message.kind, devices=len(devices))
        return {device.installation_id: RECORDED for device in devices}
