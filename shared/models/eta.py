"""What an area's forecasts have learned: one small document an area, read by windows, written on schedule."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import Seconds, Share


class Remembered(Document):
    """How long one thing took lately; ``key`` says what and where, for example ``dropoff|zone_a|19``."""

    key: Annotated[str, Field(max_length=160)]
    took_s: tuple[Seconds, ...]
    """Oldest first."""


class Calibration(Document):
    """Which shares of a spread are told as p10 and p90, so that 10 % really come before the one and after the other."""

    low: Share = 0.1
    high: Share = 0.9


class LoadDelay(Document):
    """Sums of a regression without intercept: seconds of delay on load over the free threshold; faded with each outcome."""

    load_load: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    load_delay_s: Annotated[float, Field(allow_inf_nan=False)] = 0.0
