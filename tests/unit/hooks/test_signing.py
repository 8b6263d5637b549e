"""Signatures, verified by the very snippet that partners are given."""

import re
import time
from pathlib import Path
from typing import Any

from shared.hooks.retrying import GIVEN_UP_AFTER, is_gone, is_taken, next_call
from shared.hooks.signing import signature
from tests.builders import NOW

DOCUMENT = Path(__file__).parents[3] / "docs" / "webhooks.md"


def partners_check() -> Any:
    """The function as the document gives it."""
    found = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 - the document's own snippet is what is tested
    return names["is_from_muster"]


def test_a_partner_who_follows_the_document_accepts_what_muster_sends_and_nothing_else() -> None:
    check, body, now_s = partners_check(), b'{"id":"b-1.3"}', int(time.time())
    header = signature(body, ("new secret", "old secret"), now_s)

    assert check(header, body, "new secret")
    assert check(header, body, "old secret")
    assert not check(header, body, "some other secret")
    assert not check(header, b'{"id":"b-2.3"}', "new secret")
    assert not check(signature(body, ("new secret",), now_s - 3600), body, "new secret")
    assert not check(header.replace(f"t={now_s}", f"t={now_s + 1}"), body, "new secret")


def test_calls_are_repeated_for_a_day_at_growing_distances() -> None:
    at, waits = NOW, list[float]()
    while (due := next_call("h.b-1.1", len(waits) + 1, NOW, at)) is not None:
        waits.append((due - at).total_seconds())
        at = due

    assert at - NOW < GIVEN_UP_AFTER
    assert 25 <= len(waits) <= 40
    assert waits[0] < 30


def test_only_a_success_is_taken_and_only_gone_is_gone() -> None:
    assert [is_taken(status) for status in (200, 204, 299, 301, 400, 500, None)] == [True] * 3 + [False] * 4
    assert [is_gone(status) for status in (410, 404, None)] == [True, False, False]
