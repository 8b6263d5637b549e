"""The tables are sharp: a fault planted in the rules is seen by the row or the position write that it concerns."""

import re
from collections.abc import Iterator

import pytest

from tests.rules.access_table import TABLE
from tests.rules.matrix import try_all, wrong
from tests.rules.mutants import MUTANTS, POSITIONS, Mutant
from tests.rules.people import PEOPLE
from tests.rules.position_cases import CASES
from tests.rules.rest import Emulator


@pytest.fixture(scope="module")
def workbench(firestore_host: str) -> Iterator[Emulator]:
    """A project for broken rules."""
    project = Emulator(firestore_host, "demo-muster-rules-mutants")
    yield project
    project.close()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_fault_is_seen(workbench: Emulator, rules_text: str, mutant: Mutant) -> None:
    workbench.load_rules(mutant.planted(rules_text))

    assert _is_seen(workbench, mutant)


def test_rules_read_no_other_document(rules_text: str) -> None:
    lookups = re.findall(r"\b(?:get|exists|getAfter|existsAfter)\(\s*/", rules_text)

    assert lookups == []


def test_rules_match_no_whole_subtree(rules_text: str) -> None:
    assert "=**}" not in rules_text


def _is_seen(workbench: Emulator, mutant: Mutant) -> bool:
    rows = [row for row in TABLE if row.collection.endswith(mutant.collection)]
    assert rows
    if any(wrong(try_all(workbench, row, person)) for row in rows for person in PEOPLE):
        return True
    return mutant.collection == POSITIONS and any(case.is_let_through(workbench) != case.allowed for case in CASES)
