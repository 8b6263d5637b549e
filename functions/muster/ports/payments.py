"""Payments, as far as Muster asks for any: no vendor's behaviour reaches the core."""

from typing import Protocol

from shared.units import Minor


class Payments(Protocol):
    """The hook of whoever keeps the money."""

    def refund(self, key: str, booking_id: str, amount_minor: Minor, currency: str, reason: str) -> None:
        """Ask for a refund, at least once; ``key`` is the same each time, so a second one is none.

        Raises:
            Unavailable: ``X908`` when it is to be tried again.
        """
