"""What the typed client knows: the documents that some client may read, the commands, and what is answered."""

from collections.abc import Callable, Mapping

from pydantic import BaseModel

from shared import paths
from shared.messages import commands
from shared.messages.commands import Command
from shared.messages.commands.roles import MAY
from shared.messages.events import TimelineEvent
from shared.models.acceptance import AcceptanceModel
from shared.models.area import ServiceArea, SettingsVersion
from shared.models.audit import AuditEntry
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.contacts import Contacts
from shared.models.decision import DecisionChunk, DecisionRecord
from shared.models.device import Device
from shared.models.disruption import Disruption
from shared.models.eta import BookingEta
from shared.models.explanation import DecisionExplanation
from shared.models.facts import BookingFacts, FleetSnapshot, HourMetrics, Refusal, ZoneState
from shared.models.note import BookingNote
from shared.models.offer import Offer
from shared.models.override import Override
from shared.models.plan import AreaPlan, Batch
from shared.models.playbook import Playbook, PlaybookVersion
from shared.models.progress import Progress
from shared.models.provider import LiveAssignment, Position, Provider
from shared.models.score_proposal import ScoreProposal
from shared.models.shaping import Shaping
from shared.models.signal import Signal
from shared.models.supply import DemandModel, Suggestion
from shared.models.triage import Operator, Triage
from shared.models.webhook import WebhookCall
from shared.models.zone import Zone, ZoneVersion

Path = Callable[..., str]

DOCUMENTS: Mapping[Path, type[Document]] = {
    paths.service_area: ServiceArea,
    paths.area_settings: SettingsVersion,
    paths.zone: Zone,
    paths.zone_version: ZoneVersion,
    paths.booking: Booking,
    paths.event: TimelineEvent,
    paths.signal: Signal,
    paths.note: BookingNote,
    paths.contacts: Contacts,
    paths.offer: Offer,
    paths.provider: Provider,
    paths.position: Position,
    paths.live: LiveAssignment,
    paths.decision: DecisionRecord,
    paths.decision_chunk: DecisionChunk,
    paths.plan: AreaPlan,
    paths.batch: Batch,
    paths.triage: Triage,
    paths.suggestion: Suggestion,
    paths.shaping: Shaping,
    paths.demand_model: DemandModel,
    paths.disruption: Disruption,
    paths.override: Override,
    paths.audit: AuditEntry,
    paths.score_proposal: ScoreProposal,
    paths.playbook: Playbook,
    paths.playbook_version: PlaybookVersion,
    paths.eta: BookingEta,
    paths.progress: Progress,
    paths.fleet_snapshot: FleetSnapshot,
    paths.acceptance_model: AcceptanceModel,
    paths.zone_state: ZoneState,
    paths.metrics_hour: HourMetrics,
    paths.fact: BookingFacts,
    paths.refusal: Refusal,
    paths.device: Device,
    paths.webhook_call: WebhookCall,
    paths.operator: Operator,
}
"""What some client may read, by its path; the rules' access table is held against it by a test."""

WRITTEN_BY_CLIENTS: frozenset[type[BaseModel]] = frozenset({Position})
"""The backend writes every field of a document; a phone may leave out those that have a default."""

ANSWERED: tuple[type[Document], ...] = (DecisionExplanation, Override, ScoreProposal)
"""Models that commands are answered with; which, and the small plain answers, stand in ``src/answers.ts``."""


def served_commands() -> dict[str, type[Command]]:
    """Every callable function with the command that it takes, in the order of the table of roles, which names them all."""
    models = [getattr(commands, name) for name in commands.__all__]
    by_verb = {model.verb(): model for model in models if issubclass(model, Command)}
    return {name: by_verb[name] for name in MAY}
