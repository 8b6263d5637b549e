"""Ask whoever keeps the money for a refund."""

from typing import Any

from muster.ports.backend import Backend


def refund(backend: Backend, key: str, payload: dict[str, Any]) -> None:
    """Hand a refund to the payment hook; without one it stays a line in the log and an event on the timeline.

    Raises:
        Unavailable: ``X908`` when it is to be tried again.
    """
    booking_id, amount_minor = payload["booking_id"], payload["amount_minor"]
    if backend.payments is not None:
        backend.payments.refund(key, booking_id, amount_minor, payload["currency"], payload["reason"])
    outcome = "asked" if backend.payments is not None else "no_hook"
    backend.log.step("refund", outcome, booking_id=booking_id, amount_minor=amount_minor)
