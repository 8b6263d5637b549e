"""Real clients: their queries pass the rules, and a listener shows nothing more once the job is over."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google.api_core.exceptions import PermissionDenied
from google.cloud.firestore import Client, DocumentSnapshot, FieldFilter, Query

from shared import collection_names, paths
from simulator.user_firestore import listen, user_client
from tests.rules.access_table import TABLE
from tests.rules.client_queries import CLIENT_QUERIES, ClientQuery
from tests.rules.people import ADA, ADMIN, CUSTOMER, OTHER_CUSTOMER, PIA, Person
from tests.rules.rest import Emulator
from tests.rules.values import point, text

WAIT_S = 10.0
LIVE = paths.live("b-1", 1)


class Ear:
    """What a listener heard: all versions of its target, and why it ended."""

    def __init__(self) -> None:
        self.versions: list[list[dict[str, Any]]] = []
        self.ends: list[str] = []

    def hear(self, documents: list[DocumentSnapshot]) -> None:
        """Keep a version; an absent document is none."""
        self.versions.append([dict(document.to_dict() or {}) for document in documents if document.exists])


@pytest.fixture
def signed_in(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Person], Client]]:
    """Makes a client of somebody, on the project of the rules."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", emulator.host)
    clients: list[Client] = []

    def make(person: Person) -> Client:
        clients.append(user_client(emulator.project_id, str(person.bearer)))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.mark.parametrize("query", CLIENT_QUERIES, ids=lambda query: query.name)
def test_what_clients_ask_passes_the_rules(
    emulator: Emulator, signed_in: Callable[[Person], Client], query: ClientQuery
) -> None:
    for row in TABLE:
        emulator.put(row.path, row.document)
    client = signed_in(query.person)

    refusal = _refusal(query.build(client))

    assert refusal is None


def test_a_client_is_bound_by_the_rules(emulator: Emulator, signed_in: Callable[[Person], Client]) -> None:
    client = signed_in(ADMIN)

    with pytest.raises(PermissionDenied):
        client.document(paths.commit("c-1")).get()


@pytest.mark.parametrize("whole_document", [False, True], ids=["query", "document"])
def test_a_customer_sees_the_provider_until_the_job_ends(
    emulator: Emulator, signed_in: Callable[[Person], Client], *, whole_document: bool
) -> None:
    emulator.put(LIVE, _live("first"))
    client, ear = signed_in(CUSTOMER), Ear()
    query = client.collection(collection_names.LIVE).where(filter=FieldFilter("customer_id", "==", ADA)).limit(10)
    listener = listen(client.document(LIVE) if whole_document else query, ear.hear, ear.ends.append)
    _until(lambda: _names(ear) == ["first"], ear)

    emulator.put(LIVE, _live("second"))
    _until(lambda: _names(ear) == ["second"], ear)
    emulator.remove(LIVE)
    _until(lambda: _names(ear) == [] or bool(ear.ends), ear)
    emulator.put(paths.live("b-1", 2), _live("of another's job", customer="bob"))
    emulator.put(paths.position(PIA), {"provider_id": text(PIA), "point": point(48.2, 16.4)})
    _settled(emulator, client, ear)

    listener.close()
    assert {name for version in ear.versions for name in _shown(version)} == {"first", "second"}


def test_another_customer_hears_nothing_and_is_told_so(
    emulator: Emulator, signed_in: Callable[[Person], Client]
) -> None:
    emulator.put(LIVE, _live("first"))
    client, ear = signed_in(OTHER_CUSTOMER), Ear()

    listener = listen(client.document(LIVE), ear.hear, ear.ends.append)
    _until(lambda: bool(ear.ends), ear)

    listener.close()
    assert ear.versions == []


def _refusal(query: Query) -> str | None:
    try:
        query.get()
    except PermissionDenied as refused:
        return str(refused)
    return None


def _settled(emulator: Emulator, client: Client, ear: Ear) -> None:
    """Let a second listener of the same client hear a later write: the first had its chance to hear the earlier ones."""
    emulator.put(paths.device("late"), {"owner": text(ADA), "state": text("late")})
    query = client.collection(collection_names.DEVICES).where(filter=FieldFilter("owner", "==", ADA)).limit(10)
    later = Ear()
    listener = listen(query, later.hear, later.ends.append)
    _until(lambda: any(shown.get("state") == "late" for version in later.versions for shown in version), later)
    listener.close()


def _live(name: str, customer: str = ADA) -> dict[str, Any]:
    return {"customer_id": text(customer), "provider_id": text(PIA), "provider_name": text(name)}


def _names(ear: Ear) -> list[str] | None:
    return _shown(ear.versions[-1]) if ear.versions else None


def _shown(version: list[dict[str, Any]]) -> list[str]:
    return [document["provider_name"] for document in version]


def _until(condition: Callable[[], bool], ear: Ear) -> None:
    deadline_s = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline_s, f"heard {ear.versions}, ended {ear.ends}"
        time.sleep(0.01)
