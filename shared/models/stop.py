"""Stops: the places of a booking, what is done there, and what proves it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.place import LatLng, Window
from shared.units import Geohash, Instant, Metres, Seconds, StopId, ZoneId


class StopType(StrEnum):
    """What is done at a stop."""

    PICKUP = "pickup"
    SERVICE = "service"
    DROPOFF = "dropoff"
    RETURN = "return"
    HAND_OVER = "hand_over"
    """Another provider meets the one who has the goods and takes them on."""


MADE_ON_THE_WAY = frozenset({StopType.RETURN, StopType.HAND_OVER})
"""Stops that nobody asked for: what happened made them."""


class StopState(StrEnum):
    """``pending -> enroute -> arrived -> servicing -> done | failed | skipped``; servicing may be left out."""

    PENDING = "pending"
    ENROUTE = "enroute"
    ARRIVED = "arrived"
    SERVICING = "servicing"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


FINISHED_STOP_STATES = frozenset({StopState.DONE, StopState.FAILED, StopState.SKIPPED})


class ArrivalSource(StrEnum):
    """How an arrival became known."""

    PRESSED = "pressed"
    GEOFENCE = "geofence"
    OPERATOR = "operator"


class ArrivalEvidence(Document):
    """What the provider's last believed position said about being at the stop: no place, only how far and how sure."""

    distance_m: Metres | None
    """None when the place of the stop is not known any more."""
    accuracy_m: Metres
    age_s: Seconds
    """Real seconds."""
    dwell_s: Seconds = 0
    """Business seconds inside the stop's circle before it counted."""


class ProofKind(StrEnum):
    """What can prove a hand-off."""

    PHOTO = "photo"
    SIGNATURE = "signature"
    BARCODE = "barcode"
    PIN = "pin"


class Proof(Document):
    """A given proof: a reference to a photo or signature, a barcode's text. A PIN is checked and never stored."""

    kind: ProofKind
    reference: Annotated[str, Field(max_length=512)] = ""


class Stop(Document):
    """One place of a booking. ``cell`` is its coarse place; ``point`` is exact and kept out of the timeline."""

    stop_id: StopId
    type: StopType
    sequence: Annotated[int, Field(ge=1)]
    cell: Geohash
    point: LatLng | None
    zone_id: ZoneId
    zone_version: int
    window: Window | None = None
    service_s: Seconds = 0
    proof_required: tuple[ProofKind, ...] = ()
    state: StopState = StopState.PENDING
    arrival_source: ArrivalSource | None = None
    enroute_at: Instant | None = None
    arrived_at: Instant | None = None
    finished_at: Instant | None = None
    proofs: tuple[Proof, ...] = ()
    failure_reason: str | None = None

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is to be done there."""
        return self.state in FINISHED_STOP_STATES
