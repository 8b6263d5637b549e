"""Playbooks: what an area does by itself about a kind of disruption, and what it leaves to an operator."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.disruption import DisruptionKind, RecoveryAction
from shared.units import AreaId, Instant, SettingSeconds, Share, Uid


class Play(Document):
    """What to do about one kind of disruption."""

    kind: DisruptionKind
    automatic: tuple[RecoveryAction, ...] = ()
    """Actions that run by themselves when they rank first; any other best option goes to an operator."""
    most_risk: Share = 0.3
    """An automatic action riskier than this goes to an operator."""
    least_gain_s: SettingSeconds = 120
    """An action that saves less than this against doing nothing is not worth its change: wait."""
    least_chance: Share = 0.8
    """An action that makes the booking end sooner in a smaller share of cases is not taken by itself, much as it may save in the others."""
    ask_when_critical: bool = False
    """Whether an operator is asked when a promise is about to be missed and nothing is worth doing by itself."""
    decide_within_s: SettingSeconds = 120
    """How long an operator has; then ``fallback`` runs."""
    fallback: RecoveryAction = RecoveryAction.WAIT


class Playbook(Document):
    """``playbooks/{area_id}``: an area's plays by kind; kinds it does not name go to an operator, with waiting as fallback."""

    area_id: AreaId
    plays: Annotated[tuple[Play, ...], Field(max_length=20)] = ()
    version: Annotated[int, Field(ge=1)] = 1
    changed_by: Uid | None = None
    changed_at: Instant | None = None


class PlaybookVersion(Document):
    """``playbooks/{area_id}/versions/{version}``: a playbook as it was."""

    area_id: AreaId
    plays: Annotated[tuple[Play, ...], Field(max_length=20)] = ()
    version: Annotated[int, Field(ge=1)]
    changed_by: Uid
    changed_at: Instant
    """Business time."""
