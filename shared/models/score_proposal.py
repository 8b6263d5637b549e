"""What overrides say about the score: other weights that they speak for."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.decision import ScoreTerm
from shared.units import AreaId, Instant, Uid


class TermEvidence(Document):
    """What overrides say about one score term: how often operators went against it, and how often they were right."""

    term: ScoreTerm
    overrides: Annotated[int, Field(ge=1)]
    better: Annotated[int, Field(ge=0)]
    """Of these, how many ended sooner than forecast for the engine's candidate."""
    least_share: float
    """Lower end of the 90 % interval of that share."""
    weight: str
    """Field of the area's score weights."""
    now: float
    proposed: float


class ScoreProposal(Document):
    """``score_proposals/{area_id}.{settings version}``: weights that overrides speak for. Nothing applies it by itself.

    A supervisor who agrees sends ``put_service_area`` with these weights and ``expected_version``.
    """

    area_id: AreaId
    settings_version: Annotated[int, Field(ge=1)]
    """The version that it changes; it says nothing about any other."""
    since: Instant
    until: Instant
    changes: Annotated[tuple[TermEvidence, ...], Field(min_length=1)]
    made_at: Instant
    made_by: Uid
