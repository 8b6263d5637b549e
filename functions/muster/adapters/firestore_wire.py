"""Writes as Firestore's wire has them, made from plain messages.

The client library builds each value through a layer of wrappers and walks every document three times to sort out transforms
and field paths, which Muster does not use: for a commit of eight documents that was four milliseconds of processor time, and
here it is under one. What goes over the wire is the same.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from muster.adapters.firestore_codec import encode
from shared.models.change import Write


def commit_request(database: str, writes: Sequence[Write]) -> Any:
    """Give the request that writes all of ``writes`` or nothing.

    Args:
        database: full name of the database.
        writes: a ``token`` among them is the ``update_time`` that the client read.
    """
    from google.cloud.firestore_v1.types import CommitRequest

    message = CommitRequest.pb()
    request = message(database=database)
    for write in writes:
        _fill(request.writes.add(), f"{database}/documents/{write.path}", write)
    return CommitRequest.wrap(request)


def _fill(slot: Any, name: str, write: Write) -> None:
    if write.document is None:
        slot.delete = name
    else:
        slot.update.name = name  # without a mask of fields, the document is replaced as a whole
        _fill_map(slot.update.fields, encode(write.document))
    if write.must_be_new:
        slot.current_document.exists = False
    elif write.token is not None:
        slot.current_document.update_time.CopyFrom(write.token.timestamp_pb())


def _fill_map(fields: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        _fill_value(fields[name], value)


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
    _fill_map(slot.map_value.fields, values)


def _fill_array(slot: Any, values: Sequence[Any]) -> None:
    slot.array_value.SetInParent()
    for value in values:
        _fill_value(slot.array_value.values.add(), value)


def _fill_point(slot: Any, point: Any) -> None:
    slot.geo_point_value.SetInParent()
    slot.geo_point_value.latitude, slot.geo_point_value.longitude = point.latitude, point.longitude
