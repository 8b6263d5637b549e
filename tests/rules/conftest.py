"""The emulator with the rules loaded, in a project of its own: nothing else writes there while the rules are tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools import suite
from tests.rules.rest import Emulator

RULES = Path(__file__).parents[2] / "firestore.rules"


@pytest.fixture(scope="session")
def firestore_host() -> Iterator[str]:
    """Address of the Firestore emulator."""
    with suite.attach_or_run(only=("firestore",)) as running:
        yield running.host("firestore")


@pytest.fixture(scope="session")
def rules_text() -> str:
    """The rules as they are deployed."""
    return RULES.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def emulator(firestore_host: str, rules_text: str) -> Iterator[Emulator]:
    """A project under the deployed rules."""
    project = Emulator(firestore_host, "demo-muster-rules")
    project.load_rules(rules_text)
    project.clear()
    yield project
    project.close()
