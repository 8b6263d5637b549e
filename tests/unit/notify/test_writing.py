"""Writing a message: its limits are ours to keep, and its record fits into a document however many devices it is for."""

import pytest

from muster.adapters.firestore_codec import encode
from shared.models.push import Target
from shared.notify.writing import MAX_PAYLOAD_BYTES, fault_of, payload_bytes
from tests.builders import NOW, a_delivery, a_push

LONGEST_ID = "x" * 128
"""What Firebase Authentication allows; installation ids are shorter."""
DOCUMENT_BYTES = 1_048_576


@pytest.mark.parametrize("key", ["from", "message_type", "collapse_key", "google.x", "gcm.notification"])
def test_a_key_that_the_push_service_keeps_for_itself_is_found_before_sending(key: str) -> None:
    assert fault_of(a_push(ids={key: "1"})) == "RESERVED_KEY"
    assert fault_of(a_push(ids={f"my_{key}": "1"})) is None


def test_a_payload_over_the_limit_is_found_before_sending_and_letters_count_as_bytes() -> None:
    room = MAX_PAYLOAD_BYTES - payload_bytes(a_push(body=""))
    fits = a_push(body="x" * (room - len('"body": "", ')))
    wide = a_push(body="\u20ac" * (room // 2))

    assert fault_of(fits) is None
    assert fault_of(wide) == "PAYLOAD_TOO_BIG"


def test_a_record_for_five_hundred_devices_is_far_from_the_limit_of_a_document() -> None:
    targets = tuple(
        Target(
            recipient=f"{number:03d}{LONGEST_ID[3:]}",
            installation_id=f"{number:03d}{LONGEST_ID[3:]}",
            nid="n" * 32,
            attempts=9,
            code="SENDER_ID_MISMATCH",
            acked_at=NOW,
        )
        for number in range(500)
    )
    full = a_delivery(targets=targets, recipients=tuple(target.recipient for target in targets))

    assert len(repr(encode(full)).encode()) < DOCUMENT_BYTES / 2
