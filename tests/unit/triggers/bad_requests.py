"""Bad requests by the hundred: each is one thing wrong with a well-formed one."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.messages import commands
from tests.unit.triggers.commands import FOREIGN, OPEN_TO_ALL, ROLE_OF, well_formed

Path = tuple[str | int, ...]
SHAPES = frozenset({"X901", "X902", "X903", "B108", "B109", "B118", "B120"})
"""What a request with a wrong shape or value may be told."""
UNKNOWN = frozenset({"X904", "X905"})
WRONG_VALUE = {"wrong": [None]}
BAD_IDS = ("a/b", "..", ".", "__x__", "", " ", "a" * 1600, "a\u0000b", "\ud800", "é", "a b", 7, None)
BAD_OP_IDS = ("short", "../../etc", "a/b/c/d/e", "x" * 65, "\ud800" * 8, "__proto__", "", None, 12345678)
BEGIN_OF_TIME, END_OF_TIME = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
BAD_INSTANTS = (
    "2026-03-02T13:00:00",
    "yesterday",
    "2026-13-01T00:00:00Z",
    "0000-00-00T00:00:00Z",
    BEGIN_OF_TIME,
    END_OF_TIME,
    "9" * 400,
    {},
    True,
)
BAD_DEGREES = (181, -181, 1e308, "north", None, [], {}, True)


@dataclass(frozen=True)
class Bad:
    """A bad request: the whole body and who sends it."""

    about: str
    command: str
    body: bytes
    role: str | None
    told: frozenset[str]
    """Codes of which one has to be the answer."""


def bad_requests() -> Iterator[Bad]:
    """Every bad request of the corpus."""
    for name in sorted(ROLE_OF):
        yield from _bodies(name)
        yield from _fields(name)
        yield from _strangers(name)
    yield from _places()


def _bodies(name: str) -> Iterator[Bad]:
    data = json.dumps(well_formed(name))
    bodies = {
        "nothing": b"",
        "no JSON": b"nonsense",
        "half": b'{"data": {',
        "a list": b"[]",
        "a text": b'"data"',
        "no data": b"{}",
        "NaN": b'{"data": {"op_id": NaN}}',
        "infinity": b'{"data": {"op_id": -Infinity}}',
        "1e999": b'{"data": {"op_id": 1e999}}',
        "5,000 digits": b'{"data": {"op_id": ' + b"9" * 5000 + b"}}",
        "depth": b'{"data": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        "depth of objects": b'{"data": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}",
        "bad UTF-8": b'{"data": {"op_id": "\xff\xfe"}}',
        "UTF-16": data.encode("utf-16"),
        "huge": b'{"data": {"op_id": "' + b"a" * 400_000 + b'"}}',
        "data is null": b'{"data": null}',
        "data is a list": b'{"data": [1, 2]}',
        "data is a number": b'{"data": 7}',
    }
    for about, body in bodies.items():
        yield Bad(about, name, body, ROLE_OF[name], SHAPES)


def _fields(name: str) -> Iterator[Bad]:
    good = well_formed(name)
    model = getattr(commands, "".join(part.capitalize() for part in name.split("_")))
    yield _changed(name, ("surplus",), 1)
    for field, described in model.model_fields.items():
        if described.is_required():
            yield _changed(name, (field,), _GONE)
    for path, value in _leaves(good):
        yield _changed(name, path, WRONG_VALUE)
        yield from (_changed(name, path, bad) for bad in _bad_values(path, value))


def _bad_values(path: Path, value: Any) -> tuple[Any, ...]:
    last = str(path[-1])
    if last == "op_id":
        return BAD_OP_IDS
    if last in {"lat", "lng"}:
        return BAD_DEGREES
    if last.endswith("_at") or last == "device_time":
        return BAD_INSTANTS
    if last.endswith("_id") and last != "external_id":
        return BAD_IDS
    if isinstance(value, str):
        return ("\ud800", "x" * 5000)
    return ("x", -1e308) if isinstance(value, int | float) and not isinstance(value, bool) else ()


def _strangers(name: str) -> Iterator[Bad]:
    body = json.dumps({"data": well_formed(name)}).encode()
    yield Bad("no token", name, body, None, UNKNOWN)
    yield Bad("no role", name, body, "", UNKNOWN)
    yield Bad("made-up role", name, body, "root", UNKNOWN)
    yield Bad("system", name, body, "system", UNKNOWN)
    if name not in OPEN_TO_ALL:
        told = UNKNOWN | {"B111", "D208", "X909"}
        yield Bad("another role", name, body, FOREIGN[ROLE_OF[name]], told)


_TIMES = frozenset({"pickup_window", "ready_at", "deliver_by"})
"""Left out where the place is what is wrong: on a real clock they are past, and are judged first."""


def _places() -> Iterator[Bad]:
    for name in ("quote_booking", "place_booking"):
        told = frozenset({"B101", "B120"})
        for about, point in {
            "null island": {"lat": 0, "lng": 0},
            "swapped": {"lat": 13.405, "lng": 52.52},
            "the pole": {"lat": 90, "lng": 0},
            "the antimeridian": {"lat": 0, "lng": 180},
        }.items():
            data = {field: value for field, value in well_formed(name).items() if field not in _TIMES}
            data["stops"] = [{"type": "service", "point": point}]
            yield _sent(f"at {about}", name, data, told)
        for about, window in {
            "the past": {"start_at": "2020-01-01T00:00:00Z", "end_at": "2020-01-01T01:00:00Z"},
            "the far future": {"start_at": "2999-01-01T00:00:00Z", "end_at": "2999-01-01T01:00:00Z"},
            "backwards": {"start_at": "2026-03-02T14:00:00Z", "end_at": "2026-03-02T13:00:00Z"},
            "the first year": {"start_at": "0001-01-01T00:00:00+14:00", "end_at": "0001-01-01T01:00:00+14:00"},
            "the year 1": {"start_at": "0001-01-01T00:00:00Z", "end_at": "0001-01-01T01:00:00Z"},
            "the year 9999": {"start_at": "9999-12-31T23:00:00Z", "end_at": "9999-12-31T23:59:59Z"},
            "the last year": {"start_at": "9999-12-31T23:00:00-14:00", "end_at": "9999-12-31T23:59:59-14:00"},
            "all of time": {"start_at": BEGIN_OF_TIME, "end_at": END_OF_TIME},
        }.items():
            data = well_formed(name)
            data |= {"pickup_window": window, "ready_at": None}
            data["stops"] = [{"type": "service", "point": {"lat": 52.52, "lng": 13.405}}]
            yield _sent(f"in {about}", name, data, SHAPES)


_GONE = object()


def _changed(name: str, path: Path, value: Any) -> Bad:
    data = copy.deepcopy(well_formed(name))
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    if value is _GONE:
        del holder[path[-1]]
        return _sent(f"without {path[-1]}", name, data, SHAPES)
    holder[path[-1]] = value
    return _sent(f"{'.'.join(map(str, path))} = {str(value)[:30]!a}", name, data, SHAPES)


def _sent(about: str, name: str, data: Any, told: frozenset[str]) -> Bad:
    return Bad(about, name, json.dumps({"data": data}).encode(), ROLE_OF[name], told)


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list) and value and not isinstance(value[0], int | float | list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*path, number))
    else:
        yield path, value
