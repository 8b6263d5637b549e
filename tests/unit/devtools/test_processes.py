import os
import subprocess
import sys

import pytest

from devtools import command, processes, reaper

MARK = "MUSTER_TEST_MARK"
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]

KILLED_STARTER = f"""
import os, signal, subprocess
from devtools import reaper

with reaper.all_ended({MARK!r}, "orphan", lambda: None):
    subprocess.Popen({SLEEP!r}, env=os.environ | {{{MARK!r}: "orphan"}}, start_new_session=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def marked_environment(value: str) -> dict[str, str]:
    return os.environ | {MARK: value}


def test_a_process_in_a_session_of_its_own_is_found_and_ended() -> None:
    process = subprocess.Popen(SLEEP, env=marked_environment("own session"), start_new_session=True)

    ended = processes.end(MARK, "own session")

    assert ended == 1
    process.wait()


def test_a_process_that_ignores_the_request_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_S", 0.2)
    with subprocess.Popen(STUBBORN, env=marked_environment("stubborn"), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()

        processes.end(MARK, "stubborn")

    assert processes.marked(MARK, "stubborn") == []


def test_a_process_with_another_mark_is_left_alone() -> None:
    process = subprocess.Popen(SLEEP, env=marked_environment("mine"))

    ended = processes.end(MARK, "somebody else's")

    assert (ended, process.poll()) == (0, None)
    processes.end(MARK, "mine")
    process.wait()


def test_what_a_killed_starter_leaves_is_ended() -> None:
    starter = subprocess.Popen([sys.executable, "-c", KILLED_STARTER])
    starter.wait()

    for orphan in processes.marked(MARK, "orphan"):
        orphan.wait(timeout=30)

    assert processes.marked(MARK, "orphan") == []


def test_a_command_gives_its_exit_code_and_leaves_nothing() -> None:
    code = command.run(["sh", "-c", "sleep 60 & exit 7"])

    assert code == 7


def test_a_command_that_does_not_exist_is_told_by_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    code = command.run(["no-such-command-anywhere"])

    assert code == command.NOT_FOUND
    assert "cannot start no-such-command-anywhere" in capsys.readouterr().err


def test_a_stop_runs_when_its_block_fails() -> None:
    stopped: list[str] = []

    with pytest.raises(ZeroDivisionError), reaper.all_ended(MARK, "failing", lambda: stopped.append("yes")):
        _ = 1 / 0

    assert stopped == ["yes"]
