"""The answers of FCM's HTTP v1 API, each as the service words it.

Source: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode, google.rpc.Status with its details.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
QUOTA_FAILURE = "type.googleapis.com/google.rpc.QuotaFailure"


@dataclass(frozen=True)
class Answer:
    """One answer. ``body`` is JSON, or text as it is; ``delivers`` says whether the phone gets the message all the same.

    ``is_dropped`` breaks the connection without a word, ``delay_s`` keeps the caller waiting first.
    """

    status: int
    body: dict[str, Any] | str
    headers: dict[str, str] = field(default_factory=dict)
    delivers: bool = False
    is_dropped: bool = False
    delay_s: float = 0.0


def accepted(name: str) -> Answer:
    """The message was taken."""
    return Answer(200, {"name": name}, delivers=True)


def refused(status: int, word: str, message: str, *details: dict[str, Any], **headers: str) -> Answer:
    """An error as google.rpc.Status words it."""
    error: dict[str, Any] = {"code": status, "message": message, "status": word}
    if details:
        error["details"] = list(details)
    return Answer(status, {"error": error}, {name.replace("_", "-"): value for name, value in headers.items()})


def fcm_error(code: str) -> dict[str, Any]:
    """The detail by which a client tells the cause."""
    return {"@type": FCM_ERROR, "errorCode": code}


def invalid(field_name: str, why: str) -> Answer:
    """A request with a field that will not do."""
    violation = {"@type": BAD_REQUEST, "fieldViolations": [{"field": field_name, "description": why}]}
    return refused(400, "INVALID_ARGUMENT", why, violation, fcm_error("INVALID_ARGUMENT"))


def over_quota(retry_after_s: int | None = None) -> Answer:
    """Too many messages: for the project, or for the device."""
    headers = {} if retry_after_s is None else {"Retry_After": str(retry_after_s)}
    details = ({"@type": QUOTA_FAILURE, "violations": [{"subject": "device"}]}, fcm_error("QUOTA_EXCEEDED"))
    return refused(429, "RESOURCE_EXHAUSTED", "Message rate exceeded.", *details, **headers)


FAULTS: dict[str, Answer] = {
    "unregistered": refused(404, "NOT_FOUND", "Requested entity was not found.", fcm_error("UNREGISTERED")),
    "wrong_project": refused(404, "NOT_FOUND", "Requested entity was not found."),
    "invalid_token": invalid("message.token", "Invalid registration token"),
    "invalid_fid": invalid("message.fid", "Invalid installation id"),
    "invalid_ttl": invalid("message.android.ttl", "Invalid TTL"),
    "too_big": refused(400, "INVALID_ARGUMENT", "Message too big", fcm_error("INVALID_ARGUMENT")),
    "sender_mismatch": refused(403, "PERMISSION_DENIED", "SenderId mismatch", fcm_error("SENDER_ID_MISMATCH")),
    "no_permission": refused(403, "PERMISSION_DENIED", "Permission denied on resource project"),
    "third_party_auth": refused(401, "UNAUTHENTICATED", "Auth error from APNS", fcm_error("THIRD_PARTY_AUTH_ERROR")),
    "unauthenticated": refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
    "quota": over_quota(),
    "quota_retry_after": over_quota(retry_after_s=30),
    "unavailable": refused(503, "UNAVAILABLE", "The server is overloaded.", fcm_error("UNAVAILABLE")),
    "unavailable_retry_after": refused(503, "UNAVAILABLE", "Overloaded.", fcm_error("UNAVAILABLE"), Retry_After="45"),
    "internal": refused(500, "INTERNAL", "An unknown internal error.", fcm_error("INTERNAL")),
    "bad_gateway": Answer(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", {"Content-Type": "text/html"}),
    "lost_request": Answer(200, {}, is_dropped=True),
    "lost_answer": Answer(200, {}, delivers=True, is_dropped=True),
}
"""What can be ordered to go wrong, by name. After ``lost_answer`` the phone has the message and the sender does not know."""
