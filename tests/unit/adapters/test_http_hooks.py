"""Calls to partners: to public servers by HTTPS only, once, following nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from muster.adapters.http_hooks import HttpHooks
from shared.errors import Code, Rejected


class _Partner(BaseHTTPRequestHandler):
    status = 204
    heard: list[tuple[str, str, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, self.headers["Muster-Signature"], body))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - named by the base class
        """Say nothing."""


@pytest.fixture
def partner() -> Iterator[tuple[str, type[_Partner]]]:
    handler = type("Handler", (_Partner,), {"heard": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hooks?x=1", handler
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_partner_gets_the_body_as_it_was_signed(partner: tuple[str, type[_Partner]]) -> None:
    url, handler = partner

    status = HttpHooks(allow_local=True).post(url, b'{"id":"1"}', {"Muster-Signature": "t=1,v1=ab"})

    assert status == 204
    assert handler.heard == [("/hooks?x=1", "t=1,v1=ab", b'{"id":"1"}')]


def test_a_redirect_is_not_followed(partner: tuple[str, type[_Partner]]) -> None:
    url, handler = partner
    handler.status = 302

    assert HttpHooks(allow_local=True).post(url, b"{}", {"Muster-Signature": "s"}) == 302
    assert len(handler.heard) == 1


def test_nobody_there_is_no_answer() -> None:
    assert HttpHooks(allow_local=True).post("http://127.0.0.1:9/hooks", b"{}", {}) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hooks",
        "https://127.0.0.1/hooks",
        "https://[::1]/hooks",
        "https://10.1.2.3/hooks",
        "https://169.254.169.254/computeMetadata/v1/",
        "https://192.168.0.1/",
        "https://0.0.0.0/",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::10.0.0.1]/",
        "https://[::ffff:0:10.0.0.1]/",
        "https://[64:ff9b::10.0.0.1]/",
        "https://[64:ff9b::169.254.169.254]/",
        "https://[64:ff9b:1::10.0.0.1]/",
        "https://[64:ff9b:1:0a00:0:0100::]/",
        "https://[2002:a00:1::1]/",
        "https://[2002:7f00:1::1]/",
        "https://[2001:0:4136:e378:8000:63bf:f5ff:fffe]/",
        "https://[fe80::1]/",
        "https://[fec0::1]/",
        "https://[ff0e::1]/",
        "https://224.0.0.1/",
        "https://localhost/hooks",
        "http://93.184.216.34/hooks",
        "https://user:secret@93.184.216.34/hooks",
        "ftp://93.184.216.34/hooks",
        "https:///hooks",
        "https://例え.example/hooks",
        "https://partner.example:99999/hooks",
        "https://partner.example:port/hooks",
        "https://[::1/hooks",
        "https://partner..example/hooks",
    ],
)
def test_what_is_no_public_server_by_https_is_refused(url: str) -> None:
    with pytest.raises(Rejected) as caught:
        HttpHooks().check(url)

    assert caught.value.code is Code.BAD_WEBHOOK_URL


def test_an_address_that_no_server_can_have_fails_like_any_other_when_it_is_called() -> None:
    with pytest.raises(Rejected):
        HttpHooks(allow_local=True).post("http://例え.example/hooks", b"{}", {})


@pytest.mark.parametrize(
    "host",
    [
        "93.184.216.34",
        "[2606:4700::6810:84e5]",
        "[::ffff:93.184.216.34]",
        "[64:ff9b::93.184.216.34]",
        "[2002:5db8:d822::1]",
    ],
)
def test_a_public_address_is_allowed(host: str) -> None:
    HttpHooks().check(f"https://{host}/hooks")
