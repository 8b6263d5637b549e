"""Firestore as a signed-in user on the emulator: gets, writes and listeners under the security rules.

The Python client speaks to the emulator as owner, past the rules, whatever credentials it is given. Replacing that entry of
its RPC metadata by the user's ID token puts everything it does under the rules. That and the listener's end are private
parts of the library: they are touched here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client, DocumentReference, DocumentSnapshot, Query
from google.cloud.firestore_v1.watch import TargetChangeType, Watch

Heard = Callable[[list[DocumentSnapshot[Any]]], None]
"""Takes all documents of a listener's target, after each change, in the listener's own thread."""
Refused = Callable[[str], None]
"""Takes the reason for which a listener ended by itself, in the listener's own thread."""
_AS_OWNER = ("authorization", "Bearer owner")


def user_client(project_id: str, id_token: str) -> Client:
    """Make a client that acts as the user of ``id_token``; ``FIRESTORE_EMULATOR_HOST`` says where.

    Raises:
        ValueError: the environment names no emulator, so the metadata has no owner entry to replace.
    """
    client = Client(project=project_id, credentials=AnonymousCredentials())  # type: ignore[no-untyped-call]
    metadata = list(client._rpc_metadata)  # noqa: SLF001
    if _AS_OWNER not in metadata:
        message = "FIRESTORE_EMULATOR_HOST is not set: a user's client is for the emulator alone"
        raise ValueError(message)
    as_user = ("authorization", f"Bearer {id_token}")
    client._rpc_metadata_internal = [as_user if entry == _AS_OWNER else entry for entry in metadata]  # noqa: SLF001
    return client


class Listener:
    """One open listener; ``close`` ends it."""

    def __init__(self, watch: Watch) -> None:
        """Hold the library's watch."""
        self._watch = watch

    def close(self) -> None:
        """Stop listening; waits shortly for the listener's thread, so call it off an event loop's thread."""
        self._watch.close()  # type: ignore[no-untyped-call]


def listen(target: Query | DocumentReference, heard: Heard, refused: Refused) -> Listener:
    """Listen to a query or document.

    Args:
        target: of a client made by ``user_client``.
        heard: called with everything the target holds, first as soon as it is known; empty for an absent document.
        refused: called once when the server ends the listener, as the rules do when they refuse it.
    """
    watch_class = _watch_that_tells(refused)
    make: Any = watch_class.for_document if isinstance(target, DocumentReference) else watch_class.for_query
    return Listener(make(target, lambda docs, _changes, _at: heard(list(docs)), DocumentSnapshot))


def _watch_that_tells(refused: Refused) -> type[Watch]:
    """Make a watch that reports its end: the library's own raises where nobody can catch it."""

    class TellingWatch(Watch):
        def _on_rpc_done(self, future: Any) -> None:
            if not self._closed:
                refused(str(future))

        def _target_removed(self, target_change: Any) -> None:
            refused(target_change.cause.message or "the server ended the listener")

    told: Any = TellingWatch
    ways = Watch._target_changetype_dispatch  # noqa: SLF001
    told._target_changetype_dispatch = {**ways, TargetChangeType.REMOVE: TellingWatch._target_removed}  # noqa: SLF001
    return TellingWatch
