"""Calling the backend: retries are the same intent, refusals are coded."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from shared.messages.commands import AcceptOffer
from simulator import backend_client
from simulator.auth import Session
from simulator.backend_client import BackendClient, Refused

PERSON = Session("provider-1", "token-1")
TAKEN = {"error": {"status": "ABORTED", "message": "taken", "details": {"code": "D201 ALREADY_TAKEN"}}}
BUSY = {"error": {"status": "UNAVAILABLE", "message": "busy", "details": {"code": "X908 UNAVAILABLE"}}}


class Backend:
    """Answers in turn and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend_client, "RETRY_AFTER_S", 0.0)


def use(backend: Backend, work: Callable[[BackendClient], Any]) -> Any:
    async def run() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(backend)) as http:
            return await work(BackendClient(lambda name: f"http://127.0.0.1/{name}", http))

    return asyncio.run(run())


def accept(client: BackendClient) -> Any:
    return client.call("accept_offer", PERSON, AcceptOffer(op_id="op-00000001", offer_id="offer-1"))


def test_a_call_carries_the_command_and_the_token() -> None:
    backend = Backend(httpx.Response(200, json={"result": {"epoch": 1}}))

    result = use(backend, accept)

    assert result == {"epoch": 1}
    assert backend.asked[0].headers["authorization"] == "Bearer token-1"
    assert json.loads(backend.asked[0].content) == {"data": {"op_id": "op-00000001", "offer_id": "offer-1"}}


def test_a_coded_refusal_is_final() -> None:
    backend = Backend(httpx.Response(409, json=TAKEN))

    with pytest.raises(Refused) as refusal:
        use(backend, accept)

    assert refusal.value.code == "D201"
    assert len(backend.asked) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.Response(503, json=BUSY),
        httpx.Response(500, text="<html>oops</html>"),
        httpx.Response(500, json={"code": "ECONNRESET"}),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
    ],
    ids=["unavailable", "no json", "worker gone", "timeout", "no connection"],
)
def test_trouble_is_tried_again_with_the_same_op_id(trouble: httpx.Response | Exception) -> None:
    backend = Backend(trouble, httpx.Response(200, json={"result": {"epoch": 1}}))

    result = use(backend, accept)

    assert result == {"epoch": 1}
    assert {json.loads(request.content)["data"]["op_id"] for request in backend.asked} == {"op-00000001"}


def test_an_error_without_a_code_is_reported_as_broken() -> None:
    backend = Backend(*(httpx.Response(500, json={"error": {"status": "INTERNAL"}}) for _ in range(4)))

    async def call(client: BackendClient) -> list[str]:
        with pytest.raises(Refused):
            await accept(client)
        return client.stats.broken

    assert len(use(backend, call)) == 1


def test_refusals_and_latencies_are_counted() -> None:
    backend = Backend(httpx.Response(409, json=TAKEN), httpx.Response(200, json={"result": None}))

    async def call(client: BackendClient) -> backend_client.CallStats:
        with pytest.raises(Refused):
            await accept(client)
        await accept(client)
        return client.stats

    stats = use(backend, call)
    assert stats.refusals == {("accept_offer", "D201 ALREADY_TAKEN"): 1}
    assert stats.calls == {"accept_offer": 2}
    assert len(stats.latency_s["accept_offer"]) == 2
