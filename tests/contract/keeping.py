"""Puts documents into a store, and names what a query found there."""

from typing import Any

from muster.ports.store import Store
from shared import paths
from shared.models.base import Document
from shared.models.change import create
from tests.builders import a_booking


def keep(store: Store, documents: dict[str, Document]) -> None:
    store.commit([create(path, document) for path, document in documents.items()])


def keep_bookings(store: Store, *changes: dict[str, Any]) -> None:
    keep(store, {paths.booking(each["booking_id"]): a_booking(**each) for each in changes})


def ids(found: list[Any]) -> list[str]:
    return [versioned.path.rsplit("/", 1)[-1] for versioned in found]
