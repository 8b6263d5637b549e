import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from devtools import launch, processes, project, suite

START_AND_SAY = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may have been told to ignore these
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from devtools import suite
with suite.run(only=("auth",), say=lambda line: None) as running:
    print(running.project_id, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def starter() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", START_AND_SAY],
        cwd=project.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    process.communicate()


def suite_id_said_by(starter: subprocess.Popen[str]) -> str:
    assert starter.stdout is not None
    return starter.stdout.readline().strip().rpartition("-")[2]


def test_a_suite_serves_while_its_block_runs_and_leaves_nothing() -> None:
    around = dict(os.environ)

    with suite.run(only=("auth",), say=lambda _line: None) as running:
        with urllib.request.urlopen(f"http://{running.host('auth')}/") as answer:
            status = answer.status
        named = os.environ["FIREBASE_AUTH_EMULATOR_HOST"]

    assert (status, named) == (200, running.host("auth"))
    assert processes.marked(launch.MARK, running.project_id.rpartition("-")[2]) == []
    assert dict(os.environ) == around


def test_two_suites_run_side_by_side() -> None:
    with (
        suite.run(only=("auth",), say=lambda _line: None) as first,
        suite.run(only=("auth",), say=lambda _line: None) as second,
    ):
        pass

    assert set(first.ports.values()).isdisjoint(second.ports.values())
    assert first.project_id != second.project_id


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_suite_ends_with_its_starter_whatever_ends_that(
    starter: subprocess.Popen[str], number: signal.Signals
) -> None:
    suite_id = suite_id_said_by(starter)
    running = processes.marked(launch.MARK, suite_id)

    starter.send_signal(number)
    starter.wait(timeout=60)

    assert running
    assert processes.wait(running, at_most_s=60) == []
