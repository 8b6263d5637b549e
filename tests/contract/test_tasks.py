"""What a queue promises: a task runs with its payload, and a name that was used is no second task and no error."""

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, Queue
from typing import Any

import pytest
import requests

from devtools.project import ROOT
from muster.adapters.cloud_tasks import EmulatedTasks, queue_path
from muster.ports.messaging import Tasks
from shared.errors import Code, Unavailable
from tests.builders import NOW, later
from tests.fakes.clock import ManualClock
from tests.fakes.messaging import MemoryTasks

QUEUE = "contractqueue"
PROJECT = "demo-muster"
REGION = "us-central1"
SOON = timedelta(seconds=1)
SCRIPT = ROOT / "tests" / "contract" / "tasks_emulator.cjs"
Run = Callable[[int], list[dict[str, Any]]]
Harness = tuple[Tasks, Run]


@pytest.fixture(params=["memory", "emulator"])
def harness(request: pytest.FixtureRequest) -> Harness:
    if request.param == "emulator":
        emulator: Harness = request.getfixturevalue("emulator")
        return emulator
    clock = ManualClock()
    tasks = MemoryTasks(clock)
    clock.advance(3600)
    return tasks, lambda _expected: [task.payload for task in tasks.take_due()]


@pytest.fixture
def emulator(emulator_host: str) -> Iterator[Harness]:
    with _function() as (address, bodies):
        parent = queue_path(PROJECT, REGION, QUEUE)
        requests.post(f"http://{emulator_host}/{parent}", json={"defaultUri": address}, timeout=5).raise_for_status()
        yield EmulatedTasks(emulator_host, PROJECT, REGION), lambda expected: _take(bodies, expected)


@pytest.fixture(scope="module")
def emulator_host() -> Iterator[str]:
    with subprocess.Popen(["node", SCRIPT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdin
        assert node.stdout
        yield f"127.0.0.1:{node.stdout.readline().strip()}"
        node.stdin.close()  # which ends it


@contextmanager
def _function() -> Iterator[tuple[str, "Queue[dict[str, Any]]"]]:
    bodies: Queue[dict[str, Any]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", bodies
    server.shutdown()
    server.server_close()


def _take(bodies: "Queue[dict[str, Any]]", expected: int) -> list[dict[str, Any]]:
    taken = [bodies.get(timeout=15)["data"] for _ in range(expected)]
    try:
        taken.append(bodies.get(timeout=1.5))  # one more than expected would be a fault
    except Empty:
        return taken
    return taken


def test_a_task_runs_with_its_payload(harness: Harness) -> None:
    tasks, run = harness

    tasks.schedule(QUEUE, "runs", {"offer_id": "offer-1", "epoch": 2}, NOW)

    assert run(1) == [{"offer_id": "offer-1", "epoch": 2}]


def test_a_name_that_exists_is_no_second_task_and_no_error(harness: Harness) -> None:
    tasks, run = harness

    tasks.schedule(QUEUE, "twice:offer.1", {"number": 1}, NOW)
    tasks.schedule(QUEUE, "twice:offer.1", {"number": 2}, later(1))

    assert run(1) == [{"number": 1}]


def test_a_name_is_remembered_after_its_task_has_run(harness: Harness) -> None:
    tasks, run = harness
    tasks.schedule(QUEUE, "again", {"number": 1}, NOW)
    run(1)

    tasks.schedule(QUEUE, "again", {"number": 2}, NOW)

    assert run(0) == []


def test_a_task_comes_when_it_is_due(emulator: Harness) -> None:
    tasks, run = emulator
    due_at = datetime.now(UTC) + 4 * SOON

    tasks.schedule(QUEUE, "later", {"number": 1}, due_at)
    tasks.schedule(QUEUE, "sooner", {"number": 2}, NOW)

    assert run(2) == [{"number": 2}, {"number": 1}]
    assert datetime.now(UTC) >= due_at


@pytest.mark.parametrize("again_in", [timedelta(), SOON, -SOON], ids=["then", "later", "at once"])
def test_a_name_that_waits_to_be_due_is_no_second_task_either(emulator: Harness, again_in: timedelta) -> None:
    tasks, run = emulator
    name, due_at = f"waits-{again_in}", datetime.now(UTC) + SOON

    tasks.schedule(QUEUE, name, {"number": 1}, due_at)
    tasks.schedule(QUEUE, name, {"number": 2}, due_at + again_in)

    assert run(1) == [{"number": 1}]
    tasks.schedule(QUEUE, f"{name}-next", {"number": 3}, NOW)
    assert run(1) == [{"number": 3}]


def test_names_that_look_alike_when_made_safe_are_two_tasks(harness: Harness) -> None:
    tasks, run = harness

    tasks.schedule(QUEUE, "alike.1", {"number": 1}, NOW)
    tasks.schedule(QUEUE, "alike:1", {"number": 2}, NOW)

    assert sorted(each["number"] for each in run(2)) == [1, 2]


def test_an_instant_without_a_timezone_is_refused(harness: Harness) -> None:
    tasks, _run = harness

    with pytest.raises(ValueError, match="timezone"):
        tasks.schedule(QUEUE, "naive", {}, NOW.replace(tzinfo=None))


def test_a_queue_that_does_not_exist_is_unavailable(emulator_host: str) -> None:
    tasks = EmulatedTasks(emulator_host, PROJECT, REGION)

    with pytest.raises(Unavailable) as refused:
        tasks.schedule("nosuchqueue", "name", {}, NOW)

    assert refused.value.code is Code.UNAVAILABLE


def test_an_emulator_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        EmulatedTasks("127.0.0.1:1", PROJECT, REGION).schedule(QUEUE, "name", {}, NOW)
