"""The pipelines: independent consumers of Pub/Sub topics, each with its own function, retries and dead letters."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from firebase_functions import pubsub_fn
from firebase_functions.core import CloudEvent
from firebase_functions.pubsub_fn import MessagePublishedData

MAX_AGE = timedelta(hours=24)
"""Older messages are acknowledged and counted: what they asked for has been swept long since."""
POISON_AFTER = timedelta(minutes=10)
"""A message that still fails with an unexpected error at this age goes to the dead letters."""
Message = CloudEvent[MessagePublishedData[Any]]


@pubsub_fn.on_message_published(topic="notifications", retry=True)
def notifications(event: Message) -> None:
    """Tell people."""
    _consume("notifications", event, _notify)


@pubsub_fn.on_message_published(topic="analytics", retry=True)
def analytics(event: Message) -> None:
    """Write down facts."""
    _consume("analytics", event, _record)


@pubsub_fn.on_message_published(topic="webhooks", retry=True)
def webhooks(event: Message) -> None:
    """Call partners."""
    _consume("webhooks", event, _call)


@pubsub_fn.on_message_published(topic="workflow", retry=True)
def workflow(event: Message) -> None:
    """Run the follow-ups of a commit."""
    _consume("workflow", event, _progress)


def _notify(_key: str, payload: dict[str, Any]) -> None:
    from muster.bootstrap import backend
    from muster.services.notify_group import notify_next_page
    from muster.services.notify_people import notify_people
    from muster.services.notify_suggestion import notify_suggestion
    from shared.messages.events import TimelineEvent

    if "suggestion_id" in payload:
        notify_suggestion(backend(), payload["suggestion_id"])
        return
    if "page" in payload:
        notify_next_page(backend(), payload["page"])
        return
    notify_people(backend(), [TimelineEvent.model_validate(entry) for entry in payload["events"]])


def _call(_key: str, payload: dict[str, Any]) -> None:
    from muster.bootstrap import backend
    from muster.services.call_webhooks import call_webhooks
    from shared.messages.events import TimelineEvent

    call_webhooks(backend(), [TimelineEvent.model_validate(entry) for entry in payload["events"]])


def _record(_key: str, payload: dict[str, Any]) -> None:
    from muster.bootstrap import backend
    from muster.services.record_facts import record_facts
    from shared.messages.events import TimelineEvent

    for booking_id in {TimelineEvent.model_validate(entry).booking_id for entry in payload["events"]}:
        record_facts(backend(), booking_id)


def _progress(key: str, payload: dict[str, Any]) -> None:
    from muster.bootstrap import backend
    from muster.services.progress_workflow import progress_workflow

    progress_workflow(backend(), key, payload)


def _consume(consumer: str, event: Message, step: Callable[[str, dict[str, Any]], None]) -> None:
    from pydantic import ValidationError

    from muster.bootstrap import backend
    from muster.services.bury_message import bury_message
    from shared.errors import MusterError, Unavailable

    started = time.perf_counter()
    age = datetime.now(UTC) - _published_at(event)
    key = (event.data.message.attributes or {}).get("key") or event.data.message.message_id
    outcome = "done"
    try:
        if age > MAX_AGE:
            outcome = "too_old"
        else:
            step(key, event.data.message.json or {})
    except Unavailable:
        outcome = "retried"
        raise
    except (ValidationError, MusterError, KeyError, TypeError, ValueError) as poison:
        outcome = "dead_letter"
        bury_message(backend(), consumer, key, poison)
    except Exception as trouble:
        outcome = "retried" if age < POISON_AFTER else "dead_letter"
        if age < POISON_AFTER:
            raise
        bury_message(backend(), consumer, key, trouble)
    finally:
        latency_ms = round((time.perf_counter() - started) * 1000, 1)
        backend().log.step(consumer, outcome, trigger="pubsub", key=key, latency_ms=latency_ms)


def _published_at(event: Message) -> datetime:
    return event.time if event.time.tzinfo else event.time.replace(tzinfo=UTC)
