"""One of many who accept the same booking, and what that one was told."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Barrier

from muster.ports.backend import Backend
from muster.services.accept_offer import accept_offer
from shared.errors import Code, MusterError
from shared.messages.commands import AcceptOffer
from shared.messages.events import Actor, ActorKind
from shared.units import AreaId, Uid

AREA_ID = AreaId("race")


@dataclass(frozen=True)
class Answer:
    """What one rival was told, and how long that took."""

    uid: Uid
    refused: Code | None
    took_s: float


Play = Callable[[Mapping[Uid, str]], list[Answer]]
"""Lets all rivals answer their offers at once."""


def accept(backend: Backend, uid: Uid, offer_id: str, together: Barrier) -> Answer:
    """Answer an offer as its provider, when all rivals are ready."""
    actor = Actor(kind=ActorKind.PROVIDER, id=uid, areas=(AREA_ID,))
    command = AcceptOffer(op_id=f"accept-{offer_id}", offer_id=offer_id)
    together.wait()
    started_s = time.perf_counter()
    refused = None
    try:
        accept_offer(backend, actor, command)
    except MusterError as refusal:
        refused = refusal.code
    return Answer(uid, refused, time.perf_counter() - started_s)
