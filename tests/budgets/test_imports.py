"""What a process of functions loads before its first request: every function pays for it at each cold start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"
MODULES_AT_MOST = 800
"""The SDK's triggers and their web server are most of it; measured 773."""
LATE = (
    "google.cloud.firestore",
    "google.cloud.pubsub",
    "google.cloud.pubsub_v1",
    "google.cloud.tasks_v2",
    "numpy",
    "ortools",
    "pandas",
    "pydantic",
    "shapely",
    "shared.geo.shapes",
    "shared.messages.commands",
)
"""Loaded by the first request that needs them."""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    program = "import json, sys; import main; print(json.dumps(sorted(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(FUNCTIONS), "GCLOUD_PROJECT": "demo-muster"}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=FUNCTIONS, env=environment, capture_output=True, text=True, check=True
    )
    return set(json.loads(run.stdout))


@pytest.mark.parametrize("module", LATE)
def test_importing_the_functions_does_not_load(loaded: set[str], module: str) -> None:
    assert module not in loaded


def test_importing_the_functions_loads_no_more_modules_than_it_did(loaded: set[str]) -> None:
    assert len(loaded) <= MODULES_AT_MOST
