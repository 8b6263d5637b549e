"""Who calls: role and areas from the verified token's custom claims, never from the request."""

import re
from datetime import UTC, datetime
from typing import Any

from firebase_functions.https_fn import CallableRequest

from muster.ports.store import Documents
from shared import paths
from shared.errors import Code, Denied
from shared.messages.events import Actor, ActorKind
from shared.models.triage import Operator

_SAFE_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}")
"""Firebase lets an administrator choose any uid; ours are parts of paths."""
_ROLES = frozenset(ActorKind) - {ActorKind.SYSTEM}


def actor_of(request: CallableRequest[Any], store: Documents) -> Actor:
    """Read the actor off the token; staff whose sessions were revoked are refused.

    Raises:
        Denied: ``X904 UNAUTHENTICATED`` without a token, ``X905 WRONG_ROLE`` without a role.
    """
    if request.auth is None or not request.auth.uid:
        raise Denied(Code.UNAUTHENTICATED)
    if not _SAFE_UID.fullmatch(request.auth.uid):
        raise Denied(Code.UNAUTHENTICATED, {"reason": "the uid is not safe in a path"})
    claims = request.auth.token
    role = claims.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        raise Denied(Code.WRONG_ROLE)
    areas = claims.get("areas")
    named = tuple(area for area in areas if isinstance(area, str)) if isinstance(areas, list) else ()
    actor = Actor(kind=ActorKind(role), id=request.auth.uid, areas=named)
    if actor.is_staff:
        _check_not_revoked(actor, claims, store)
    return actor


def _check_not_revoked(actor: Actor, claims: dict[str, Any], store: Documents) -> None:
    known = store.get(paths.operator(actor.id), Operator)
    if known is None or known.value.valid_after is None:
        return
    signed_in_at = datetime.fromtimestamp(float(claims.get("auth_time") or claims.get("iat") or 0), UTC)
    if signed_in_at < known.value.valid_after:
        raise Denied(Code.UNAUTHENTICATED, {"reason": "session revoked"})
