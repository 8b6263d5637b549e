"""Workflow progression: run the follow-up that a commit asked for."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.close_offers import close_offers
from muster.services.recheck_zone import recheck_zone
from muster.services.revise_etas import revise_route
from shared.errors import Code, Rejected


def progress_workflow(backend: Backend, key: str, payload: dict[str, Any]) -> None:
    """Do the named step; done again it changes nothing.

    Raises:
        Rejected: ``X901`` for a step nobody knows: a poison message.
    """
    if payload["step"] == "close_offers":
        close_offers(backend, key, payload["offer_ids"])
    elif payload["step"] == "recheck_zone":
        recheck_zone(backend, payload["zone_id"])
    elif payload["step"] == "revise_routes":
        for uid in payload["uids"]:
            revise_route(backend, uid, payload["cause"])
    else:
        raise Rejected(Code.INVALID_ARGUMENT, {"step": str(payload["step"])})
