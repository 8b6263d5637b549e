"""What the customer is told of a booking."""

from enum import StrEnum

from shared.models.base import Document
from shared.models.place import Window
from shared.units import Instant


class CustomerState(StrEnum):
    """What a customer is told."""

    QUOTED = "quoted"
    CONFIRMED = "confirmed"
    PREPARING = "preparing"
    ASSIGNED = "assigned"
    PICKED_UP = "picked_up"
    NEARBY = "nearby"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    NOT_SERVED = "not_served"
    CANCELLED = "cancelled"
    FAILED = "failed"
    RETURNED = "returned"


class Confidence(StrEnum):
    """How sure a window is, coarsely: the chance of coming within five minutes of its middle."""

    HIGH = "high"
    """At least 80 %."""
    MEDIUM = "medium"
    """At least 50 %."""
    LOW = "low"


class CustomerView(Document):
    """The customer's wording, computed on the server by one pure function; clients only render it."""

    state: CustomerState
    cause: str | None = None
    eta_window: Window | None = None
    confidence: Confidence | None = None
    """Of ``eta_window``."""
    nearby_at: Instant | None = None
    """From this instant on a provider who is on the way to the customer counts as nearby: no write marks it."""
    told_at: Instant
