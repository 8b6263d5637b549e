"""Every setting of a deployment, and the only reader of the environment: at call time, never at import.

They are plain variables (``functions/.env`` in a deployment) and not ``firebase_functions.params``: the Firebase CLI asks for
each declared parameter at a terminal, also on the emulator and also when there is a default, and keeps the answer in a file.
"""

import json
import os

DEFAULT_REGION = "us-central1"
DEFAULT_MAX_INSTANCES = 20


def project_id() -> str:
    """The Google Cloud project.

    Raises:
        ValueError: nothing says which.
    """
    named = _text("GCLOUD_PROJECT") or _text("GOOGLE_CLOUD_PROJECT")
    found = named or json.loads(_text("FIREBASE_CONFIG") or "{}").get("projectId")
    if not found:
        raise ValueError("no project: set GCLOUD_PROJECT, or run under the Firebase CLI, which does")
    return str(found)


def region() -> str:
    """The one location of functions, queues and schedules (``MUSTER_REGION``)."""
    return _text("MUSTER_REGION") or DEFAULT_REGION


def on_emulator() -> bool:
    """Whether this runs in the functions emulator."""
    return _text("FUNCTIONS_EMULATOR") == "true"


def tasks_emulator_host() -> str | None:
    """``host:port`` of the tasks emulator, when there is one."""
    return _text("CLOUD_TASKS_EMULATOR_HOST")


def fcm_host() -> str | None:
    """``host:port`` of a local FCM (``MUSTER_FCM_HOST``); None for Google's."""
    return _text("MUSTER_FCM_HOST")


def tasks_service_account() -> str | None:
    """The account that timers call functions as (``MUSTER_TASKS_SERVICE_ACCOUNT``); None for the functions' own."""
    return _text("MUSTER_TASKS_SERVICE_ACCOUNT")


def clock_rate() -> float:
    """Business seconds a real second (``MUSTER_CLOCK_RATE``); 1 but for demonstrations and replays."""
    return _number("MUSTER_CLOCK_RATE", 1.0)


def clock_epoch() -> str | None:
    """Where business time starts (``MUSTER_CLOCK_EPOCH``): ``REAL`` or ``REAL/BUSINESS`` in ISO 8601."""
    return _text("MUSTER_CLOCK_EPOCH")


def enforce_app_check() -> bool:
    """Whether callables refuse apps that App Check does not vouch for (``MUSTER_ENFORCE_APP_CHECK``, true or false).

    On by default in a deployment; the emulator has no App Check.
    """
    chosen = _text("MUSTER_ENFORCE_APP_CHECK")
    if chosen not in {None, "true", "false"}:
        raise ValueError(f"MUSTER_ENFORCE_APP_CHECK is true or false, not {chosen!r}")
    return not on_emulator() if chosen is None else chosen == "true"


def max_instances() -> int:
    """Upper bound of instances of one function, and so of its cost (``MUSTER_MAX_INSTANCES``)."""
    return int(_number("MUSTER_MAX_INSTANCES", DEFAULT_MAX_INSTANCES))


def _text(name: str) -> str | None:
    return os.environ.get(name) or None


def _number(name: str, default: float) -> float:
    text = _text(name)
    try:
        return default if text is None else float(text)
    except ValueError as error:
        raise ValueError(f"{name} must be a number, not {text!r}") from error
