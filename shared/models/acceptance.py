"""How likely a provider is to accept an offer: what is known when it is made, and what was learned from earlier ones."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.provider import VehicleType
from shared.units import AreaId, Instant, OfferId, Seconds, Uid

HOURS_A_WEEK = 168

Finite = Annotated[float, Field(allow_inf_nan=False)]
WeekHour = Annotated[int, Field(ge=0, lt=HOURS_A_WEEK)]
"""Hour of the area's local week: 0 is Monday from midnight to one."""


class Circumstances(Document):
    """What was known when an offer was made and a yes or no may depend on. Kept in the offer, to be learned from."""

    travel_s: Seconds
    """On the way to the pickup, from where the provider is or will be free."""
    trip_s: Seconds = 0
    """From the pickup to the last stop; 0 for a job of one stop."""
    hour: WeekHour
    vehicle: VehicleType
    wave: Annotated[int, Field(ge=1)] = 1
    busy: bool = False
    """Whether the provider has a job already."""
    open_offers: Annotated[int, Field(ge=0)] = 0
    """Other offers the provider had to answer then."""
    stale: bool = False
    """Whether the link was stale."""
    pressure: Annotated[float, Field(ge=0, le=3, allow_inf_nan=False)] = 1.0
    """Open demand over supply in the zone of the pickup."""
    offers_made: Annotated[int, Field(ge=0)] = 0
    """The provider's own record until then."""
    offers_accepted: Annotated[int, Field(ge=0)] = 0


class ProviderEffect(Document):
    """How much gladder (or less glad) a provider is than others in the same circumstances, in log-odds."""

    mean: Finite
    variance: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    heard: Annotated[int, Field(ge=0)]
    """How many answers the model had learned from when this provider last gave one: who is silent longest is forgotten."""


class Reliability(Document):
    """One tenth of the range of predictions: what was predicted before the answer came, and what came. Old answers fade."""

    answers: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    predicted: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    accepted: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0


class AcceptanceModel(Document):
    """``acceptance_models/{area_id}``: what an area has learned from its offers. One document, written by one schedule.

    ``weights``, ``covariance`` and ``calibration`` are in the order of ``shared.dispatch.acceptance``; ``features`` names
    that order, and a model of another one is learned anew.
    """

    area_id: AreaId
    version: Annotated[int, Field(ge=1)] = 1
    """Rises with each pass that learned something."""
    features: str
    answers: Annotated[int, Field(ge=0)] = 0
    """How many it has learned from."""
    typical: Annotated[float, Field(gt=0, lt=1)]
    """The share of answers that was a yes of late: where a provider without a record is believed to stand."""
    surprise: Finite = 0.0
    """Mean of the last answers' surprises, in standard deviations: far from 0 when behaviour has just changed."""
    weights: tuple[Finite, ...]
    covariance: tuple[Finite, ...]
    """Upper triangle, row by row."""
    calibration: tuple[Finite, ...]
    calibration_covariance: tuple[Finite, ...]
    providers: dict[Uid, ProviderEffect] = Field(default_factory=dict)
    reliability: tuple[Reliability, ...] = ()
    learned_until: Instant | None = None
    """Answers before this instant (business time) have been learned from,"""
    learned_at_once: tuple[OfferId, ...] = ()
    """and of those at exactly this instant, these."""

    @property
    def calibration_error(self) -> float:
        """Expected calibration error of late: by how much predictions of one tenth missed what came, over all tenths."""
        total = sum(tenth.answers for tenth in self.reliability)
        return sum(abs(tenth.predicted - tenth.accepted) for tenth in self.reliability) / max(1.0, total)
