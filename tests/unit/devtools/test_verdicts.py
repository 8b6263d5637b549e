import pytest

from devtools import pythons, verdicts

DEPLOYED = (3, 11)


def test_the_deployed_python_is_preferred_to_a_newer_one() -> None:
    found = pythons.find(DEPLOYED, lambda _command: True)

    assert found == ("python3.11", (3, 11))


def test_a_newer_python_serves_where_the_deployed_one_is_missing() -> None:
    found = pythons.find(DEPLOYED, lambda command: command == "python3.13")

    assert found == ("python3.13", (3, 13))
    assert verdicts.python(found, DEPLOYED, "").state == "hint"


def test_an_older_python_does_not_serve() -> None:
    found = pythons.find(DEPLOYED, lambda command: command in {"python3.9", "python3.10"})

    assert verdicts.python(found, DEPLOYED, "install one").state == "missing"


@pytest.mark.parametrize(
    ("version", "state"), [(None, "missing"), ("v18.19.0", "missing"), ("v20.0.0", "ok"), ("v24.1.0", "ok")]
)
def test_node_must_be_20_or_newer(version: str | None, state: str) -> None:
    finding = verdicts.node(version)

    assert finding.state == state


@pytest.mark.parametrize(
    ("packaged", "system", "state"),
    [
        ('openjdk version "25.0.2"', None, "ok"),
        (None, 'openjdk version "21.0.1"', "ok"),
        (None, 'openjdk version "17.0.15"', "hint"),
        (None, None, "hint"),
    ],
)
def test_java_is_never_in_the_way_because_set_up_brings_one(packaged: str, system: str, state: str) -> None:
    finding = verdicts.java(packaged, system)

    assert finding.state == state


def test_emulators_are_missing_only_when_they_cannot_be_downloaded() -> None:
    offline = verdicts.emulators(None, "install them", can_download=False)
    online = verdicts.emulators(None, "install them", can_download=True)

    assert (offline.state, offline.detail, online.state) == ("missing", "install them", "hint")


def test_a_finished_set_up_needs_less_room() -> None:
    before, after = verdicts.disk(1.0, is_set_up=False), verdicts.disk(1.0, is_set_up=True)

    assert (before.state, after.state) == ("missing", "ok")


def test_no_network_is_only_a_hint() -> None:
    finding = verdicts.network(["registry.example"])

    assert finding.state == "hint"
    assert "registry.example" in finding.detail


def test_the_doctor_fails_only_for_what_nothing_works_without() -> None:
    hints = [verdicts.network(["registry.example"]), verdicts.setup(["emulators"]), verdicts.npm("11.0.0")]

    assert verdicts.exit_code(hints) == 0
    assert verdicts.exit_code([*hints, verdicts.npm(None)]) == 1


def test_every_finding_has_a_line() -> None:
    text = verdicts.report([verdicts.npm("11.0.0"), verdicts.ports(0)])

    assert text.splitlines() == [
        "      ok  npm        11.0.0",
        " MISSING  Ports      no free block of ports: stop some suites",
    ]
