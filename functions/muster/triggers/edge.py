"""The edge of every callable: size and strict JSON are judged before the SDK or any business code sees the body.

The SDK answers a body that is no JSON, nested too deep or holding NaN with a 500, or passes it on; here it is a coded 400.
"""

import functools
import json
import math
from collections.abc import Callable
from typing import Any

from firebase_functions.https_fn import FunctionsErrorCode, HttpsError
from flask import Request, Response, jsonify, make_response

from shared.errors import Code

MAX_BODY_BYTES = 64 * 1024
_MAX_DIGITS = 40
_MAX_DEPTH = 32


def guarded(call: Callable[[Request], Response], max_bytes: int = MAX_BODY_BYTES) -> Callable[[Request], Response]:
    """Put the edge before a callable; its endpoint description stays."""

    @functools.wraps(call)
    def checked(request: Request) -> Response:
        if request.method == "OPTIONS":
            return call(request)
        refusal = _fault_of(request, max_bytes)
        return call(request) if refusal is None else _refuse(refusal)

    return checked


def _fault_of(request: Request, max_bytes: int) -> Code | None:
    if request.content_length is None or request.content_length > max_bytes:
        return Code.TOO_LARGE
    try:
        body = json.loads(
            request.get_data(cache=True).decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_short_int,
        )
        _check_shape(body)
    except (ValueError, RecursionError):
        return Code.NOT_JSON
    return None


def _check_shape(body: object) -> None:
    if not isinstance(body, dict) or "data" not in body:
        message = "the callable protocol wants an object with data"
        raise ValueError(message)
    level: list[Any] = [body]
    for _ in range(_MAX_DEPTH):
        level = [child for node in level for child in _children(node)]
    if level:
        message = "nested too deep"
        raise ValueError(message)


def _children(node: object) -> list[Any]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [child for child in inner if isinstance(child, dict | list)]


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _short_int(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        message = "too many digits"
        raise ValueError(message)
    return int(text)


def _refuse(code: Code) -> Response:
    details = {"code": code.label, "cause": code.value.cause, "action": code.value.action}
    error = HttpsError(FunctionsErrorCode.INVALID_ARGUMENT, code.value.cause, details)
    return make_response(jsonify(error=error._as_dict()), 400)  # noqa: SLF001 - the SDK's one encoder of errors
