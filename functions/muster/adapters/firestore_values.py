"""Firestore's wire values, to and from the plain values of documents."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any


def fill_map(fields: Any, values: Mapping[str, Any]) -> None:
    """Put ``values``, as the codec gives them, into a wire map of fields.

    Raises:
        TypeError: Firestore holds no such value.
    """
    for name, value in values.items():
        _fill_value(fields[name], value)


def plain_map(fields: Any) -> dict[str, Any]:
    """Give the plain values of a wire map; a point is a map of ``lat`` and ``lng``, an instant is in UTC."""
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    kind = value.WhichOneof("value_type")
    read = _READERS.get(kind)
    return getattr(value, kind) if read is None else read(getattr(value, kind))


_READERS: dict[str | None, Callable[[Any], Any]] = {
    "null_value": lambda _: None,
    "timestamp_value": lambda stamp: stamp.ToDatetime(UTC),
    "geo_point_value": lambda point: {"lat": point.latitude, "lng": point.longitude},
    "map_value": lambda inner: plain_map(inner.fields),
    "array_value": lambda array: [_plain(each) for each in array.values],
}


def _fill_value(slot: Any, value: Any) -> None:
    for kind, fill in _fillers().items():
        if isinstance(value, kind):
            fill(slot, value)
            return
    raise TypeError(f"Firestore does not hold a {type(value).__name__}")


@cache
def _fillers() -> dict[type[Any], Callable[[Any, Any], None]]:
    """How each kind of value is written; a bool is an int to Python, and comes first."""
    from google.cloud.firestore import GeoPoint

    return {
        str: lambda slot, value: setattr(slot, "string_value", value),
        bool: lambda slot, value: setattr(slot, "boolean_value", value),
        int: lambda slot, value: setattr(slot, "integer_value", value),
        float: lambda slot, value: setattr(slot, "double_value", value),
        datetime: lambda slot, value: slot.timestamp_value.FromDatetime(value),
        dict: _fill_inner_map,
        list: _fill_array,
        type(None): lambda slot, _: setattr(slot, "null_value", 0),
        GeoPoint: _fill_point,
        bytes: lambda slot, value: setattr(slot, "bytes_value", value),
    }


def _fill_inner_map(slot: Any, values: Mapping[str, Any]) -> None:
    slot.map_value.SetInParent()
    fill_map(slot.map_value.fields, values)


def _fill_array(slot: Any, values: Sequence[Any]) -> None:
    slot.array_value.SetInParent()
    for value in values:
        _fill_value(slot.array_value.values.add(), value)


def _fill_point(slot: Any, point: Any) -> None:
    slot.geo_point_value.SetInParent()
    slot.geo_point_value.latitude, slot.geo_point_value.longitude = point.latitude, point.longitude
