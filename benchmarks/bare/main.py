"""The least that a reaction to a new document can be: one trigger that writes one document. The bench's yardstick."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import firebase_admin
from firebase_functions.firestore_fn import Event, on_document_created
from google.cloud import firestore

firebase_admin.initialize_app()


@lru_cache(maxsize=1)
def client() -> firestore.Client:
    """Give this process's client."""
    return firestore.Client()


@on_document_created(document="bare_requests/{name}")
def react(event: Event[firestore.DocumentSnapshot[Any] | None]) -> None:
    """Answer with a document that the asker hears of where offers are heard of."""
    if event.data is None:
        return
    asked = event.data.to_dict() or {}
    client().document(f"offers/{event.params['name']}").set({"provider_id": asked["provider_id"], "state": "pending"})
