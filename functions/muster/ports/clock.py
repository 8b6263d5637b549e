"""Two times: business time, which may run faster, and real server time, which freshness and rule limits follow."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells both times."""

    rate: float
    """Business seconds a real second."""

    def now(self) -> datetime:
        """Business time, UTC."""

    def real_now(self) -> datetime:
        """Real server time, UTC."""

    def real_at(self, business: datetime) -> datetime:
        """When the business instant falls in real time."""

    def business_at(self, real: datetime) -> datetime:
        """What business time it is at the real instant."""
