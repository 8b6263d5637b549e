"""Starts firebase-tools in a session of its own, waits until it serves, and stops it with all that came of it."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from devtools import archives, java, ports, processes, project, reaper, run_folder, start_log, steps
from devtools.suite_config import port_names, suite_config, with_a_page

MARK = "MUSTER_SUITE_ID"
ATTEMPTS = 3
START_DEADLINE_S = 180.0
STOP_GRACE_S = 5.0
POLL_S = 0.1
PROGRESS_S = 5.0
WORKERS_PER_CORE = 4
"""Requests that the functions emulator serves at once: each may start a Python of its own, the rest wait their turn."""
PRELOADS = ("private_ports.cjs", "quick_auth.cjs", "tasks_pace.cjs", "fresh_connections.cjs")
"""What mends firebase-tools as it starts; each file says why."""
WITHHELD = ("GOOGLE_APPLICATION_CREDENTIALS", "FIREBASE_TOKEN", "PYTHONPATH", "DEBUG")
"""Variables of this process that the emulators must not see: real credentials, and paths that production has not."""
Say = Callable[[str], None]


class SuiteError(Exception):
    """The emulators did not start; the message says why and what to do."""


class _PortLost(Exception):
    """Somebody took a port between its choice and its use."""


@dataclass(frozen=True)
class Started:
    """What is running: its project id, its ports by emulator, the folder with its logs."""

    project_id: str
    ports: Mapping[str, int]
    folder: Path


@dataclass(frozen=True)
class _Plan:
    suite_id: str
    only: tuple[str, ...]
    block: range
    folder: Path
    env: Mapping[str, str]
    beside: tuple[str, ...]

    @property
    def project_id(self) -> str:
        return f"demo-muster-{self.suite_id}"

    @property
    def log(self) -> Path:
        return self.folder / run_folder.LOG


@contextlib.contextmanager
def emulators(
    only: tuple[str, ...], extra_env: Mapping[str, str], say: Say, beside: Mapping[str, Path]
) -> Iterator[Started]:
    """Run emulators for the length of a block, then end every process that came of them.

    Args:
        only: names of the emulators to run.
        extra_env: further variables for them and for the functions' workers.
        say: takes progress lines.
        beside: sources of further codebases of functions, by the codebase's name.

    Raises:
        SuiteError: they did not start.
    """
    suite_id = secrets.token_hex(3)
    launched: list[subprocess.Popen[bytes]] = []
    ended = reaper.all_ended(MARK, suite_id, lambda: _stop(suite_id, launched, say))
    with ports.own_block() as block, run_folder.made(suite_id, _is_running, beside) as folder, ended:
        env = _environment(suite_id, block, extra_env)
        plan = _Plan(suite_id, only, block, folder, env, tuple(beside))
        yield Started(plan.project_id, _start(plan, launched, say), folder)


def _start(plan: _Plan, launched: list[subprocess.Popen[bytes]], say: Say) -> dict[str, int]:
    """Start the plan's emulators, on other ports when one is lost on the way; returns the ports."""
    say(f"Emulators ({', '.join(plan.only)}): starting; log in {steps.shown(plan.folder)}")
    runtime = project.runtime_name((sys.version_info.major, sys.version_info.minor))
    for attempt in range(ATTEMPTS):
        free = ports.choose(port_names(plan.only), ports.is_free, plan.block[attempt * len(port_names(plan.only)) :])
        real = with_a_page(
            project.read_json(project.ROOT / "firebase.json"), console_is_built=project.CONSOLE.is_file()
        )
        run_folder.configure(plan.folder, suite_config(real, free, runtime, plan.beside))
        try:
            launched.append(_popen(plan))
            _wait_until_serving(launched[-1], plan.log, say)
        except _PortLost:
            processes.end(MARK, plan.suite_id)
        else:
            return free
    raise _failure("a port was lost again and again", plan.log)


def _popen(plan: _Plan) -> subprocess.Popen[bytes]:
    preloads = [f"--require={project.ROOT / 'devtools' / name}" for name in PRELOADS]
    firebase = ["node", *preloads, str(project.FIREBASE_CLI), "emulators:start"]
    with plan.log.open("wb") as log:
        return subprocess.Popen(
            [*firebase, "--project", plan.project_id, "--only", ",".join(plan.only)],
            cwd=plan.folder,
            env=plan.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_serving(process: subprocess.Popen[bytes], log: Path, say: Say) -> None:
    started_s = spoken_s = time.monotonic()
    while not start_log.is_ready(text := log.read_text(encoding="utf-8", errors="replace")):
        now_s = time.monotonic()
        if process.poll() is not None and start_log.lost_a_port(text):
            raise _PortLost
        if process.poll() is not None or start_log.has_failed(text):
            raise _failure("the emulators did not start", log)
        if now_s - started_s > START_DEADLINE_S:
            raise _failure(f"the emulators were not ready after {START_DEADLINE_S:.0f} s", log)
        if now_s - spoken_s >= PROGRESS_S:
            say(f"Emulators: {now_s - started_s:.0f} s ...")
            spoken_s = now_s
        time.sleep(POLL_S)
    say(f"Emulators: ready in {time.monotonic() - started_s:.1f} s")


def _failure(what: str, log: Path) -> SuiteError:
    text = log.read_text(encoding="utf-8", errors="replace")
    end = steps.tail(start_log.cause(text))
    return SuiteError(f"{what}. From {steps.shown(log)}:\n{end}\nNext: {start_log.next_step(text)}")


def _environment(suite_id: str, block: range, extra_env: Mapping[str, str]) -> dict[str, str]:
    around = {
        name: value
        for name, value in os.environ.items()
        if name not in WITHHELD and not name.endswith("_EMULATOR_HOST") and not name.startswith("MUSTER_SUITE")
    }
    try:
        found = archives.variables()
    except steps.StepFailed as missing:
        raise SuiteError(str(missing)) from missing
    marks = {MARK: suite_id, "MUSTER_WORKER_PORTS": f"{block[len(block) // 10]}-{block[-1]}"}
    settings = {
        "FUNCTIONS_DISCOVERY_TIMEOUT": "120",
        "FUNCTIONS_EMULATOR_PARALLEL": str(max(8, WORKERS_PER_CORE * (os.cpu_count() or 1))),
        "NO_COLOR": "1",
        "FORCE_COLOR": "0",
        "NO_UPDATE_NOTIFIER": "1",
    }
    return {**settings, **around, **java.environment(around), **found, **marks, **extra_env}


def _stop(suite_id: str, launched: list[subprocess.Popen[bytes]], say: Say) -> None:
    """End the functions' workers, which firebase-tools would wait for and leave; ask it to stop; end what is left."""
    started_s = time.monotonic()
    running = processes.marked(MARK, suite_id)
    leaders = [process for process in running if process.pid in {leader.pid for leader in launched}]
    workers = [process for process in running if processes.name(process) not in {"node", "java"}]
    processes.signal_all(workers, signal.SIGKILL)
    processes.signal_all(leaders, signal.SIGINT)
    processes.wait(leaders, STOP_GRACE_S)
    processes.end(MARK, suite_id)
    for leader in launched:
        leader.wait()
    if launched:
        say(f"Emulators: stopped in {time.monotonic() - started_s:.1f} s")


def _is_running(suite_id: str) -> bool:
    return bool(processes.marked(MARK, suite_id))
