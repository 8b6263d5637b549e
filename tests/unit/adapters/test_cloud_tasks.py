"""What is sent to Cloud Tasks in production."""

import base64
import json
import re
from datetime import timedelta, timezone
from typing import Any

import pytest
from google.api_core import exceptions as google

from muster.adapters.cloud_tasks import CloudTasks, http_task, task_id
from shared.errors import Code, MusterError, Unavailable
from tests.builders import NOW


class Client:
    """Stands in for Google's client: keeps what is created, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.created: list[Any] = []

    def create_task(self, *, parent: str, task: Any, retry: Any, timeout: float) -> None:
        if self.error:
            raise self.error
        self.created.append((parent, task))


def cloud_tasks(client: Client) -> CloudTasks:
    return CloudTasks("muster-1", "europe-west3", client, lambda: "muster@muster-1.iam.gserviceaccount.com")


def test_a_task_calls_the_function_of_its_queue_as_our_account() -> None:
    client = Client()

    cloud_tasks(client).schedule("expireoffer", "offer-1", {"offer_id": "offer-1"}, NOW)

    parent, task = client.created[0]
    assert parent == "projects/muster-1/locations/europe-west3/queues/expireoffer"
    assert task.name == f"{parent}/tasks/{task_id('offer-1')}"
    assert task.http_request.url == "https://europe-west3-muster-1.cloudfunctions.net/expireoffer"
    assert task.http_request.oidc_token.service_account_email == "muster@muster-1.iam.gserviceaccount.com"
    assert json.loads(task.http_request.body) == {"data": {"offer_id": "offer-1"}}
    assert task.http_request.headers == {"Content-Type": "application/json"}


def test_a_due_time_of_another_timezone_is_sent_as_the_same_instant() -> None:
    client = Client()
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))

    cloud_tasks(client).schedule("expireoffer", "offer-1", {}, elsewhere)

    assert client.created[0][1].schedule_time == NOW
    assert http_task("queue", "offer-1", {}, elsewhere)["scheduleTime"] == "2026-03-02T12:00:00.000000Z"


def test_a_task_that_exists_is_no_error() -> None:
    cloud_tasks(Client(google.AlreadyExists("there"))).schedule("expireoffer", "offer-1", {}, NOW)


@pytest.mark.parametrize("error", [google.ServiceUnavailable("down"), google.NotFound("queue"), google.Forbidden("no")])
def test_what_may_be_mended_is_unavailable(error: Exception) -> None:
    with pytest.raises(Unavailable) as refused:
        cloud_tasks(Client(error)).schedule("expireoffer", "offer-1", {}, NOW)

    assert refused.value.code is Code.UNAVAILABLE


def test_a_task_that_is_refused_is_a_fault_of_ours() -> None:
    with pytest.raises(MusterError) as refused:
        cloud_tasks(Client(google.InvalidArgument("too far ahead"))).schedule("expireoffer", "offer-1", {}, NOW)

    assert refused.value.code is Code.INTERNAL


def test_a_payload_that_is_not_plain_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        http_task("queue", "name", {"share": float("inf")}, NOW)


def test_a_body_is_base64_as_rest_wants_it() -> None:
    body = http_task("queue", "name", {"text": "Grüße"}, NOW)["httpRequest"]["body"]

    assert json.loads(base64.b64decode(body)) == {"data": {"text": "Grüße"}}


@pytest.mark.parametrize("name", ["offer-1", "expire:offer.1/2", "東京", "x" * 2000, ""])
def test_a_task_id_is_safe_and_always_the_same(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,500}", task_id(name))
    assert task_id(name) == task_id(name)


def test_ids_of_similar_names_have_no_common_prefix() -> None:
    assert task_id("offer-1")[:4] != task_id("offer-2")[:4]
