"""Timers. A timer is a hint: what happens is decided from stored state, so early, late, twice and never come to the same.

In a task function any exception is a retry, so only "too early" and "try again" are raised; the rest is logged and returned.
"""

import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from firebase_functions import options, tasks_fn
from firebase_functions.https_fn import CallableRequest, FunctionsErrorCode, HttpsError

from muster import params

_WINDOW_EARLY_S = 0.3
"""A window may be decided a little early; a deadline may not."""
_EMULATOR_RETRIES = options.RetryConfig(max_attempts=1000, min_backoff_seconds=1, max_backoff_seconds=1)
"""The tasks emulator runs every task at once unless ``devtools`` mends it: polling each second is how its timers come true then."""
_RETRIES = options.RetryConfig(max_attempts=8, min_backoff_seconds=1, max_backoff_seconds=60)
_PACE = options.RateLimits(max_concurrent_dispatches=50, max_dispatches_per_second=200)
_EMULATOR_PACE = options.RateLimits(max_concurrent_dispatches=10, max_dispatches_per_second=200)
"""The emulator keeps a process for each task that runs at once: many together would fill a laptop with them."""


def _queue_options() -> dict[str, Any]:
    if params.on_emulator():
        return {"retry_config": _EMULATOR_RETRIES, "rate_limits": _EMULATOR_PACE}
    return {"retry_config": _RETRIES, "rate_limits": _PACE}


@tasks_fn.on_task_dispatched(**_queue_options(), memory=options.MemoryOption.GB_1, concurrency=1)
def dispatchwindow(request: CallableRequest[Any]) -> None:
    """Decide an area's matching window; a solver has the instance to itself."""
    _run("dispatchwindow", request, _dispatch, early_s=_WINDOW_EARLY_S)


@tasks_fn.on_task_dispatched(**_queue_options())
def expireoffer(request: CallableRequest[Any]) -> None:
    """Close the offers of a wave after their deadline."""
    _run("expireoffer", request, _expire, early_s=0.0)


@tasks_fn.on_task_dispatched(**_queue_options())
def retrypush(request: CallableRequest[Any]) -> None:
    """Try again what the push service did not take, or what was held back."""
    _run("retrypush", request, _retry_push, early_s=0.0)


@tasks_fn.on_task_dispatched(**_queue_options())
def callwebhook(request: CallableRequest[Any]) -> None:
    """Call a partner again who did not answer."""
    _run("callwebhook", request, _call_webhook, early_s=0.0)


def _dispatch(payload: dict[str, Any]) -> None:
    from muster.bootstrap import backend
    from muster.services.dispatch_window import dispatch_window

    dispatch_window(backend(), payload["area_id"])


def _expire(payload: dict[str, Any]) -> None:
    from muster.bootstrap import backend
    from muster.services.expire_offers import expire_offers

    expire_offers(backend(), payload["booking_id"], payload["offer_ids"])


def _retry_push(payload: dict[str, Any]) -> None:
    from muster.bootstrap import backend
    from muster.services.retry_push import retry_push

    retry_push(backend(), payload["delivery_id"])


def _call_webhook(payload: dict[str, Any]) -> None:
    from muster.bootstrap import backend
    from muster.services.call_webhooks import retry_webhook_call

    retry_webhook_call(backend(), payload["call_id"])


def _due_in_s(payload: Any) -> float:
    """Say how long to wait; a timer that does not say its time is due."""
    try:
        return (datetime.fromisoformat(payload["due_at"]) - datetime.now(UTC)).total_seconds()
    except (KeyError, TypeError, ValueError):
        return 0.0


def _run(action: str, request: CallableRequest[Any], step: Callable[[dict[str, Any]], None], *, early_s: float) -> None:
    payload = request.data
    due_in_s = _due_in_s(payload)
    if due_in_s > early_s:
        raise HttpsError(FunctionsErrorCode.UNAVAILABLE, f"due in {due_in_s:.1f} s")
    from muster.bootstrap import backend
    from shared.errors import Code, MusterError, Unavailable

    started = time.perf_counter()
    outcome, code = "done", None
    try:
        step(payload)
    except Unavailable as trouble:
        outcome, code = "retried", trouble.code.label
        raise HttpsError(FunctionsErrorCode.UNAVAILABLE, str(trouble)) from trouble
    except MusterError as refusal:
        outcome, code = "refused", refusal.code.label
    except Exception:  # noqa: BLE001 - a fault of ours fails each time: the sweep looks at the same state
        outcome, code = "failed", Code.INTERNAL.label
        backend().log.step(action, "error", trace=traceback.format_exc())
    finally:
        latency_ms = round((time.perf_counter() - started) * 1000, 1)
        backend().log.step(action, outcome, trigger="task", code=code, latency_ms=latency_ms)
