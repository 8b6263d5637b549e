"""Workflow progression: run the follow-up that a commit asked for, or what follows from what it says has happened."""

import importlib
import importlib.util
from typing import Any

from muster.ports.backend import Backend
from muster.services.close_offers import close_offers
from muster.services.note_disturbances import note_disturbances
from muster.services.recheck_zone import recheck_zone
from muster.services.revise_etas import revise_route
from shared.errors import Code, Rejected
from shared.messages.events import TimelineEvent


def progress_workflow(backend: Backend, key: str, payload: dict[str, Any]) -> None:
    """Do the named step; done again it changes nothing.

    Raises:
        Rejected: ``X901`` for a step nobody knows: a poison message.
    """
    if "events" in payload:
        note_disturbances(backend, [TimelineEvent.model_validate(entry) for entry in payload["events"]])
    elif payload["step"] == "close_offers":
        close_offers(backend, key, payload["offer_ids"])
    elif payload["step"] == "recheck_zone":
        recheck_zone(backend, payload["zone_id"])
    elif payload["step"] == "revise_routes":
        for uid in payload["uids"]:
            revise_route(backend, uid, payload["cause"])
    elif payload["step"] == "recover":
        _recover(backend, payload["disruption_id"])
    else:
        raise Rejected(Code.INVALID_ARGUMENT, {"step": str(payload["step"])})


def _recover(backend: Backend, disruption_id: str) -> None:
    """Recovery weighs options with the dispatch engine: it is loaded by the follow-ups that need it."""
    if importlib.util.find_spec("muster.services.recover"):
        importlib.import_module("muster.services.recover").recover(backend, disruption_id)
