"""Who may read and write what: one table, from which every test of the rules is generated.

What a row does not grant must be refused, to everybody. A new collection in ``shared.collection_names`` needs a row here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared import collection_names, paths
from shared.messages.events import TimelineEvent
from shared.models.acceptance import AcceptanceModel
from shared.models.area import ServiceArea, SettingsVersion
from shared.models.audit import AuditEntry
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import CommitRecord
from shared.models.contacts import Contacts
from shared.models.decision import DecisionChunk, DecisionRecord
from shared.models.device import Device
from shared.models.disruption import Disruption
from shared.models.eta import BookingEta, DriveSample, EtaModel
from shared.models.facts import BookingFacts, FleetSnapshot, HourMetrics, Refusal, WorkHour, ZoneState
from shared.models.note import BookingNote
from shared.models.offer import Offer
from shared.models.override import Override
from shared.models.plan import AreaPlan, Batch
from shared.models.playbook import Playbook, PlaybookVersion
from shared.models.progress import Progress
from shared.models.provider import LiveAssignment, Position, Provider
from shared.models.push import Delivery
from shared.models.score_proposal import ScoreProposal
from shared.models.shaping import Shaping
from shared.models.signal import Signal
from shared.models.supply import DemandModel, Suggestion
from shared.models.triage import DeadLetter, Operator, Triage
from shared.models.webhook import Webhook, WebhookCall
from shared.models.zone import Zone, ZoneVersion
from tests.rules.people import ADA, PIA, VIENNA, Relation
from tests.rules.rest import Filter
from tests.rules.values import Value, fields, from_now, instant, number, point, text, yes

BY_AREA = Filter("area_id", VIENNA)
BY_CUSTOMER = Filter("customer_id", ADA)
BY_PROVIDER = Filter("provider_id", PIA)
BY_ASSIGNMENT = Filter("assignment.provider_id", PIA)
BY_RECEIVER = Filter("hand_over.receiver_id", PIA)
BY_OWNER = Filter("owner", ADA)
ANY = None
"""No filter is needed."""
MOST = 200
"""The largest limit that the rules accept, but where a row says otherwise."""

Grants = Mapping[Relation, Filter | None]
STAFF = frozenset({Relation.STAFF, Relation.ADMIN})
STAFF_BY_AREA: Grants = {Relation.STAFF: BY_AREA, Relation.ADMIN: ANY}
STAFF_BY_PATH: Grants = {Relation.STAFF: ANY, Relation.ADMIN: ANY}
CHANGE = {"state": text("completed")}


@dataclass(frozen=True)
class Row:
    """One collection: a document of it, and what the rules grant.

    Attributes:
        path: the document that is tried.
        document: what it holds.
        get: who may read one.
        list: who may list, and the filter that proves it.
        staff_most: the largest limit of a list by staff and administrators; it is ``MOST`` for all others.
        write: who may create and update, with ``change`` and ``stamp``; nobody ever deletes.
        change: the fields that a writer sends.
        stamp: the field that takes the time of the request.
        model: what the backend stores there.
    """

    path: str
    document: Mapping[str, Value] = field(default_factory=lambda: CHANGE)
    get: frozenset[Relation] = frozenset()
    list: Grants = field(default_factory=dict)
    staff_most: int = MOST
    write: frozenset[Relation] = frozenset()
    change: Mapping[str, Value] = field(default_factory=lambda: CHANGE)
    stamp: str | None = None
    model: type[Document] | None = None

    @property
    def collection(self) -> str:
        """Path of the collection."""
        return self.path.rpartition("/")[0]


def place() -> dict[str, Value]:
    """Give what a phone sends, but for ``server_time``."""
    return {
        "provider_id": text(PIA),
        "point": point(48.2082, 16.3738),
        "geohash": text("u2edk1t0p"),
        "accuracy_m": number(8.5),
        "heading_deg": number(271.0),
        "speed_mps": number(4.2),
        "source": text("gps"),
        "device_time": from_now(),
    }


def stored_position() -> dict[str, Value]:
    """Give a position as it lies there: of long ago, on duty."""
    then = instant(datetime(2026, 1, 1, tzinfo=UTC))
    return place() | {"server_time": then, "matchable": yes(), "area_id": text(VIENNA)}


_AREA = {"area_id": text(VIENNA)}
_BOOKING = _AREA | {"customer_id": text(ADA), "assignment": fields(provider_id=text(PIA)), "state": text("assigned")}
_TO_BE_TAKEN_OVER = _BOOKING | {
    "assignment": fields(provider_id=text("pit")),
    "hand_over": fields(receiver_id=text(PIA)),
}
_SIGNED_IN = frozenset({Relation.SIGNED_IN})
_SIGNED_IN_LIST: Grants = {Relation.SIGNED_IN: ANY}

LISTED = (
    Row(paths.service_area(VIENNA), get=_SIGNED_IN, list=_SIGNED_IN_LIST, model=ServiceArea),
    Row(paths.area_settings(VIENNA, 1), get=STAFF, list=STAFF_BY_PATH, model=SettingsVersion),
    Row(paths.zone("z-1"), get=_SIGNED_IN, list=_SIGNED_IN_LIST, model=Zone),
    Row(paths.zone_version("z-1", 1), _AREA, get=STAFF, list=STAFF_BY_AREA, model=ZoneVersion),
    Row(
        paths.booking("b-1"),
        _BOOKING,
        get=STAFF | {Relation.CUSTOMER, Relation.PROVIDER},
        list={**STAFF_BY_AREA, Relation.CUSTOMER: BY_CUSTOMER, Relation.PROVIDER: BY_ASSIGNMENT},
        staff_most=1_000,
        model=Booking,
    ),
    Row(
        paths.booking("b-2"),
        _TO_BE_TAKEN_OVER,
        get=STAFF | {Relation.CUSTOMER, Relation.PROVIDER},
        list={**STAFF_BY_AREA, Relation.CUSTOMER: BY_CUSTOMER, Relation.PROVIDER: BY_RECEIVER},
        staff_most=1_000,
        model=Booking,
    ),
    Row(paths.event("b-1", 1), _AREA, get=STAFF, list=STAFF_BY_AREA, model=TimelineEvent),
    Row(paths.signal("b-1", "s-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=Signal),
    Row(paths.note("b-1", "n-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=BookingNote),
    Row(paths.contacts("b-1"), {"customer_id": text(ADA)} | _AREA, get=frozenset({Relation.CUSTOMER}), model=Contacts),
    Row(
        paths.offer("o-1"),
        {"provider_id": text(PIA)} | _AREA,
        get=STAFF | {Relation.PROVIDER},
        list={**STAFF_BY_AREA, Relation.PROVIDER: BY_PROVIDER},
        model=Offer,
    ),
    Row(
        paths.provider(PIA),
        {"provider_id": text(PIA)} | _AREA,
        get=STAFF | {Relation.PROVIDER},
        list=STAFF_BY_AREA,
        model=Provider,
    ),
    Row(
        paths.position(PIA),
        stored_position(),
        get=STAFF | {Relation.PROVIDER},
        write=frozenset({Relation.PROVIDER}),
        change=place(),
        stamp="server_time",
        model=Position,
    ),
    Row(
        paths.live("b-1", 1),
        {"customer_id": text(ADA), "provider_id": text(PIA)} | _AREA,
        get=frozenset({Relation.CUSTOMER, Relation.PROVIDER}),
        list={Relation.CUSTOMER: BY_CUSTOMER, Relation.PROVIDER: BY_PROVIDER},
        model=LiveAssignment,
    ),
    Row(paths.decision("d-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=DecisionRecord),
    Row(paths.decision_chunk("d-1", 0), _AREA, get=STAFF, model=DecisionChunk),
    Row(paths.plan(VIENNA), _AREA, get=STAFF, model=AreaPlan),
    Row(paths.batch("d-1.b-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=Batch),
    Row(paths.triage("t-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=Triage),
    Row(
        paths.suggestion("pia.7"),
        {"provider_id": text(PIA)} | _AREA,
        get=STAFF | {Relation.PROVIDER},
        list={**STAFF_BY_AREA, Relation.PROVIDER: BY_PROVIDER},
        model=Suggestion,
    ),
    Row(paths.shaping("h-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=Shaping),
    Row(paths.demand_model(VIENNA), _AREA, get=STAFF, model=DemandModel),
    Row(paths.disruption("late_start.b-1.1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=Disruption),
    Row(paths.override("v-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=Override),
    Row(paths.audit("olga.op-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=AuditEntry),
    Row(paths.score_proposal("vienna.1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=ScoreProposal),
    Row(paths.playbook(VIENNA), _AREA, get=STAFF, model=Playbook),
    Row(paths.playbook_version(VIENNA, 1), get=STAFF, list=STAFF_BY_PATH, model=PlaybookVersion),
    Row(paths.eta("b-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=BookingEta),
    Row(paths.progress(PIA), {"provider_id": text(PIA)} | _AREA, get=STAFF, model=Progress),
    Row(f"{collection_names.FLEET}/{VIENNA}", _AREA),
    Row(paths.fleet_snapshot(VIENNA, 1), get=STAFF, list=STAFF_BY_PATH, model=FleetSnapshot),
    Row(paths.acceptance_model(VIENNA), get=STAFF, model=AcceptanceModel),
    Row(paths.zone_state("z-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=ZoneState),
    Row(f"{collection_names.METRICS}/{VIENNA}", _AREA),
    Row(paths.metrics_hour(VIENNA, "2026-01-01T08"), get=STAFF, list=STAFF_BY_PATH, model=HourMetrics),
    Row(paths.fact("b-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=BookingFacts),
    Row(paths.eta_model("vienna"), _AREA, model=EtaModel),
    Row(paths.drive("d-1"), _AREA, model=DriveSample),
    Row(paths.refusal("r-1"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=Refusal),
    Row(
        paths.device("i-1"),
        {"owner": text(ADA)},
        get=frozenset({Relation.OWNER}),
        list={Relation.OWNER: BY_OWNER},
        model=Device,
    ),
    Row(paths.delivery("n-1"), {"recipient": text(ADA)} | _AREA, model=Delivery),
    Row(paths.webhook("hook-1"), _AREA, model=Webhook),
    Row(paths.webhook_call("hook-1.b-1.3"), _AREA, get=STAFF, list=STAFF_BY_AREA, model=WebhookCall),
    Row(paths.operator(ADA), {"uid": text(ADA)} | _AREA, get=frozenset({Relation.OWNER}), model=Operator),
    Row(paths.commit("callable:ada:op-1"), _AREA, model=CommitRecord),
    Row(paths.work_hour(VIENNA, "2026-01-01T08"), _AREA, model=WorkHour),
    Row(paths.dead_letter("x-1"), _AREA, model=DeadLetter),
)
UNLISTED = (
    Row("users/ada", {"role": text("admin"), "customer_id": text(ADA), "owner": text(ADA)} | _AREA),
    Row("bookings/b-1/photos/p-1", _BOOKING),
    Row("bookings/b-1/events/000001/parts/p-1", _AREA),
    Row("positions/pia/trace/t-1", {"provider_id": text(PIA)} | _AREA),
    Row(f"fleet/{VIENNA}/other/1", _AREA),
    Row(f"service_areas/{VIENNA}/secrets/s-1", _AREA),
)
TABLE = LISTED + UNLISTED
"""``UNLISTED`` are paths that no part of Muster uses: a rule that opens whole subtrees would open them."""
