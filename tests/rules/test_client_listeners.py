"""The typed client's own listeners, in its own SDK, under the deployed rules."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import paths
from tests.rules.access_table import TABLE
from tests.rules.rest import Emulator
from tests.rules.values import text

CLIENTS = Path(__file__).parents[2] / "clients"
VITEST = CLIENTS / "node_modules" / ".bin" / "vitest"
MANY = 1_150
"""Open bookings of one area: more than one list."""
WAIT_S = 300.0


@pytest.fixture
def world(firestore_host: str, rules_text: str) -> Iterator[Emulator]:
    """A project of its own: many documents lie there, and a client writes."""
    project = Emulator(firestore_host, "demo-muster-client-rules")
    project.load_rules(rules_text)
    project.clear()
    for row in TABLE:
        project.put(row.path, row.document)
    for number in range(MANY):
        booking_id = f"bkg_{number * 7919 % 10_007}"
        written = {"booking_id": text(booking_id), "area_id": text("linz"), "state": text("searching")}
        project.put(paths.booking(booking_id), written)
    yield project
    project.close()


def test_every_listener_of_the_typed_client_passes_the_rules(world: Emulator) -> None:
    assert VITEST.exists(), "run `make clients-setup`"
    known = {
        "FIRESTORE_EMULATOR_HOST": world.host,
        "MUSTER_RULES_PROJECT": world.project_id,
        "MUSTER_RULES_MANY": str(MANY),
    }

    told = subprocess.run(
        [VITEST, "run", "--root", CLIENTS / "sdk", "--config", "vitest.rules.config.ts"],
        env=os.environ | known | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr
