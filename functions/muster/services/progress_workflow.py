"""Workflow progression: run the follow-up that a commit asked for, or what follows from what it says has happened."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from muster.ports.backend import Backend
from muster.services.close_offers import close_offers
from muster.services.note_disturbances import note_disturbances
from muster.services.recheck_zone import recheck_zone
from muster.services.refund import refund
from muster.services.revise_etas import revise_route
from muster.services.take_back_offers import take_back_offers
from shared.errors import Code, Rejected
from shared.messages.events import TimelineEvent


def progress_workflow(backend: Backend, key: str, payload: dict[str, Any]) -> None:
    """Do the named step; done again it changes nothing.

    Raises:
        Rejected: ``X901`` for a step nobody knows: a poison message.
    """
    if "events" in payload:
        note_disturbances(backend, [TimelineEvent.model_validate(entry) for entry in payload["events"]])
        return
    step = _STEPS.get(payload["step"])
    if step is None:
        raise Rejected(Code.INVALID_ARGUMENT, {"step": str(payload["step"])})
    step(backend, key, payload)


def _close_offers(backend: Backend, key: str, payload: dict[str, Any]) -> None:
    close_offers(backend, key, payload["offer_ids"])


def _take_back_offers(backend: Backend, key: str, payload: dict[str, Any]) -> None:
    take_back_offers(backend, key, payload["provider_id"])


def _recheck_zone(backend: Backend, _key: str, payload: dict[str, Any]) -> None:
    recheck_zone(backend, payload["zone_id"])


def _recover(backend: Backend, _key: str, payload: dict[str, Any]) -> None:
    """Recovery weighs options with the dispatch engine: it is loaded by the follow-ups that need it."""
    importlib.import_module("muster.services.recover").recover(backend, payload["disruption_id"])


def _weigh_again(backend: Backend, _key: str, payload: dict[str, Any]) -> None:
    recover = importlib.import_module("muster.services.recover").recover
    recover(backend, payload["disruption_id"], at_once=True)


def _revise_routes(backend: Backend, _key: str, payload: dict[str, Any]) -> None:
    for uid in payload["uids"]:
        revise_route(backend, uid, payload.get("cause"))


def _rebalance(backend: Backend, _key: str, payload: dict[str, Any]) -> None:
    """Rebalancing plans with the solver: it is loaded like recovery."""
    importlib.import_module("muster.services.rebalance_areas").rebalance_area(
        backend, payload["area_id"], payload["cause"]
    )


_STEPS: Mapping[str, Callable[[Backend, str, dict[str, Any]], None]] = {
    "close_offers": _close_offers,
    "take_back_offers": _take_back_offers,
    "recheck_zone": _recheck_zone,
    "recover": _recover,
    "weigh_again": _weigh_again,
    "refund": refund,
    "revise_routes": _revise_routes,
    "rebalance": _rebalance,
}
