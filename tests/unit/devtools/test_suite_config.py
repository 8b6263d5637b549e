from typing import Any

from devtools.suite_config import EMULATORS, UNBUILT_PAGE, port_names, suite_config, with_a_page

REAL: dict[str, Any] = {
    "functions": [{"source": "functions", "runtime": "python311"}],
    "firestore": {"rules": "firestore.rules"},
    "emulators": {"auth": {"host": "127.0.0.1", "port": 9099}, "ui": {"enabled": True}},
}


def ports_for(only: tuple[str, ...]) -> dict[str, int]:
    return {name: 20_001 + place for place, name in enumerate(port_names(only))}


def test_every_emulator_listens_on_its_chosen_port_of_the_loopback_address() -> None:
    chosen = ports_for(EMULATORS)

    emulators = suite_config(REAL, chosen, "python311")["emulators"]

    assert {name: emulators[name]["port"] for name in EMULATORS} == {name: chosen[name] for name in EMULATORS}
    assert {emulators[name]["host"] for name in EMULATORS} == {"127.0.0.1"}


def test_firestore_gets_a_websocket_port_of_its_own() -> None:
    chosen = ports_for(("firestore",))

    emulators = suite_config(REAL, chosen, "python311")["emulators"]

    assert emulators["firestore"]["websocketPort"] == chosen["firestore_websocket"]


def test_an_emulator_left_out_is_not_configured() -> None:
    emulators = suite_config(REAL, ports_for(("auth",)), "python311")["emulators"]

    assert "firestore" not in emulators
    assert emulators["ui"] == {"enabled": False}


def test_functions_run_on_the_python_that_is_there() -> None:
    config = suite_config(REAL, ports_for(EMULATORS), "python313")

    assert config["functions"] == [{"source": "functions", "runtime": "python313"}]


def test_sources_and_rules_stay_as_the_project_has_them() -> None:
    config = suite_config(REAL, ports_for(EMULATORS), "python311")

    assert config["firestore"] == REAL["firestore"]


def test_a_plain_page_is_served_while_the_console_is_not_built() -> None:
    real = {**REAL, "hosting": {"public": "built", "ignore": ["x"]}}

    assert with_a_page(real, console_is_built=False)["hosting"] == {"public": UNBUILT_PAGE, "ignore": ["x"]}
    assert with_a_page(real, console_is_built=True)["hosting"] == {"public": "built", "ignore": ["x"]}
