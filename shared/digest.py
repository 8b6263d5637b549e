"""Names made of several parts, however long those are: the same parts give the same name."""

import hashlib


def digest(*parts: str) -> str:
    """Give 128 bits of SHA-256 over the parts, told apart from each other, as 32 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
