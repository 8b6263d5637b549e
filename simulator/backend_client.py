"""Calling the backend's callables over HTTP as a signed-in person, the way a phone does."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from shared.messages.commands import Command
from simulator.auth import Session

TIMEOUT_S = 60.0
ATTEMPTS = 4
RETRY_AFTER_S = 0.5
AT_ONCE = 2
"""Calls of one callable in flight: the emulator starts another worker process for each beyond the idle ones."""
ONE_BY_ONE = frozenset({"put_provider", "register_device", "set_duty"})
"""Callables that a whole city calls in one rush as it opens: they take turns, the idle processes would stay all day."""
TRY_AGAIN = frozenset({"X906", "X908"})
WITHOUT_CODE = "no_code"


class Refused(Exception):
    """The backend said no; ``code`` is the error's number, ``details`` what it adds."""

    def __init__(self, callable_name: str, status: str, details: dict[str, Any], message: str) -> None:
        """Read the callable protocol's error."""
        self.status = status
        self.details = details
        self.label = str(details.get("code") or WITHOUT_CODE)
        self.code = self.label.split(" ", maxsplit=1)[0]
        super().__init__(f"{callable_name}: {self.label} {message}")


@dataclass
class CallStats:
    """What the clients saw of the backend: calls, refusals by code, and latency by callable in real seconds."""

    calls: Counter[str] = field(default_factory=Counter)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    latency_s: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)
    """Answers that no client should ever get: errors without a code, and no answer at all."""


def new_op_id() -> str:
    """Make the id of one intent; a retry of the same intent keeps it."""
    return uuid4().hex


class BackendClient:
    """Calls callables; every call of the same command object is the same intent."""

    def __init__(self, url_of: Callable[[str], str], http: httpx.AsyncClient) -> None:
        """Say where the callables are; ``url_of`` gives the address of a callable by its name."""
        self._url_of = url_of
        self._http = http
        self._gates: dict[str, asyncio.Semaphore] = {}
        self.stats = CallStats()

    async def call(self, name: str, person: Session, command: Command) -> dict[str, Any]:
        """Call ``name`` and give its result; trouble on the way is tried again with the same ``op_id``.

        Raises:
            Refused: the backend's coded answer, or an answer without a code after all attempts.
        """
        trouble: Exception | None = None
        for attempt in range(ATTEMPTS):
            await asyncio.sleep(RETRY_AFTER_S * attempt)
            try:
                return await self._once(name, person, command)
            except Refused as refusal:
                trouble = refusal
                if refusal.code not in TRY_AGAIN and refusal.code != WITHOUT_CODE:
                    raise
            except httpx.TransportError as error:
                trouble = Refused(name, "NO_ANSWER", {}, repr(error))
        self.stats.broken.append(str(trouble))
        raise trouble or AssertionError

    async def _once(self, name: str, person: Session, command: Command) -> dict[str, Any]:
        body = {"data": command.model_dump(mode="json", exclude_unset=True)}
        headers = {"Authorization": f"Bearer {person.id_token}"}
        async with self._gate(name):
            started_s = time.monotonic()
            answer = await self._http.post(self._url_of(name), json=body, headers=headers, timeout=TIMEOUT_S)
        self.stats.calls[name] += 1
        self.stats.latency_s[name].append(time.monotonic() - started_s)
        return self._result(name, answer)

    def _gate(self, name: str) -> asyncio.Semaphore:
        return self._gates.setdefault(name, asyncio.Semaphore(1 if name in ONE_BY_ONE else AT_ONCE))

    def _result(self, name: str, answer: httpx.Response) -> dict[str, Any]:
        """Read the callable protocol's answer; one that is none, as when a worker dies, is an error without a code."""
        try:
            body = answer.json()
        except ValueError:
            body = {}
        if answer.is_success and "result" in body:
            return dict(body["result"] or {})
        error = body.get("error") or {"status": f"HTTP {answer.status_code}", "message": answer.text[:200]}
        refusal = Refused(name, str(error.get("status")), dict(error.get("details") or {}), str(error.get("message")))
        self.stats.refusals[name, refusal.label] += 1
        raise refusal
