"""The queries that apps, the console and the simulator run: each must pass the rules and have its index.

A list has to prove by its filters that every document it could find may be read, so each of these names its owner or area.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.cloud.firestore import Client, FieldFilter, Query

from shared import collection_names, paths
from shared.models.booking import OPEN_STATES
from shared.models.disruption import OPEN_DISRUPTION_STATES
from shared.models.offer import OPEN_OFFER_STATES
from shared.models.triage import TriageState
from tests.rules.access_table import MOST
from tests.rules.people import ADA, ADMIN, CUSTOMER, GRAZ, OPERATOR, PIA, PROVIDER, VIENNA, Person

OPEN_BOOKINGS = sorted(state.value for state in OPEN_STATES)
OPEN_DISRUPTIONS = sorted(state.value for state in OPEN_DISRUPTION_STATES)
BY_NAME = ("name", Query.ASCENDING)
LATEST = ("version", Query.DESCENDING)
OPEN_OFFERS = sorted(state.value for state in OPEN_OFFER_STATES)


@dataclass(frozen=True)
class ClientQuery:
    """A query, and who runs it."""

    name: str
    person: Person
    build: Callable[[Client], Query]


def _query(
    name: str, person: Person, collection: str, order: tuple[str, str] | None = None, most: int = MOST, **filters: Any
) -> ClientQuery:
    """Filters are equalities, ``in`` for a list, or what an array has to hold for a set; ``__`` stands for the dot of a path."""

    def build(client: Client) -> Query:
        query = client.collection(collection).limit(most)
        for field, value in filters.items():
            operator = "in" if isinstance(value, list) else "array_contains" if isinstance(value, set) else "=="
            wanted = next(iter(value)) if isinstance(value, set) else value
            query = query.where(filter=FieldFilter(field.replace("__", "."), operator, wanted))
        return query.order_by(order[0], direction=order[1]) if order else query

    return ClientQuery(name, person, build)


CLIENT_QUERIES = (
    _query("a customer's bookings", CUSTOMER, collection_names.BOOKINGS, customer_id=ADA),
    _query("a customer's running jobs", CUSTOMER, collection_names.LIVE, customer_id=ADA),
    _query("a person's devices", CUSTOMER, collection_names.DEVICES, owner=ADA),
    _query("the zones on the map", CUSTOMER, collection_names.ZONES, area_id=VIENNA, active=True),
    _query("the service areas", CUSTOMER, collection_names.SERVICE_AREAS),
    _query("a provider's open offers", PROVIDER, collection_names.OFFERS, provider_id=PIA, state=OPEN_OFFERS),
    _query("a provider's bookings", PROVIDER, collection_names.BOOKINGS, assignment__provider_id=PIA),
    _query("what a provider is to take over", PROVIDER, collection_names.BOOKINGS, hand_over__receiver_id=PIA),
    _query("a provider's running jobs", PROVIDER, collection_names.LIVE, provider_id=PIA),
    _query("a provider's open suggestions", PROVIDER, collection_names.SUGGESTIONS, provider_id=PIA, state="open"),
    _query(
        "an area's open bookings", OPERATOR, collection_names.BOOKINGS, most=1_000, area_id=VIENNA, state=OPEN_BOOKINGS
    ),
    _query(
        "the open bookings of two areas", OPERATOR, collection_names.BOOKINGS, area_id=[GRAZ, VIENNA], state="searching"
    ),
    _query("all open bookings", ADMIN, collection_names.BOOKINGS, state=OPEN_BOOKINGS),
    _query("a booking's timeline", OPERATOR, f"{paths.booking('b-1')}/{collection_names.EVENTS}", area_id=VIENNA),
    _query("a booking's signals", OPERATOR, f"{paths.booking('b-1')}/{collection_names.SIGNALS}", area_id=VIENNA),
    _query("an area's open offers", OPERATOR, collection_names.OFFERS, area_id=VIENNA, state=OPEN_OFFERS),
    _query("an area's providers", OPERATOR, collection_names.PROVIDERS, area_id=VIENNA),
    _query("some of an area's providers", OPERATOR, collection_names.PROVIDERS, area_id=VIENNA, provider_id=[ADA, PIA]),
    _query("an area's providers by name", OPERATOR, collection_names.PROVIDERS, BY_NAME, area_id=VIENNA),
    _query(
        "an area's paused providers by name",
        OPERATOR,
        collection_names.PROVIDERS,
        BY_NAME,
        area_id=VIENNA,
        duty="paused",
    ),
    _query("a zone's versions", OPERATOR, f"{paths.zone('z-1')}/{collection_names.VERSIONS}", LATEST, area_id=VIENNA),
    _query("an area's settings", OPERATOR, f"{paths.service_area(VIENNA)}/{collection_names.SETTINGS}", LATEST),
    _query("a playbook's versions", OPERATOR, f"{paths.playbook(VIENNA)}/{collection_names.VERSIONS}", LATEST),
    _query("an area's zones' states", OPERATOR, collection_names.ZONE_STATE, area_id=VIENNA),
    _query(
        "what waits for an operator", OPERATOR, collection_names.TRIAGE, area_id=VIENNA, state=TriageState.OPEN.value
    ),
    _query(
        "an area's open disruptions", OPERATOR, collection_names.DISRUPTIONS, area_id=VIENNA, state=OPEN_DISRUPTIONS
    ),
    _query("an area's suggestions", OPERATOR, collection_names.SUGGESTIONS, area_id=VIENNA),
    _query("an area's measures", OPERATOR, collection_names.SHAPINGS, area_id=VIENNA),
    _query("an area's batches", OPERATOR, collection_names.BATCHES, area_id=VIENNA),
    _query("all zones of an area", OPERATOR, collection_names.ZONES, area_id=VIENNA),
    _query("what operators did by hand", OPERATOR, collection_names.OVERRIDES, area_id=VIENNA, state="committed"),
    _query("what staff did", OPERATOR, collection_names.AUDIT, order=("at", Query.DESCENDING), area_id=VIENNA),
    _query(
        "what staff did about somebody",
        OPERATOR,
        collection_names.AUDIT,
        order=("at", Query.DESCENDING),
        area_id=VIENNA,
        about={"b-1"},
    ),
    _query(
        "what administrators did in no area",
        ADMIN,
        collection_names.AUDIT,
        order=("at", Query.DESCENDING),
        area_id=None,
    ),
    _query(
        "what administrators did about somebody",
        ADMIN,
        collection_names.AUDIT,
        order=("at", Query.DESCENDING),
        area_id=None,
        about={"olga"},
    ),
    _query("a booking's notes", OPERATOR, f"{paths.booking('b-1')}/{collection_names.NOTES}", area_id=VIENNA),
    _query("what overrides say about the score", OPERATOR, collection_names.SCORE_PROPOSALS, area_id=VIENNA),
    _query("an area's fleet", OPERATOR, f"{collection_names.FLEET}/{VIENNA}/{collection_names.SNAPSHOTS}"),
    _query("an area's hours", OPERATOR, f"{collection_names.METRICS}/{VIENNA}/{collection_names.HOURS}"),
    _query("an area's refusals", OPERATOR, collection_names.REFUSALS, area_id=VIENNA),
    _query("an area's decisions", OPERATOR, collection_names.DECISIONS, area_id=VIENNA),
)
