"""What the phones of the city got, as the local push service tells; an app shows a message once, however often it comes."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

SHOWN = 8


@dataclass(frozen=True)
class Pushed:
    """A notification as one phone shows it."""

    phone: str
    kind: str
    title: str
    body: str


@dataclass
class Pushes:
    """Follows the local push service.

    Attributes:
        host: its ``host:port``.
        count: notifications shown on phones so far.
        copies: second copies that the apps dropped.
    """

    host: str
    http: httpx.AsyncClient
    count: int = 0
    copies: int = 0
    _last: int = 0
    _seen: set[str] = field(default_factory=set)
    _latest: deque[Pushed] = field(default_factory=lambda: deque(maxlen=SHOWN))

    @property
    def latest(self) -> Sequence[Pushed]:
        """The latest ones, the newest first."""
        return tuple(reversed(self._latest))

    async def refresh(self) -> None:
        """Take in what came since; a push service that does not answer is asked again next time."""
        with contextlib.suppress(httpx.HTTPError):
            answer = await self.http.get(f"http://{self.host}/local/arrivals", params={"after": self._last})
            for arrival in answer.json()["arrivals"]:
                self._last = arrival["number"]
                self.take(arrival["target"], arrival["message"])

    def take(self, target: str, message: dict[str, Any]) -> None:
        """Show one message on its phone."""
        nid = message["data"]["nid"]
        if nid in self._seen:
            self.copies += 1
            return
        self._seen.add(nid)
        self.count += 1
        said = message.get("notification", {})
        phone = target.removeprefix(TOKEN_PREFIX)
        self._latest.append(Pushed(phone, message["data"]["kind"], said.get("title", ""), said.get("body", "")))


TOKEN_PREFIX = "simulated-token-of-"  # noqa: S105 - the name of a made-up phone
