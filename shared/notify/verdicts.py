"""What an answer of the push service means for the registration and for the message.

A registration is deleted only when FCM says that this very one is no longer valid; anything that could be our own fault keeps it.

Source: https://firebase.google.com/docs/cloud-messaging/manage-tokens,
https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from shared.models.push import PushAnswer

_TARGET_FIELDS = frozenset({"message.token", "message.fid"})
_QUOTA_PAUSE_S = 60.0
"""FCM asks for this when it gives no Retry-After with a 429."""


class Do(StrEnum):
    """What to do with the registration and the message."""

    DONE = "done"
    DELETE = "delete"
    """Delete the registration, if it is still the one that was sent to."""
    QUARANTINE = "quarantine"
    """Keep the registration, and use it no more until the app refreshes it."""
    DROP = "drop"
    """Keep the registration, give the message up."""
    RETRY = "retry"


class Alert(StrEnum):
    """Who has to know."""

    TEAM = "team"
    """A fault of ours that somebody has to mend."""
    PAGE = "page"
    """Nobody on this platform hears anything until it is mended."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from one answer; ``code`` says why in short."""

    do: Do
    code: str
    alert: Alert | None = None
    not_before_s: float = 0.0
    """Least seconds until another try."""


def verdict_on(answer: PushAnswer) -> Verdict:
    """Judge one answer."""
    status = answer.status
    if status is None:
        return Verdict(Do.RETRY, "NO_ANSWER")
    if status == HTTPStatus.OK:
        return Verdict(Do.DONE, "OK")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        pause_s = _QUOTA_PAUSE_S if answer.retry_after_s is None else answer.retry_after_s
        return Verdict(Do.RETRY, answer.error_code or "QUOTA_EXCEEDED", not_before_s=pause_s)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Verdict(Do.RETRY, answer.error_code or f"HTTP_{status}", not_before_s=answer.retry_after_s or 0.0)
    return _refused(status, answer)


def _refused(status: int, answer: PushAnswer) -> Verdict:
    if status == HTTPStatus.NOT_FOUND and answer.error_code == "UNREGISTERED":
        return Verdict(Do.DELETE, "UNREGISTERED")
    if status == HTTPStatus.BAD_REQUEST and _TARGET_FIELDS & set(answer.fields):
        return Verdict(Do.DELETE, "INVALID_TARGET")
    if status == HTTPStatus.FORBIDDEN and answer.error_code == "SENDER_ID_MISMATCH":
        return Verdict(Do.QUARANTINE, "SENDER_ID_MISMATCH", Alert.TEAM)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Verdict(Do.DROP, answer.error_code or f"HTTP_{status}", Alert.PAGE)
    return Verdict(Do.DROP, answer.error_code or f"HTTP_{status}", Alert.TEAM)
