"""The least that a reaction to a new document can be: one trigger that writes one document. The bench's yardstick."""

from functools import lru_cache

import firebase_admin
from firebase_functions import firestore_fn
from google.cloud import firestore

firebase_admin.initialize_app()


@lru_cache(maxsize=1)
def client() -> firestore.Client:
    """Give this process's client."""
    return firestore.Client()


@firestore_fn.on_document_created(document="bare_requests/{name}")
def react(event: firestore_fn.Event[firestore_fn.DocumentSnapshot | None]) -> None:
    """Answer with a document that the asker hears of where offers are heard of."""
    if event.data is None:
        return
    asked = event.data.to_dict() or {}
    client().document(f"offers/{event.params['name']}").set({"provider_id": asked["provider_id"], "state": "pending"})
