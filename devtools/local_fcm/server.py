"""The local FCM on a port of its own: ``POST /v1/projects/{project}/messages:send``, and ``/local/`` for tests and the demo.

``GET /local/arrivals?after=N`` lists what phones got, ``POST /local/faults`` orders something to go wrong.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from devtools.local_fcm.answers import Answer
from devtools.local_fcm.model import LocalFcm
from devtools.ports import LOOPBACK

_SEND = re.compile(r"^/v1/projects/([^/]+)/messages:send$")
_BACKLOG = 1024
"""A sender opens up to 500 connections at once."""


@dataclasses.dataclass(frozen=True)
class Served:
    """A running local FCM."""

    fcm: LocalFcm
    port: int

    @property
    def host(self) -> str:
        """``host:port``."""
        return f"{LOOPBACK}:{self.port}"


class _Server(ThreadingHTTPServer):
    request_queue_size = _BACKLOG
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away: senders in tests do."""


@contextlib.contextmanager
def serving(fcm: LocalFcm | None = None, port: int = 0) -> Iterator[Served]:
    """Serve on a free port of the loopback address for the length of a block."""
    state = fcm or LocalFcm()
    server = _Server((LOOPBACK, port), type("Handler", (_Handler,), {"fcm": state}))
    thread = threading.Thread(target=server.serve_forever, name="local-fcm", daemon=True)
    thread.start()
    try:
        yield Served(state, server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One connection; ``fcm`` is set on the class made for a server."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fcm: LocalFcm

    def do_POST(self) -> None:
        """Send, or order a fault."""
        body = self._json()
        sent = _SEND.match(self.path)
        if sent:
            self._answer(self.fcm.send(sent[1], body, time.monotonic()))
        elif self.path == "/local/faults":
            self.fcm.order(**body)
            self._answer(Answer(200, {}))
        else:
            self._answer(_NOT_FOUND)

    def do_GET(self) -> None:
        """List what arrived."""
        asked = urlsplit(self.path)
        if asked.path != "/local/arrivals":
            self._answer(_NOT_FOUND)
            return
        after = int(parse_qs(asked.query).get("after", ["0"])[0])
        listed = [dataclasses.asdict(arrival) for arrival in self.fcm.since(after)]
        self._answer(Answer(200, {"arrivals": listed}))

    def _json(self) -> Any:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with contextlib.suppress(ValueError):
            return json.loads(raw)
        return None

    def _answer(self, answer: Answer) -> None:
        if answer.delay_s:
            time.sleep(answer.delay_s)
        if answer.is_dropped:
            self.close_connection = True
            return
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: the demo shows what arrives."""


_NOT_FOUND = Answer(404, "<html>Not found</html>", {"Content-Type": "text/html"})
