"""Firebase Cloud Messaging by firebase-admin, with two things of its own mended here and nowhere else.

Its address is a constant, so a local FCM could not be spoken to; and it tries again by itself, sleeping in the function, where
Muster has a schedule (decision 0028). Both are set on the service object that the library keeps for its app.
"""

from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any

from shared.models.push import Envelope, PushAnswer, PushMessage

CHUNK = 500
"""The most that firebase-admin takes at once."""
_TIMEOUT_S = 20.0
_CONNECTIONS = 100
_FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


class FcmPush:
    """Implements ``ports.messaging.Push``.

    Args:
        project_id: whose messages.
        local_host: ``host:port`` of a local FCM; by default Google's, with the function's own credentials.
    """

    def __init__(self, project_id: str, local_host: str | None = None) -> None:
        self._project_id = project_id
        self._local_host = local_host

    def send(self, envelopes: Sequence[Envelope]) -> list[PushAnswer]:
        """Send each message to its device, at most ``CHUNK`` at once; one answer each, in order, and nothing raised."""
        answers: list[PushAnswer] = []
        for start in range(0, len(envelopes), CHUNK):
            answers += self._send_chunk([_message(one) for one in envelopes[start : start + CHUNK]])
        return answers

    def _send_chunk(self, messages: list[Any]) -> list[PushAnswer]:
        from firebase_admin.exceptions import FirebaseError

        try:
            batch = self._service.send_each(messages)
        except FirebaseError:
            # Without credentials the library gives up the whole chunk, though some of it may have been sent: phones drop copies.
            return [PushAnswer(status=None)] * len(messages)
        return [_answer(response.exception) for response in batch.responses]

    @cached_property
    def _service(self) -> Any:
        import requests
        from firebase_admin import messaging

        service = messaging._get_messaging_service(self._app)  # noqa: SLF001 - see the module
        adapter = requests.adapters.HTTPAdapter(pool_connections=_CONNECTIONS, pool_maxsize=_CONNECTIONS, max_retries=0)
        if self._local_host:
            service._fcm_url = f"http://{self._local_host}/v1/projects/{self._project_id}/messages:send"  # noqa: SLF001
        service._client.session.mount(service._fcm_url, adapter)  # noqa: SLF001
        return service

    @cached_property
    def _app(self) -> Any:
        import firebase_admin

        options = {"projectId": self._project_id, "httpTimeout": _TIMEOUT_S}
        credential = _nobody() if self._local_host else None
        return firebase_admin.initialize_app(credential, options, name=f"push-{id(self)}")


def _nobody() -> Any:
    """Credentials for a server that asks for none."""
    from firebase_admin import credentials
    from google.auth.credentials import AnonymousCredentials

    class Nameless(AnonymousCredentials):
        def refresh(self, request: Any) -> None:
            """Do nothing: after a 401 the transport asks for a fresh token, and there is none."""

    class Nobody(credentials.Base):  # type: ignore[misc]
        def get_credential(self) -> Any:
            return Nameless()  # type: ignore[no-untyped-call]

    return Nobody()


def _message(envelope: Envelope) -> Any:
    from firebase_admin import messaging

    message, device = envelope.message, envelope.device
    sent = messaging.Message(
        data=data_of(message),
        notification=messaging.Notification(title=message.title, body=message.body),
        android=messaging.AndroidConfig(
            collapse_key=message.collapse_key,
            priority="high" if message.high_priority else "normal",
            ttl=message.ttl_s,
            notification=messaging.AndroidNotification(sound=message.sound) if message.sound else None,
        ),
        apns=_apns(message),
    )
    setattr(sent, device.target_kind, device.target)  # the constructor warns of tokens, which older apps still have
    return sent


def _apns(message: PushMessage) -> Any:
    from firebase_admin import messaging

    headers = {"apns-priority": "10" if message.high_priority else "5"}
    if message.collapse_key:
        headers["apns-collapse-id"] = message.collapse_key[:64]
    if message.expires_at:
        headers["apns-expiration"] = str(int(message.expires_at.timestamp()))
    return messaging.APNSConfig(
        headers=headers, payload=messaging.APNSPayload(aps=messaging.Aps(sound=message.sound, mutable_content=True))
    )


def data_of(message: PushMessage) -> dict[str, str]:
    """Give what the app reads: identifiers and times, all of them text."""
    fields = message.model_dump(mode="json", exclude_none=True, include=_TOLD)
    return {**message.ids, **{name: str(value) for name, value in fields.items()}}


_TOLD = {"nid", "delivery_id", "kind", "link", "expires_at"}


def _answer(failure: Any) -> PushAnswer:
    if failure is None:
        return PushAnswer(status=HTTPStatus.OK)
    response = getattr(failure, "http_response", None)
    if response is None:
        return PushAnswer(status=None)
    details = _details(response)
    codes = [detail.get("errorCode") for detail in details if detail.get("@type") == _FCM_ERROR]
    fields = [
        str(violation.get("field"))
        for detail in details
        if detail.get("@type") == _BAD_REQUEST
        for violation in detail.get("fieldViolations", ())
    ]
    return PushAnswer(
        status=response.status_code,
        error_code=next(iter(codes), None),
        fields=tuple(fields),
        retry_after_s=_seconds(response.headers.get("Retry-After")),
    )


def _details(response: Any) -> list[dict[str, Any]]:
    try:
        error = response.json()["error"]
        return [detail for detail in error.get("details", ()) if isinstance(detail, dict)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def _seconds(text: str | None) -> float | None:
    """Read a Retry-After header given in seconds; one given as a date counts as none."""
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None
