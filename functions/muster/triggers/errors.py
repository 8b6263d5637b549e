"""The one table: coded error -> what the caller is answered."""

from typing import Any

from firebase_functions.https_fn import FunctionsErrorCode, HttpsError
from pydantic import ValidationError

from shared.errors import Code, Conflict, Denied, Missing, MusterError, Rejected, Unavailable

_BY_KIND: dict[type[MusterError], FunctionsErrorCode] = {
    Rejected: FunctionsErrorCode.INVALID_ARGUMENT,
    Conflict: FunctionsErrorCode.ABORTED,
    Missing: FunctionsErrorCode.NOT_FOUND,
    Denied: FunctionsErrorCode.PERMISSION_DENIED,
    Unavailable: FunctionsErrorCode.UNAVAILABLE,
}
_BY_CODE = {
    Code.UNAUTHENTICATED: FunctionsErrorCode.UNAUTHENTICATED,
    Code.TOO_MANY_REQUESTS: FunctionsErrorCode.RESOURCE_EXHAUSTED,
}
_MAX_FIELDS = 20


def answer_for(error: MusterError) -> HttpsError:
    """Put a coded error into the callable protocol; ``details`` holds code, cause and action."""
    status = _BY_CODE.get(error.code) or _BY_KIND[type(error)]
    text = error.code.value
    details = {**error.details, "code": error.code.label, "cause": text.cause, "action": text.action}
    return HttpsError(status, str(error), details)


def malformed(error: ValidationError) -> Rejected:
    """Name the fields that do not fit, without repeating what was sent."""
    fields: list[dict[str, Any]] = [
        {"field": ".".join(str(part) for part in fault["loc"]), "problem": fault["msg"]}
        for fault in error.errors(include_url=False, include_input=False, include_context=False)[:_MAX_FIELDS]
    ]
    return Rejected(Code.INVALID_ARGUMENT, {"fields": fields})


def internal() -> HttpsError:
    """Answer a fault of ours; what it was is in the log only."""
    text = Code.INTERNAL.value
    details = {"code": Code.INTERNAL.label, "cause": text.cause, "action": text.action}
    return HttpsError(FunctionsErrorCode.INTERNAL, text.cause, details)
