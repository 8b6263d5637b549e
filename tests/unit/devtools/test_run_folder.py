from pathlib import Path

import pytest

from devtools import run_folder


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run_folder, "LOGS", tmp_path)
    return tmp_path


def old_folders(logs: Path, count: int) -> list[str]:
    names = [f"20200101-0000{number:02}-suite{number:02}" for number in range(count)]
    for name in names:
        (logs / name).mkdir()
    return names


def test_a_suite_leaves_its_logs_and_nothing_else(logs: Path) -> None:
    with run_folder.made("abc123", lambda _suite_id: False, {}) as folder:
        run_folder.configure(folder, {"emulators": {}})
        during = {entry.name for entry in folder.iterdir()}

    assert {"functions", "firebase.json", "emulators.log"} <= during
    assert [entry.name for entry in folder.iterdir()] == ["emulators.log"]


def test_only_the_latest_logs_are_kept(logs: Path) -> None:
    names = old_folders(logs, run_folder.KEPT + 3)

    with run_folder.made("abc123", lambda _suite_id: False, {}) as folder:
        left = {entry.name for entry in logs.iterdir()} - {folder.name}

    assert left == set(names[3:])


def test_the_folder_of_a_running_suite_is_never_removed(logs: Path) -> None:
    names = old_folders(logs, run_folder.KEPT + 3)

    with run_folder.made("abc123", lambda suite_id: suite_id == "suite01", {}):
        left = {entry.name for entry in logs.iterdir()}

    assert names[1] in left
    assert names[0] not in left
