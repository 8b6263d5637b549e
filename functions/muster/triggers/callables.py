"""Callable functions: one a command. Authentication, then nothing but decode, one service call, and the answer.

A command's name is its function, its service module and (in capitals) its model: ``place_booking`` is served by
``muster.services.place_booking.place_booking`` and decoded as ``PlaceBooking``. Both are imported when first called, so a
process loads what it serves and no more.
"""

import time
import traceback
from collections.abc import Callable
from typing import Any

from firebase_functions import https_fn, options
from firebase_functions.https_fn import CallableRequest
from flask import Request, Response

from muster import params
from muster.triggers.edge import MAX_BODY_BYTES, guarded
from muster.triggers.limits import CallLimiter

_limiter = CallLimiter()
_ZONE_BYTES = 300 * 1024


def _callable(
    name: str, max_bytes: int = MAX_BODY_BYTES, memory: options.MemoryOption | None = None
) -> Callable[[Request], Response]:
    def serve(request: CallableRequest[Any]) -> Any:
        return _serve(name, request)

    serve.__name__ = serve.__qualname__ = name
    endpoint: Any = https_fn.on_call(enforce_app_check=params.enforce_app_check(), memory=memory)(serve)
    return guarded(endpoint, max_bytes)


def _serve(name: str, request: CallableRequest[Any]) -> Any:
    from pydantic import ValidationError

    from muster.bootstrap import backend
    from muster.triggers import errors
    from shared.errors import MusterError

    started = time.perf_counter()
    outcome, failure = "done", None
    try:
        return _run(name, request)
    except ValidationError as fault:
        failure = errors.answer_for(errors.malformed(fault))
        outcome = "refused"
    except MusterError as refusal:
        failure = errors.answer_for(refusal)
        outcome = "refused"
    except Exception:  # noqa: BLE001 - the last net: a fault of ours is logged whole and answered with its code
        backend().log.step(name, "failed", trace=traceback.format_exc())
        failure = errors.internal()
        outcome = "failed"
    finally:
        _log(name, request, outcome, failure, started)
    raise failure


def _run(name: str, request: CallableRequest[Any]) -> Any:
    from muster.bootstrap import backend
    from muster.services.by_name import use_case
    from muster.triggers.identity import actor_of
    from shared.errors import Code, Unavailable
    from shared.messages.commands.roles import check_role

    actor = actor_of(request, backend().store)
    if not _limiter.allows(actor.id, time.monotonic()):
        raise Unavailable(Code.TOO_MANY_REQUESTS)
    check_role(actor, name)
    return use_case(name).run(backend(), actor, request.data)


def _log(name: str, request: CallableRequest[Any], outcome: str, failure: Any, started: float) -> None:
    from muster.bootstrap import backend

    data = request.data if isinstance(request.data, dict) else {}
    details = getattr(failure, "details", None)
    backend().log.step(
        name,
        outcome,
        trigger="callable",
        op_id=data.get("op_id"),
        booking_id=data.get("booking_id"),
        code=details.get("code") if isinstance(details, dict) else None,
        latency_ms=round((time.perf_counter() - started) * 1000, 1),
    )


quote_booking = _callable("quote_booking")
place_booking = _callable("place_booking")
place_quoted = _callable("place_quoted")
amend_booking = _callable("amend_booking")
cancel_booking = _callable("cancel_booking")
reopen_booking = _callable("reopen_booking")
set_duty = _callable("set_duty")
accept_offer = _callable("accept_offer")
decline_offer = _callable("decline_offer")
ack_offer = _callable("ack_offer")
answer_suggestion = _callable("answer_suggestion")
ack_push = _callable("ack_push")
start_stop = _callable("start_stop")
arrive_at_stop = _callable("arrive_at_stop")
start_service = _callable("start_service")
complete_stop = _callable("complete_stop")
fail_stop = _callable("fail_stop")
release_assignment = _callable("release_assignment")
report_track = _callable("report_track")
report_problem = _callable("report_problem")
put_service_area = _callable("put_service_area")
put_webhook = _callable("put_webhook")
try_webhook = _callable("try_webhook")
replay_webhook = _callable("replay_webhook")
put_zone = _callable("put_zone", _ZONE_BYTES)
close_zone = _callable("close_zone")
shape_demand = _callable("shape_demand")
end_shaping = _callable("end_shaping")
put_provider = _callable("put_provider")
put_operator = _callable("put_operator")
end_sessions = _callable("end_sessions")
put_playbook = _callable("put_playbook")
assign_booking = _callable("assign_booking")
unbatch_booking = _callable("unbatch_booking")
decide_triage = _callable("decide_triage")
list_alternatives = _callable("list_alternatives", memory=options.MemoryOption.GB_1)
preview_override = _callable("preview_override", memory=options.MemoryOption.GB_1)
commit_override = _callable("commit_override", memory=options.MemoryOption.GB_1)
undo_override = _callable("undo_override", memory=options.MemoryOption.GB_1)
override_report = _callable("override_report")
explain_decision = _callable("explain_decision", memory=options.MemoryOption.GB_1)
replay_decision = _callable("replay_decision", memory=options.MemoryOption.GB_1)
reveal_contact = _callable("reveal_contact")
add_note = _callable("add_note")
list_messages = _callable("list_messages")
register_device = _callable("register_device")
unregister_device = _callable("unregister_device")
