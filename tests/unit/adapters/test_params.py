"""Settings come from the environment when they are asked for."""

import pytest

from muster import params

NAMES = [
    "GCLOUD_PROJECT",
    "GOOGLE_CLOUD_PROJECT",
    "FIREBASE_CONFIG",
    "FUNCTIONS_EMULATOR",
    "CLOUD_TASKS_EMULATOR_HOST",
    "MUSTER_REGION",
    "MUSTER_CLOCK_RATE",
    "MUSTER_CLOCK_EPOCH",
    "MUSTER_ENFORCE_APP_CHECK",
    "MUSTER_MAX_INSTANCES",
    "MUSTER_TASKS_SERVICE_ACCOUNT",
]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_a_bare_deployment_has_safe_defaults() -> None:
    assert params.region() == "us-central1"
    assert params.clock_rate() == 1.0
    assert params.clock_epoch() is None
    assert params.tasks_emulator_host() is None
    assert params.tasks_service_account() is None
    assert params.max_instances() == 20
    assert params.enforce_app_check() is True


@pytest.mark.parametrize(
    ("name", "value"),
    [("GCLOUD_PROJECT", "p-1"), ("GOOGLE_CLOUD_PROJECT", "p-1"), ("FIREBASE_CONFIG", '{"projectId": "p-1"}')],
)
def test_the_project_is_named_in_any_of_three_ways(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    assert params.project_id() == "p-1"


def test_no_project_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="set GCLOUD_PROJECT"):
        params.project_id()


def test_app_check_is_off_on_the_emulator_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNCTIONS_EMULATOR", "true")
    by_default = params.enforce_app_check()
    monkeypatch.setenv("MUSTER_ENFORCE_APP_CHECK", "true")

    assert (by_default, params.enforce_app_check()) == (False, True)


def test_a_flag_that_is_neither_true_nor_false_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_ENFORCE_APP_CHECK", "0")

    with pytest.raises(ValueError, match="true or false"):
        params.enforce_app_check()


def test_a_setting_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_CLOCK_RATE", "12")

    assert params.clock_rate() == 12.0


def test_a_number_that_is_none_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_CLOCK_RATE", "fast")

    with pytest.raises(ValueError, match="MUSTER_CLOCK_RATE"):
        params.clock_rate()
