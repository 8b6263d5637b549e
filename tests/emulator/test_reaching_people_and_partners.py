"""What phones and partners' servers get, through the real functions and topics."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks.person import Person
from benchmarks.town import Town, open_offers
from devtools import schedule_clock
from devtools.ports import LOOPBACK
from muster.adapters.firestore_store import FirestoreStore
from shared import collection_names, paths
from shared.models.webhook import CallState, Webhook, WebhookCall, WebhookState
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import eventually

HEADER = "Muster-Signature"


@dataclass
class Partner:
    """A partner's server: ``answers`` are given in turn, then 200."""

    answers: list[int] = field(default_factory=list)
    calls: list[tuple[str, bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/hooks"

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.calls]


@contextmanager
def a_partner(*answers: int) -> Iterator[Partner]:
    partner = Partner([*answers])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            partner.calls.append((self.headers[HEADER], body))
            self.send_response(partner.answers.pop(0) if partner.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it so
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    partner.port = server.server_port
    try:
        yield partner
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def is_signed(secret: str, header: str, body: bytes) -> bool:
    """The check of docs/webhooks.md, written anew."""
    parts = dict(part.split("=", 1) for part in header.split(","))
    mark = hmac.new(secret.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(parts["v1"], mark)


def its_hook(town: Town, name: str) -> Webhook:
    found = FirestoreStore(town.server).get(paths.webhook(name), Webhook)
    assert found is not None
    return found.value


def its_call(town: Town, name: str, event_id: str) -> WebhookCall | None:
    found = FirestoreStore(town.server).get(paths.webhook_call(f"{name}.{event_id}"), WebhookCall)
    return found.value if found else None


def subscribe(town: Town, partner: Partner, *events: str) -> tuple[str, str]:
    name = f"hook-{town.area_id}"
    wanted = {"webhook_id": name, "area_id": town.area_id, "url": partner.url, "events": [*events]}
    return name, str(town.admin.call("put_webhook", **wanted)["secret"])


def test_a_partner_who_fails_once_gets_the_event_again_signed_and_the_same(new_town: OpenTown) -> None:
    town = new_town(mode="manual")
    with a_partner(500) as partner:
        name, secret = subscribe(town, partner, "booking.created")
        booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
        event_id = f"{booking_id}.1"
        failed = eventually(lambda: its_call(town, name, event_id), lambda call: call is not None)
        assert failed is not None
        assert (failed.state, failed.status) == (CallState.RETRYING, 500)

        # Its time has come: the timer was lost, the sweep makes up for it.
        due = {"retry_at": datetime.now(UTC) - timedelta(seconds=1)}
        town.server.document(paths.webhook_call(failed.call_id)).update(due)
        schedule_clock.fire(town.suite, "sweep")
        eventually(
            lambda: its_call(town, name, event_id), lambda call: call is not None and call.state is CallState.DELIVERED
        )

        assert [(body["id"], body["type"]) for body in partner.bodies()] == [(event_id, "booking.created")] * 2
        assert all(is_signed(secret, *call) for call in partner.calls)
        assert its_hook(town, name).failing_since is None


def test_a_partner_who_is_gone_is_paused_and_can_catch_up_later(new_town: OpenTown) -> None:
    town = new_town(mode="manual")
    with a_partner(410) as partner:
        name, _ = subscribe(town, partner, "booking.created")
        booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
        eventually(lambda: its_hook(town, name).state, lambda state: state is WebhookState.PAUSED)

        subscribe_again = {
            "webhook_id": name,
            "area_id": town.area_id,
            "url": partner.url,
            "events": ["booking.created"],
        }
        told = town.admin.call("put_webhook", **subscribe_again)
        replayed = town.admin.call("replay_webhook", webhook_id=name, booking_id=booking_id)

        assert "secret" not in told
        assert replayed["calls"] == 1
        assert [body["booking_id"] for body in partner.bodies()] == [booking_id] * 2


def test_the_secret_of_a_webhook_is_in_no_record_of_the_command(new_town: OpenTown) -> None:
    town = new_town(mode="manual")
    with a_partner() as partner:
        wanted = {
            "webhook_id": f"hook-{town.area_id}",
            "area_id": town.area_id,
            "url": partner.url,
            "op_id": "op-of-hook",
        }

        first = town.admin.call("put_webhook", **wanted, events=["booking.created"])
        again = town.admin.call("put_webhook", **wanted, events=["booking.created"])

    record = town.server.document(paths.commit(f"callable:{town.admin.uid}:op-of-hook")).get()
    assert first == again
    assert first["secret"] not in json.dumps(record.to_dict(), default=str)


def test_a_provider_who_gives_up_several_jobs_at_once_is_one_message_to_each_customer(new_town: OpenTown) -> None:
    town = new_town()
    ada = town.provider("ada", capacity=4, max_open_offers=4)
    offers = open_offers(ada)
    bookings = {}
    grace, joan = (with_a_phone(town.customer(name)) for name in ("grace", "joan"))
    for customer in (grace, grace, joan):
        booking_id = customer.call("place_booking", **town.order())["booking_id"]
        (offer_id,) = offers.until(lambda docs: len(docs) == 1)
        ada.call("accept_offer", offer_id=offer_id)
        offers.until(lambda docs: not docs)
        bookings[booking_id] = f"token-of-{customer.uid}"

    for booking_id in bookings:
        ada.call("release_assignment", booking_id=booking_id, epoch=1, reason="bridge closed")
    shown = eventually(lambda: searching(town, set(bookings.values())), lambda got: len({one[0] for one in got}) == 2)
    copies = len(shown) - len(set(shown))
    eventually(lambda: recorded(town, bookings) + copies, lambda judged: judged == len(bookings))

    assert len(set(searching(town, set(bookings.values())))) == 2, "a second booking of a customer is judged and left"
    offers.close()


def with_a_phone(customer: Person) -> Person:
    phone = {"installation_id": f"phone-{customer.uid}", "app": "customer"}
    customer.call("register_device", **phone, target_kind="token", target=f"token-of-{customer.uid}")
    return customer


def searching(town: Town, tokens: set[str]) -> list[tuple[str, str]]:
    """Token and id of each message that says that somebody else is looked for."""
    answer = town.http.get(f"http://{town.suite.host('fcm')}/local/arrivals", params={"after": 0}).json()
    data = [(one["target"], one["message"]["data"]) for one in answer["arrivals"]]
    return [(token, told["nid"]) for token, told in data if token in tokens and told["kind"] == "searching_again"]


def recorded(town: Town, bookings: dict[str, str]) -> int:
    """How many deliveries about the releases were judged, whatever became of them."""
    found = town.server.collection(collection_names.DELIVERIES).stream()
    kinds = [(one.get("kind"), (one.get("ids") or {}).get("booking_id")) for one in (doc.to_dict() for doc in found)]
    return sum(kind == "searching_again" and booking_id in bookings for kind, booking_id in kinds)
