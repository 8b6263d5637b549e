"""The edge of every callable: size and strict JSON are judged before the SDK or any business code sees the body.

The SDK answers a body that is no JSON, nested too deep or holding NaN with a 500, or passes it on; here it is a coded 400.
What the SDK itself refuses, such as a token that does not verify, gets its code here too.
"""

import functools
import json
import math
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from firebase_functions.https_fn import FunctionsErrorCode, HttpsError
from flask import Request, Response, jsonify, make_response

from muster import params
from shared.errors import Code

MAX_BODY_BYTES = 64 * 1024
_BY_SDK = {
    HTTPStatus.BAD_REQUEST: (FunctionsErrorCode.INVALID_ARGUMENT, Code.INVALID_ARGUMENT),
    HTTPStatus.UNAUTHORIZED: (FunctionsErrorCode.UNAUTHENTICATED, Code.UNAUTHENTICATED),
}
"""What the SDK refuses without a code; anything else would be a fault."""
_MAX_DIGITS = 40
_TRACE_HEADER = "X-Cloud-Trace-Context"
_MAX_DEPTH = 32


def guarded(call: Callable[[Request], Response], max_bytes: int = MAX_BODY_BYTES) -> Callable[[Request], Response]:
    """Put the edge before a callable; its endpoint description stays."""

    @functools.wraps(call)
    def checked(request: Request) -> Response:
        _follow_trace(request)
        if request.method == "OPTIONS":
            return call(request)
        refusal = _fault_of(request, max_bytes)
        if refusal is not None:
            return _refuse(FunctionsErrorCode.INVALID_ARGUMENT, refusal, HTTPStatus.BAD_REQUEST)
        return _coded(call(request))

    return checked


def _follow_trace(request: Request) -> None:
    from muster.log import follow_trace

    follow_trace(request.headers.get(_TRACE_HEADER), params.project_id())


def _coded(answer: Response) -> Response:
    if answer.status_code < HTTPStatus.BAD_REQUEST or "details" in (answer.get_json(silent=True) or {}).get(
        "error", {}
    ):
        return answer
    status = HTTPStatus(answer.status_code)
    return _refuse(*_BY_SDK.get(status, (FunctionsErrorCode.INTERNAL, Code.INTERNAL)), status)


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


def _refuse(status: FunctionsErrorCode, code: Code, http_status: HTTPStatus) -> Response:
    details = {"code": code.label, "cause": code.value.cause, "action": code.value.action}
    error = HttpsError(status, code.value.cause, details)
    return make_response(jsonify(error=error._as_dict()), http_status)  # noqa: SLF001 - the SDK's one encoder of errors
