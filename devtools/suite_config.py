"""The firebase.json of one suite: the project's own with this suite's ports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devtools.ports import LOOPBACK

EMULATORS = ("auth", "functions", "firestore", "pubsub", "tasks", "hosting", "eventarc")
SUPPORT = ("hub", "logging")
WEBSOCKET = "firestore_websocket"
UNBUILT_PAGE = "clients/console/unbuilt"


def port_names(only: tuple[str, ...]) -> tuple[str, ...]:
    """Return what needs a port when these emulators run."""
    return (*only, *SUPPORT, WEBSOCKET)


def suite_config(
    real: Mapping[str, Any], ports: Mapping[str, int], runtime: str, beside: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Derive a suite's configuration from the project's own.

    Args:
        real: content of the project's firebase.json.
        ports: port by name, as ``port_names`` lists them.
        runtime: runtime name of the Python in functions/venv.
        beside: further codebases of functions, each in a folder of its name.

    Returns:
        The same project, its emulators on these ports of the loopback address.
    """
    emulators: dict[str, Any] = {
        name: {"host": LOOPBACK, "port": port} for name, port in ports.items() if name != WEBSOCKET
    }
    if "firestore" in emulators:
        emulators["firestore"]["websocketPort"] = ports[WEBSOCKET]
    further = [{"source": name, "codebase": name} for name in beside]
    functions = [{**codebase, "runtime": runtime} for codebase in (*real["functions"], *further)]
    shared = {"singleProjectMode": True, "ui": {"enabled": False}}
    return {**real, "functions": functions, "emulators": emulators | shared}


def with_a_page(real: Mapping[str, Any], *, console_is_built: bool) -> Mapping[str, Any]:
    """Let Hosting serve a plain page while the console is not built, so that nothing else has to wait for its build."""
    return real if console_is_built else {**real, "hosting": {**real["hosting"], "public": UNBUILT_PAGE}}
