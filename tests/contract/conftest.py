"""Each port as its fake and as its real adapter, so that one suite holds for both."""

import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from devtools.suite import Suite
from muster.adapters.firestore_client import connect
from muster.adapters.firestore_patience import Patience
from muster.adapters.firestore_store import FirestoreStore
from muster.adapters.meter import Meter
from muster.ports.store import Store
from tests.fakes.memory_store import MemoryStore

QUICK = Patience(attempt_s=5.0, total_s=10.0)


@pytest.fixture(scope="session")
def firestore_client(emulators: Suite) -> Iterator[Any]:
    client = connect(emulators.project_id)
    yield client
    client.close()


@pytest.fixture
def empty_firestore(emulators: Suite, firestore_client: Any) -> Any:
    database = f"projects/{emulators.project_id}/databases/(default)/documents"
    address = f"http://{emulators.host('firestore')}/emulator/v1/{database}"
    urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=60).close()
    return firestore_client


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture(params=["memory", "firestore"])
def store(request: pytest.FixtureRequest, meter: Meter) -> Store:
    if request.param == "memory":
        return MemoryStore(meter.count)
    return FirestoreStore(request.getfixturevalue("empty_firestore"), meter.count, QUICK)
