from pathlib import Path

from devtools.suite import Suite, attached

RUNNING = Suite(
    project_id="demo-muster-3f9c1a",
    region="us-central1",
    ports={"auth": 20_001, "functions": 20_002, "firestore": 20_003, "hub": 20_004},
    log_dir=Path("logs"),
)


def test_a_suite_is_read_back_from_its_own_variables() -> None:
    assert attached(RUNNING.env) == RUNNING


def test_no_suite_is_read_from_other_variables() -> None:
    assert attached({"GCLOUD_PROJECT": "demo-muster", "FIRESTORE_EMULATOR_HOST": "127.0.0.1:8080"}) is None


def test_only_started_emulators_are_named_to_clients() -> None:
    assert RUNNING.env["FIRESTORE_EMULATOR_HOST"] == "127.0.0.1:20003"
    assert "PUBSUB_EMULATOR_HOST" not in RUNNING.env


def test_functions_are_called_by_project_region_and_name() -> None:
    assert RUNNING.callable_url("place_booking") == (
        "http://127.0.0.1:20002/demo-muster-3f9c1a/us-central1/place_booking"
    )
    assert RUNNING.trigger_url("sweep") == (
        "http://127.0.0.1:20002/functions/projects/demo-muster-3f9c1a/triggers/us-central1-sweep-0"
    )
