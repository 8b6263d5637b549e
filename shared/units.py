"""Unit aliases and identifiers, named once.

Distances are metres, durations seconds, money whole minor units of a currency, instants timezone-aware UTC datetimes.
A name carries its unit (``detour_s``, ``radius_m``, ``fare_minor``, ``deadline_at``); the aliases say it to the type
checker and to the reader.
"""

from datetime import UTC, datetime
from typing import Annotated, NewType

from pydantic import AfterValidator, Field

AreaId = NewType("AreaId", str)
ZoneId = NewType("ZoneId", str)
BookingId = NewType("BookingId", str)
StopId = NewType("StopId", str)
OfferId = NewType("OfferId", str)
Uid = NewType("Uid", str)
"""A person's Firebase Auth uid: customer, provider or operator."""
DecisionId = NewType("DecisionId", str)
BatchId = NewType("BatchId", str)
DisruptionId = NewType("DisruptionId", str)
OverrideId = NewType("OverrideId", str)
SuggestionId = NewType("SuggestionId", str)
ShapingId = NewType("ShapingId", str)
TriageId = NewType("TriageId", str)
InstallationId = NewType("InstallationId", str)

SAFE_ID = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")
"""What makes an identifier safe as a Firestore document id and in a path."""
Id = Annotated[str, SAFE_ID]
"""An identifier of any kind, as it comes from outside."""

Metres = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Seconds = Annotated[int, Field(ge=0)]
SettingSeconds = Annotated[int, Field(ge=0, le=10**10)]
"""A span that somebody chooses: at most three centuries, so that no calendar ends before it is over."""
Minor = Annotated[int, Field(ge=0)]
"""Money in whole minor units (cents, pence)."""
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A share or a probability."""
Geohash = Annotated[str, Field(pattern=r"^[0-9bcdefghjkmnpqrstuvwxyz]{1,12}$")]


_FIRST_YEAR, _LAST_YEAR = 1000, 9000
"""Of instants: any span that somebody chooses may be added or taken away, in any timezone, before the calendar ends."""


def as_utc(instant: datetime) -> datetime:
    """Give ``instant`` in UTC; a naive datetime is a programming error or bad input.

    Raises:
        ValueError: ``instant`` has no timezone, or lies at the ends of the calendar.
    """
    if instant.tzinfo is None:
        message = "an instant needs a timezone"
        raise ValueError(message)
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        message = f"an instant lies in the years {_FIRST_YEAR} to {_LAST_YEAR}"
        raise ValueError(message)
    return instant.astimezone(UTC)


def whole_seconds(instant: datetime, since: datetime) -> int:
    """Whole seconds from ``since`` to ``instant``; negative when it lies before."""
    return round((instant - since).total_seconds())


Instant = Annotated[datetime, AfterValidator(as_utc)]
"""A timezone-aware instant, held in UTC."""
