"""The push adapter against a local FCM: every outcome of HTTP v1, what becomes of the registration, and what the phone shows."""

from collections.abc import Iterator

import pytest

from devtools.local_fcm.server import Served, serving
from muster.adapters.fcm import FcmPush
from shared.models.push import Envelope
from shared.notify.verdicts import Alert, Do, verdict_on
from tests.builders import a_device, a_push

PROJECT = "demo-push"
GONE, KEPT, AGAIN = Do.DELETE, Do.DROP, Do.RETRY

OUTCOMES = {
    "unregistered": (GONE, None, 0),
    "invalid_token": (GONE, None, 0),
    "invalid_fid": (GONE, None, 0),
    "wrong_project": (KEPT, Alert.TEAM, 0),
    "invalid_ttl": (KEPT, Alert.TEAM, 0),
    "too_big": (KEPT, Alert.TEAM, 0),
    "sender_mismatch": (Do.QUARANTINE, Alert.TEAM, 0),
    "no_permission": (KEPT, Alert.PAGE, 0),
    "quota": (AGAIN, None, 60),
    "quota_retry_after": (AGAIN, None, 30),
    "unavailable": (AGAIN, None, 0),
    "unavailable_retry_after": (AGAIN, None, 45),
    "internal": (AGAIN, None, 0),
    "bad_gateway": (AGAIN, None, 0),
    "lost_request": (AGAIN, None, 0),
    "lost_answer": (AGAIN, None, 0),
}
"""Fault -> what to do, whom to alert, least seconds until another try."""
ASKED_AGAIN = {"third_party_auth": Alert.PAGE, "unauthenticated": Alert.PAGE}
"""Faults after which the transport fetches fresh credentials and asks up to three times before it gives up."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def push(served: Served) -> FcmPush:
    return FcmPush(PROJECT, served.host)


def an_envelope(target: str, kind: str = "token", **message: object) -> Envelope:
    return Envelope(message=a_push(**message), device=a_device(target=target, target_kind=kind))


@pytest.mark.parametrize("fault", OUTCOMES)
def test_each_outcome_has_one_consequence_and_one_request(served: Served, push: FcmPush, fault: str) -> None:
    served.fcm.order(fault, target=f"token-{fault}")
    before = served.fcm.requests

    (answer,) = push.send([an_envelope(f"token-{fault}")])

    verdict = verdict_on(answer)
    assert (verdict.do, verdict.alert, verdict.not_before_s) == OUTCOMES[fault]
    assert served.fcm.requests == before + 1


@pytest.mark.parametrize("fault", ASKED_AGAIN)
def test_a_fault_of_credentials_keeps_the_registration_and_pages_somebody(
    served: Served, push: FcmPush, fault: str
) -> None:
    served.fcm.order(fault, target=f"token-{fault}", times=3)

    (answer,) = push.send([an_envelope(f"token-{fault}")])

    verdict = verdict_on(answer)
    assert (verdict.do, verdict.alert) == (KEPT, ASKED_AGAIN[fault])


def test_a_message_that_got_through_unheard_is_shown_once_when_sent_again(served: Served, push: FcmPush) -> None:
    served.fcm.order("lost_answer", target="token-of-ada")

    first = push.send([an_envelope("token-of-ada", nid="n-1")])
    second = push.send([an_envelope("token-of-ada", nid="n-1")])

    assert [first[0].status, second[0].status] == [None, 200]
    assert len([each for each in served.fcm.since(0) if each.target == "token-of-ada"]) == 2
    assert len(served.fcm.shown_on("token-of-ada")) == 1


def test_more_than_five_hundred_go_out_in_chunks_and_each_is_answered_for(served: Served, push: FcmPush) -> None:
    served.fcm.order("unregistered", target="token-crowd-600")

    answers = push.send([an_envelope(f"token-crowd-{number}") for number in range(700)])

    assert len(answers) == 700
    assert [number for number, answer in enumerate(answers) if answer.status != 200] == [600]


def test_a_message_carries_what_the_phone_needs_as_text(served: Served, push: FcmPush) -> None:
    ids = {"booking_id": "b-1", "offer_id": "o-1"}

    push.send([an_envelope("fid-of-bob", "fid", nid="n-9", ids=ids, high_priority=True, ttl_s=40, sound="offer")])

    (shown,) = served.fcm.shown_on("fid-of-bob")
    assert shown["data"] | ids == shown["data"]
    assert shown["android"] == {"priority": "high", "ttl": "40s", "notification": {"sound": "offer"}}
    assert shown["apns"]["headers"] == {"apns-priority": "10"}
    assert all(isinstance(value, str) for value in shown["data"].values())


def test_nobody_to_send_to_is_no_request(served: Served, push: FcmPush) -> None:
    before = served.fcm.requests

    assert push.send([]) == []
    assert served.fcm.requests == before


def test_the_twenty_first_status_of_a_device_waits_while_offers_pass(served: Served, push: FcmPush) -> None:
    statuses = [an_envelope("token-busy", nid=f"s-{number}", collapse_key="b-1") for number in range(21)]
    answers = [push.send([status])[0] for status in statuses]

    (offer,) = push.send([an_envelope("token-busy", nid="offer")])

    assert [answer.status for answer in answers] == [200] * 20 + [429]
    assert offer.status == 200
