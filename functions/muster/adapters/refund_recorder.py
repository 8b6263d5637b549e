"""The payment hook until there is one: refunds that would be asked for are written to the log."""

from muster.ports.messaging import Log
from shared.units import Minor


class RefundRecorder:
    """Implements ``ports.payments.Payments``; the booking's timeline keeps what was asked for."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def refund(self, key: str, booking_id: str, amount_minor: Minor, currency: str, reason: str) -> None:
        """Record the refund."""
        self._log.step(
            "payments",
            "recorded",
            key=key,
            booking_id=booking_id,
            amount_minor=amount_minor,
            currency=currency,
            reason=reason,
        )
