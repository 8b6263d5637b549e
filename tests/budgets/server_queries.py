"""Every named query of the store, run with sample arguments on a client that reaches nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client

from muster.adapters.firestore_store import FirestoreStore
from muster.adapters.queries import Query
from shared.models.booking import BookingState

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SAMPLES: dict[str, tuple[Callable[[FirestoreStore], Any], ...]] = {
    "zones_by_cells": (lambda store: store.zones_by_cells(["u2edk1", "u2edk2"]),),
    "zones_of_area": (lambda store: store.zones_of_area("vienna"),),
    "bookings_waiting": (
        lambda store: store.bookings_waiting("vienna", 10),
        lambda store: store.bookings_waiting("vienna", 10, NOW),
    ),
    "areas_waiting": (lambda store: store.areas_waiting(10),),
    "zones_changed": (lambda store: store.zones_changed(NOW, 10),),
    "bookings_in": (
        lambda store: store.bookings_in([BookingState.SEARCHING, BookingState.ASSIGNED], 10),
        lambda store: store.bookings_in([BookingState.SEARCHING], 10, "vienna"),
        lambda store: store.bookings_in([BookingState.SEARCHING], 10, "vienna", NOW),
    ),
    "bookings_due_for_release": (
        lambda store: store.bookings_due_for_release(NOW, 10),
        lambda store: store.bookings_due_for_release(NOW, 10, NOW),
    ),
    "bookings_to_check": (lambda store: store.bookings_to_check(NOW, NOW, 10),),
    "disruptions_open": (
        lambda store: store.disruptions_open(10),
        lambda store: store.disruptions_open(10, "ada"),
    ),
    "disruptions_of": (lambda store: store.disruptions_of("ada", 10),),
    "zones_short": (lambda store: store.zones_short(10),),
    "signals": (lambda store: store.signals("b-1"),),
    "quotes_expired": (lambda store: store.quotes_expired(NOW, 10),),
    "open_bookings_of": (lambda store: store.open_bookings_of("ada", 10),),
    "positions_in": (
        lambda store: store.positions_in([("u2e", "u2f")], "vienna", "courier", 10),
        lambda store: store.positions_in([("u2e", "u2f"), ("u2h", "u2j")], "vienna", "courier", 10),
    ),
    "positions_of_area": (lambda store: store.positions_of_area("vienna", 10),),
    "providers_of_area": (lambda store: store.providers_of_area("vienna", 10),),
    "offers_due": (lambda store: store.offers_due(NOW, 10),),
    "offers_open_to": (lambda store: store.offers_open_to("ada", 10),),
    "offers_answered": (lambda store: store.offers_answered("vienna", NOW, NOW, 10),),
    "timeline": (lambda store: store.timeline("b-1"),),
    "offers_made": (lambda store: store.offers_made("b-1"),),
    "commits_pending": (lambda store: store.commits_pending(NOW, 10),),
    "triage_due": (lambda store: store.triage_due(NOW, 10),),
    "batches_of": (lambda store: store.batches_of("b-1", 10),),
    "overrides_awaiting": (lambda store: store.overrides_awaiting(10),),
    "overrides_between": (lambda store: store.overrides_between("vienna", NOW, NOW, 10),),
    "disruptions_due": (lambda store: store.disruptions_due(NOW, 10),),
    "suggestions_due": (lambda store: store.suggestions_due(NOW, 10),),
    "devices_of": (lambda store: store.devices_of(["ada", "bob"]),),
    "devices_in_group": (lambda store: store.devices_in_group("operator", "vienna", "", 10),),
    "devices_at": (lambda store: store.devices_at("token-1", 10),),
    "devices_silent": (lambda store: store.devices_silent(NOW, 10),),
    "webhooks_of": (lambda store: store.webhooks_of("vienna", 10),),
    "webhook_calls_due": (lambda store: store.webhook_calls_due(NOW, 10),),
    "deliveries_due": (lambda store: store.deliveries_due(NOW, 10),),
    "deliveries_to": (lambda store: store.deliveries_to("ada", NOW, 10),),
    "deliveries_about": (lambda store: store.deliveries_about("b-1", 10),),
    "webhook_calls_about": (lambda store: store.webhook_calls_about("b-1", 10),),
    "facts_between": (lambda store: store.facts_between("vienna", NOW, NOW, 10),),
    "drives_between": (lambda store: store.drives_between("vienna", NOW, NOW, 10),),
    "refusals_between": (lambda store: store.refusals_between("vienna", NOW, NOW, 10),),
    "area_ids": (lambda store: store.area_ids(),),
}


class WirelessStore(FirestoreStore):
    """Brings each query into its wire form, and finds nothing."""

    def __init__(self) -> None:
        super().__init__(Client(project="demo-muster", credentials=AnonymousCredentials()))

    def select(self, query: Query[Any]) -> list[Any]:
        """Prepare a query."""
        self._prepare(query)._to_protobuf()
        return []

    def tally(self, query: Query[Any]) -> int:
        """Prepare a count."""
        self._prepare(query)._to_protobuf()
        return 0


def run_all() -> None:
    """Run every sample."""
    store = WirelessStore()
    for calls in SAMPLES.values():
        for call in calls:
            call(store)
