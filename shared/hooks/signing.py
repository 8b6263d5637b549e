"""Signatures: a partner can tell that a call is Muster's, unaltered and recent.

``Muster-Signature: t=1772452800,v1=5257a8...,v1=...``: HMAC-SHA256 in hex, by each secret, of the time, a dot and the body. The time is
signed too, so that a recorded call can't be played back later. Source: the scheme of https://docs.stripe.com/webhooks#verify-manually.
"""

import hashlib
import hmac
from collections.abc import Sequence

HEADER = "Muster-Signature"


def signature(body: bytes, secrets: Sequence[str], at_s: int) -> str:
    """Give the header's value.

    Args:
        body: exactly as sent.
        secrets: those that are valid now.
        at_s: Unix time of sending.
    """
    signed = f"{at_s}.".encode() + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at_s}", *(f"v1={mark}" for mark in marks)])
