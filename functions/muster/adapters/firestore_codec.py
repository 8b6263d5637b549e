"""Documents to the values that Firestore holds.

A ``LatLng`` becomes a GeoPoint (which refuses NaN), an enum its value, a tuple an array, a nested document a map, a time of
day its text. Every top-level field is written, so that an update of all of them is a full replacement.
"""

from collections.abc import Mapping
from datetime import time
from enum import Enum
from typing import Any

from shared.models.base import Document
from shared.models.place import LatLng


def encode(document: Document) -> dict[str, Any]:
    """Give the fields of ``document`` as Firestore's client takes them."""
    return {name: encode_value(getattr(document, name)) for name in type(document).model_fields}


def encode_value(value: Any) -> Any:
    """Give one value as Firestore's client takes it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, LatLng):
        return _geo_point(value)
    if isinstance(value, Document):
        return encode(value)
    if isinstance(value, Mapping):
        return {str(encode_value(key)): encode_value(each) for key, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [encode_value(each) for each in value]
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    return value


def _geo_point(point: LatLng) -> Any:
    from google.cloud.firestore import GeoPoint

    return GeoPoint(point.lat, point.lng)
