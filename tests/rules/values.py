"""Firestore values in the form the REST interface takes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Value = dict[str, Any]


def text(value: str) -> Value:
    """A string."""
    return {"stringValue": value}


def number(value: float | str) -> Value:
    """A double; the text ``"NaN"`` gives not-a-number, which JSON numbers cannot."""
    return {"doubleValue": value}


def whole(value: int) -> Value:
    """An integer."""
    return {"integerValue": str(value)}


def yes() -> Value:
    """True."""
    return {"booleanValue": True}


def no() -> Value:
    """False."""
    return {"booleanValue": False}


def nothing() -> Value:
    """Null."""
    return {"nullValue": None}


def point(lat: float | str, lng: float | str) -> Value:
    """A GeoPoint."""
    return {"geoPointValue": {"latitude": lat, "longitude": lng}}


def fields(**values: Value) -> Value:
    """A map."""
    return {"mapValue": {"fields": values}}


def instant(value: datetime) -> Value:
    """A timestamp."""
    return {"timestampValue": value.astimezone(UTC).isoformat().replace("+00:00", "Z")}


def from_now(**offset: float) -> Value:
    """A timestamp away from this machine's time, by the arguments of ``timedelta``."""
    return instant(datetime.now(UTC) + timedelta(**offset))


def without(document: Mapping[str, Value], *names: str) -> dict[str, Value]:
    """Give a document less some fields."""
    return {name: value for name, value in document.items() if name not in names}
