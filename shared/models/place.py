"""Places and time windows."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.models.base import Document
from shared.units import Instant


class LatLng(Document):
    """A WGS 84 point in degrees. Stored as a Firestore GeoPoint, which refuses NaN and out-of-range values too."""

    lat: Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False)]
    lng: Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)]


_SAME_PLACE_DIGITS = 4


def place_key(point: LatLng) -> tuple[float, float]:
    """What points of one place share: those that agree to four digits of a degree, some eleven metres."""
    return round(point.lat, _SAME_PLACE_DIGITS), round(point.lng, _SAME_PLACE_DIGITS)


class Window(Document):
    """A closed interval of time; ``start_at`` is not after ``end_at``."""

    start_at: Instant
    end_at: Instant

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start_at > self.end_at:
            message = "start_at is after end_at"
            raise ValueError(message)
        return self
