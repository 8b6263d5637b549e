"""Every rule was seen to allow and to refuse: an expression with one outcome only is a rule that no test can break."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rules.access_table import TABLE
from tests.rules.matrix import try_all
from tests.rules.people import ORDINARY
from tests.rules.position_cases import CASES
from tests.rules.rest import Emulator


@pytest.fixture
def fresh(firestore_host: str, rules_text: str) -> Iterator[Emulator]:
    """A project whose report begins now."""
    project = Emulator(firestore_host, "demo-muster-rules-coverage")
    project.load_rules(rules_text)
    yield project
    project.close()


def test_every_condition_was_seen_true_and_false(fresh: Emulator) -> None:
    for row in (row for row in TABLE if row.get):
        for person in ORDINARY:
            list(try_all(fresh, row, person))
    for case in CASES:
        case.is_let_through(fresh)

    report = fresh.coverage()

    assert _one_sided(report) == []


def _one_sided(report: dict[str, Any]) -> list[str]:
    """Name each top-level expression, of an ``allow`` or a function, that was not both true and false."""
    text = report["rules"]["files"][0]["content"]
    return [
        f"line {entry['sourcePosition']['line']}: {_source(text, entry['sourcePosition'])}"
        for entry in report["report"]
        if {True, False} - _outcomes(entry)
    ]


def _outcomes(entry: dict[str, Any]) -> set[bool]:
    return {seen["value"]["boolValue"] for seen in entry.get("values", []) if "boolValue" in seen["value"]}


def _source(text: str, position: dict[str, int]) -> str:
    return str(text[position["currentOffset"] : position["endOffset"]])
