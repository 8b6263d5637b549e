"""Events at stops."""

from typing import Literal

from shared.models.base import Document
from shared.models.stop import ArrivalEvidence, ArrivalSource, Proof, Stop
from shared.models.terms import UndeliverableAction
from shared.units import StopId


class StopStarted(Document):
    """The provider set out for a stop; the first one starts the job."""

    type: Literal["stop.enroute"] = "stop.enroute"
    stop_id: StopId


class StopArrived(Document):
    """The provider is there."""

    type: Literal["stop.arrived"] = "stop.arrived"
    stop_id: StopId
    source: ArrivalSource
    override_reason: str | None = None
    """Why it counts although the evidence does not show it, in the words of whoever pressed."""
    evidence: ArrivalEvidence | None = None
    """What the position said; None when there was none."""


class StopServicing(Document):
    """Work at the stop began."""

    type: Literal["stop.servicing"] = "stop.servicing"
    stop_id: StopId


class StopDone(Document):
    """The stop is finished; with ``next_stop_id`` the provider is on the way to the next one."""

    type: Literal["stop.done"] = "stop.done"
    stop_id: StopId
    proofs: tuple[Proof, ...] = ()
    next_stop_id: StopId | None = None


class StopFailed(Document):
    """The stop could not be done; ``return_stop`` says where the goods go."""

    type: Literal["stop.failed"] = "stop.failed"
    stop_id: StopId
    reason: str
    action: UndeliverableAction | None
    return_stop: Stop | None = None
