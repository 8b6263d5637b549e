"""Timers on Cloud Tasks: one task shape, sent by Google's client, or by REST to the emulator (decision 0009)."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any

from shared.errors import Code, MusterError, Unavailable
from shared.units import as_utc

TIMEOUT_S = 10.0
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_READABLE_AT_MOST = 400


class CloudTasks:
    """Implements ``ports.messaging.Tasks``: each task calls the task queue function that has its queue's name.

    Args:
        project_id: whose queues.
        region: where queues and functions are.
        client: ``google.cloud.tasks_v2.CloudTasksClient``; one is made on first use when none is given.
        service_account: gives the address of the account that the function is called as; by default our own.
    """

    def __init__(
        self, project_id: str, region: str, client: Any = None, service_account: Callable[[], str] | None = None
    ) -> None:
        self._project_id = project_id
        self._region = region
        self._given = client
        self._service_account = service_account or own_service_account

    def schedule(self, queue: str, name: str, payload: dict[str, Any], due_at: datetime) -> None:
        """Create the task; that it exists already, or did lately, is no error."""
        from google.api_core import exceptions as google
        from google.cloud.tasks_v2 import Task

        parent = queue_path(self._project_id, self._region, queue)
        task = http_task(parent, name, payload, due_at)
        task["httpRequest"]["url"] = f"https://{self._region}-{self._project_id}.cloudfunctions.net/{queue}"
        task["httpRequest"]["oidcToken"] = {"serviceAccountEmail": self._account}
        try:
            self._client.create_task(
                parent=parent, task=Task.from_json(json.dumps(task)), retry=self._retry, timeout=TIMEOUT_S
            )
        except google.AlreadyExists:
            return
        except google.InvalidArgument as refused:
            raise MusterError(Code.INTERNAL, {"operation": "schedule", "queue": queue}) from refused
        except google.GoogleAPIError as error:
            raise Unavailable(Code.UNAVAILABLE, {"operation": "schedule", "queue": queue}) from error

    @cached_property
    def _client(self) -> Any:
        if self._given is not None:
            return self._given
        from google.cloud.tasks_v2 import CloudTasksClient

        return CloudTasksClient()

    @cached_property
    def _account(self) -> str:
        return self._service_account()

    @cached_property
    def _retry(self) -> Any:
        from google.api_core.retry import Retry

        return Retry(initial=0.1, maximum=2.0, multiplier=2.0, timeout=TIMEOUT_S)  # a named task is made only once


class EmulatedTasks:
    """Implements ``ports.messaging.Tasks`` on the emulator, which knows the functions' addresses.

    Args:
        host: ``host:port`` of the tasks emulator.
        project_id: whose queues.
        region: where the functions are.
    """

    def __init__(self, host: str, project_id: str, region: str) -> None:
        self._host = host
        self._project_id = project_id
        self._region = region

    def schedule(self, queue: str, name: str, payload: dict[str, Any], due_at: datetime) -> None:
        """Create the task; that it exists already, or did lately, is no error."""
        import urllib3

        parent = queue_path(self._project_id, self._region, queue)
        task = http_task(parent, name, payload, due_at)
        try:
            answer = self._pool.request("POST", f"http://{self._host}/{parent}/tasks", json={"task": task})
        except urllib3.exceptions.HTTPError as error:
            raise Unavailable(Code.UNAVAILABLE, {"operation": "schedule", "queue": queue}) from error
        if answer.status >= HTTPStatus.BAD_REQUEST and answer.status != HTTPStatus.CONFLICT:
            raise Unavailable(Code.UNAVAILABLE, {"operation": "schedule", "queue": queue, "status": answer.status})

    @cached_property
    def _pool(self) -> Any:
        import urllib3

        return urllib3.PoolManager(
            retries=False, timeout=TIMEOUT_S
        )  # keeps its connection, which costs more than a request


def queue_path(project_id: str, region: str, queue: str) -> str:
    """Full name of a queue."""
    return f"projects/{project_id}/locations/{region}/queues/{queue}"


def http_task(parent: str, name: str, payload: dict[str, Any], due_at: datetime) -> dict[str, Any]:
    """Give the task as Cloud Tasks' REST API writes it; an empty address means the queue's own function."""
    body = json.dumps({"data": payload}, allow_nan=False).encode()
    return {
        "name": f"{parent}/tasks/{task_id(name)}",
        "scheduleTime": as_utc(due_at).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "httpRequest": {
            "url": "",
            "httpMethod": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": base64.b64encode(body).decode(),
        },
    }


def task_id(name: str) -> str:
    """Give the id of the task ``name``: always the same one, of safe letters.

    It begins with a hash, because ids with a common prefix slow a queue down, and because two names may look alike once
    their unsafe letters are replaced.
    """
    digest = hashlib.sha256(name.encode()).hexdigest()[:24]
    return f"{digest}-{_UNSAFE.sub('-', name)[:_READABLE_AT_MOST]}"


def own_service_account() -> str:
    """Address of the account that this process runs as."""
    import google.auth
    from google.auth.transport.requests import Request

    credentials: Any = google.auth.default()[0]
    credentials.refresh(Request())
    return str(credentials.service_account_email)
