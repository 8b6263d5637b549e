"""The typed client's own listeners, in its own SDK, under the deployed rules."""

import os
import subprocess
from pathlib import Path

from tests.rules.access_table import TABLE
from tests.rules.rest import Emulator

CLIENTS = Path(__file__).parents[2] / "clients"
VITEST = CLIENTS / "node_modules" / ".bin" / "vitest"
WAIT_S = 120.0


def test_every_listener_of_the_typed_client_passes_the_rules(emulator: Emulator) -> None:
    assert VITEST.exists(), "run `make clients-setup`"
    for row in TABLE:
        emulator.put(row.path, row.document)

    known = {"FIRESTORE_EMULATOR_HOST": emulator.host, "MUSTER_RULES_PROJECT": emulator.project_id, "NO_COLOR": "1"}
    told = subprocess.run(
        [VITEST, "run", "--root", CLIENTS / "sdk", "--config", "vitest.rules.config.ts"],
        env=os.environ | known,
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr
