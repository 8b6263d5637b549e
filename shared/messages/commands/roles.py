"""Which role may send which command: the one table. In which area, and about whose booking, the command itself judges.

A command that is not listed is closed to everybody.
"""

from collections.abc import Mapping

from shared.errors import Code, Denied
from shared.messages.events import Actor, ActorKind

_CUSTOMER, _PROVIDER = frozenset({ActorKind.CUSTOMER}), frozenset({ActorKind.PROVIDER})
_ADMIN = frozenset({ActorKind.ADMIN})
_LEADERS = _ADMIN | {ActorKind.SUPERVISOR}
_STAFF = _LEADERS | {ActorKind.OPERATOR}
_BOOKERS = _STAFF | _CUSTOMER
_WORKERS = _STAFF | _PROVIDER
_EVERYBODY = _BOOKERS | _PROVIDER

MAY: Mapping[str, frozenset[ActorKind]] = {
    "quote_booking": _BOOKERS,
    "place_booking": _BOOKERS,
    "place_quoted": _BOOKERS,
    "amend_booking": _BOOKERS,
    "cancel_booking": _BOOKERS,
    "reopen_booking": _STAFF,
    "report_problem": _EVERYBODY,
    "set_duty": _WORKERS,
    "accept_offer": _PROVIDER,
    "decline_offer": _PROVIDER,
    "ack_offer": _PROVIDER,
    "ack_push": _EVERYBODY,
    "start_stop": _WORKERS,
    "arrive_at_stop": _WORKERS,
    "start_service": _WORKERS,
    "complete_stop": _WORKERS,
    "fail_stop": _WORKERS,
    "release_assignment": _WORKERS,
    "report_track": _PROVIDER,
    "register_device": _EVERYBODY,
    "unregister_device": _EVERYBODY,
    "assign_booking": _STAFF,
    "unbatch_booking": _STAFF,
    "decide_triage": _STAFF,
    "explain_decision": _STAFF,
    "replay_decision": _STAFF,
    "reveal_contact": _STAFF,
    "add_note": _STAFF,
    "list_messages": _STAFF,
    "list_alternatives": _STAFF,
    "preview_override": _STAFF,
    "commit_override": _STAFF,
    "undo_override": _STAFF,
    "override_report": _STAFF,
    "put_provider": _STAFF,
    "close_zone": _STAFF,
    "shape_demand": _STAFF,
    "end_shaping": _STAFF,
    "answer_suggestion": _PROVIDER,
    "put_zone": _LEADERS,
    "put_webhook": _LEADERS,
    "try_webhook": _STAFF,
    "replay_webhook": _STAFF,
    "put_service_area": _LEADERS,
    "put_playbook": _LEADERS,
    "put_operator": _ADMIN,
    "end_sessions": _STAFF,
}
"""Command -> roles. Closing a zone is an operator's, since it may not wait and can be taken back; how an area is drawn, priced
and dispatched is a supervisor's; who has which role is an administrator's."""


def check_role(actor: Actor, command: str) -> None:
    """Refuse a command to roles that it is not for.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
    """
    if actor.kind not in MAY.get(command, frozenset()):
        raise Denied(Code.WRONG_ROLE, {"command": command})
