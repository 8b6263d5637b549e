"""Topics on Pub/Sub. Topics are made by the deployment (the emulator makes them with their triggers), not here."""

import json
from concurrent.futures import TimeoutError as TookTooLong
from functools import cached_property
from typing import Any

from shared.errors import Code, Unavailable

TIMEOUT_S = 10.0


class PubSubBus:
    """Implements ``ports.messaging.Bus``: each message is sent at once, and its acknowledgement waited for.

    Args:
        project_id: whose topics.
        publisher: ``google.cloud.pubsub_v1.PublisherClient``; one is made on first use when none is given.
        timeout_s: how long one message may take, retries included.
    """

    def __init__(self, project_id: str, publisher: Any = None, timeout_s: float = TIMEOUT_S) -> None:
        self._project_id = project_id
        self._given = publisher
        self._timeout_s = timeout_s

    def publish(self, topic: str, key: str, payload: dict[str, Any]) -> None:
        """Publish at least once. A message may still arrive after ``X908``: its reader knows it by ``key``."""
        from google.api_core.exceptions import GoogleAPIError

        data = json.dumps(payload, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
        address = f"projects/{self._project_id}/topics/{topic}"
        try:
            sent = self._publisher.publish(address, data, retry=self._retry, timeout=self._timeout_s, key=key)
            sent.result(timeout=self._timeout_s)
        except (GoogleAPIError, TookTooLong) as error:
            raise Unavailable(Code.UNAVAILABLE, {"operation": "publish", "topic": topic}) from error

    @cached_property
    def _publisher(self) -> Any:
        if self._given is not None:
            return self._given
        from google.cloud.pubsub_v1 import PublisherClient
        from google.cloud.pubsub_v1.types import BatchSettings

        return PublisherClient(batch_settings=BatchSettings(max_messages=1))

    @cached_property
    def _retry(self) -> Any:
        from google.api_core.retry import Retry

        return Retry(initial=0.1, maximum=2.0, multiplier=2.0, timeout=self._timeout_s)
