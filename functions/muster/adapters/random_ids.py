"""Identifiers that nobody can guess and that sort by the time they were made."""

import secrets
import time
from collections.abc import Callable

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: safe in a path, no letter that reads like a digit."""
_LETTERS = 26
_RANDOM_BITS = 80
_SECRET_BYTES = 32


def _machine_ms() -> int:
    return time.time_ns() // 1_000_000


class RandomIds:
    """Implements ``ports.messaging.Ids``: a prefix and a ULID, that is 48 bits of milliseconds and 80 of chance.

    Source: ULID specification (ulid/spec).
    """

    def __init__(self, now_ms: Callable[[], int] = _machine_ms) -> None:
        self._now_ms = now_ms

    def new(self, prefix: str) -> str:
        """A new id such as ``bkg_01J...``."""
        number = (self._now_ms() << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
        letters = (_ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_LETTERS)))
        return f"{prefix}_{''.join(letters)}"

    def secret(self) -> str:
        """256 bits of chance, as text."""
        return secrets.token_urlsafe(_SECRET_BYTES)
