"""The Firebase Emulator Suite for as long as a block of code or a command runs, on free ports, leaving nothing behind.

Usage::

    with suite.run(only=("firestore", "auth")) as running:
        print(running.host("firestore"))

``python -m devtools.suite exec -- COMMAND`` does the same around a command, ``up`` until Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devtools import command, launch, signals, steps
from devtools.local_fcm.server import serving
from devtools.ports import LOOPBACK
from devtools.suite_config import EMULATORS

REGION = "us-central1"
HTTP_TIMEOUT_S = 10.0
HOST_VARIABLES = {
    "firestore": "FIRESTORE_EMULATOR_HOST",
    "auth": "FIREBASE_AUTH_EMULATOR_HOST",
    "pubsub": "PUBSUB_EMULATOR_HOST",
    "tasks": "CLOUD_TASKS_EMULATOR_HOST",
    "functions": "MUSTER_FUNCTIONS_HOST",
    "hosting": "MUSTER_HOSTING_HOST",
    "hub": "FIREBASE_EMULATOR_HUB",
    "fcm": "MUSTER_FCM_HOST",
}
PORTS_VARIABLE = "MUSTER_SUITE_PORTS"
SuiteError = launch.SuiteError


@dataclass(frozen=True)
class Suite:
    """A running suite: where its emulators listen and under which names its functions answer."""

    project_id: str
    region: str
    ports: Mapping[str, int]
    log_dir: Path

    def host(self, emulator: str) -> str:
        """Return ``host:port`` of one of the suite's emulators."""
        return f"{LOOPBACK}:{self.ports[emulator]}"

    @property
    def functions_url(self) -> str:
        """Root address of the functions emulator."""
        return f"http://{self.host('functions')}"

    @property
    def hosting_url(self) -> str:
        """Root address of the hosting emulator."""
        return f"http://{self.host('hosting')}"

    def callable_url(self, name: str) -> str:
        """Return the address of a callable or any other HTTPS function."""
        return f"{self.functions_url}/{self.project_id}/{self.region}/{name}"

    def trigger_url(self, name: str) -> str:
        """Return the address where a POST runs a scheduled or background function."""
        return f"{self.functions_url}/functions/projects/{self.project_id}/triggers/{self.region}-{name}-0"

    def functions(self) -> list[dict[str, Any]]:
        """Ask the functions emulator what it serves: name, region, schedule, trigger of each function."""
        with urllib.request.urlopen(f"{self.functions_url}/backends", timeout=HTTP_TIMEOUT_S) as answer:  # noqa: S310
            backends = json.load(answer)["backends"]
        return [function for backend in backends for function in backend["functionTriggers"]]

    @property
    def env(self) -> dict[str, str]:
        """Variables by which clients find this suite."""
        hosts = {variable: self.host(name) for name, variable in HOST_VARIABLES.items() if name in self.ports}
        return hosts | {
            "GCLOUD_PROJECT": self.project_id,
            "GOOGLE_CLOUD_PROJECT": self.project_id,
            "MUSTER_REGION": self.region,
            "MUSTER_SUITE_LOG_DIR": str(self.log_dir),
            PORTS_VARIABLE: ",".join(f"{name}={port}" for name, port in self.ports.items()),
        }


@contextlib.contextmanager
def run(
    *,
    only: tuple[str, ...] = EMULATORS,
    extra_env: Mapping[str, str] | None = None,
    beside: Mapping[str, Path] | None = None,
    say: Callable[[str], None] = steps.say,
) -> Iterator[Suite]:
    """Run emulators for the length of a block; this process's environment names them meanwhile.

    Args:
        only: which emulators, all by default.
        extra_env: further variables for the emulators and so for the functions' workers.
        beside: folders of further codebases of functions, by the codebase's name, to run beside the project's own.
        say: takes progress lines.

    Yields:
        The running suite.

    Raises:
        SuiteError: it did not start; the message holds the end of its log and what to do.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(signals.raised())
        env, ports = dict(extra_env or {}), dict[str, int]()
        if "functions" in only:
            local_fcm = stack.enter_context(serving())
            env[HOST_VARIABLES["fcm"]], ports["fcm"] = local_fcm.host, local_fcm.port
        started = stack.enter_context(launch.emulators(only, env, say, beside or {}))
        running = Suite(started.project_id, REGION, {**started.ports, **ports}, started.folder)
        if "functions" in only:
            running = _with_functions_region(running)
        stack.enter_context(_environment(running.env))
        yield running


@contextlib.contextmanager
def attach_or_run(*, only: tuple[str, ...] = EMULATORS, say: Callable[[str], None] = steps.say) -> Iterator[Suite]:
    """Join the suite this process was started in, when it has the emulators wanted, else run one of its own."""
    around = attached(os.environ)
    if around is not None and set(only) <= set(around.ports):
        yield around
        return
    with run(only=only, say=say) as running:
        yield running


def attached(environment: Mapping[str, str]) -> Suite | None:
    """Read back the suite that ``Suite.env`` describes; None when the environment names none."""
    if PORTS_VARIABLE not in environment:
        return None
    pairs = (pair.split("=") for pair in environment[PORTS_VARIABLE].split(","))
    return Suite(
        project_id=environment["GCLOUD_PROJECT"],
        region=environment["MUSTER_REGION"],
        ports={name: int(port) for name, port in pairs},
        log_dir=Path(environment["MUSTER_SUITE_LOG_DIR"]),
    )


def main(arguments: list[str]) -> int:
    """Run the command line; returns the exit code, that of the command for ``exec``."""
    options = _parser().parse_args(arguments)
    try:
        with run(only=options.only, extra_env=dict(options.env)) as running:
            return command.run(options.command) if options.action == "exec" else _stay_up(running)
    except SuiteError as error:
        steps.say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        return 130


def _with_functions_region(running: Suite) -> Suite:
    """Take the region that the functions themselves declare."""
    regions = {str(function["region"]) for function in running.functions()}
    return Suite(running.project_id, regions.pop(), running.ports, running.log_dir) if len(regions) == 1 else running


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _stay_up(running: Suite) -> int:
    for name, value in running.env.items():
        sys.stdout.write(f"export {name}={value}\n")
    sys.stdout.flush()
    steps.say("Ctrl-C stops the suite.")
    signals.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devtools.suite", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    execute = actions.add_parser("exec", help="run a command inside a suite")
    up = actions.add_parser("up", help="run a suite until Ctrl-C")
    for action in (execute, up):
        action.add_argument("--only", type=_names, default=EMULATORS, help=f"comma-separated, of {','.join(EMULATORS)}")
        action.add_argument("--env", type=_pair, action="append", default=[], help="NAME=VALUE, for the functions")
    execute.add_argument("command", nargs="+", metavar="-- COMMAND")
    return parser


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(EMULATORS):
        raise argparse.ArgumentTypeError(f"{text!r}: choose from {','.join(EMULATORS)}")
    return names


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
