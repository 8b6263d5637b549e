import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from devtools import command, processes, reaper

MARK = "MUSTER_TEST_MARK"
SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
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


@contextmanager
def running(command: list[str], mark: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command with this mark, in a session of its own; until it has said that it is up, no mark can be read."""
    with subprocess.Popen(
        command, env=marked_environment(mark), start_new_session=True, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process


def test_a_process_in_a_session_of_its_own_is_found_and_ended() -> None:
    with running(SLEEP, "own session"):
        ended = processes.end(MARK, "own session")

    assert ended == 1


def test_a_process_that_ignores_the_request_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_S", 0.2)
    with running(STUBBORN, "stubborn"):
        processes.end(MARK, "stubborn")

    assert processes.marked(MARK, "stubborn") == []


def test_a_process_with_another_mark_is_left_alone() -> None:
    with running(SLEEP, "mine") as process:
        ended = processes.end(MARK, "somebody else's")

        assert (ended, process.poll()) == (0, None)
        processes.end(MARK, "mine")


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
