"""The error catalogue: every code has its entry in the document, in the same words, and no number is used twice."""

import re
from pathlib import Path

import pytest

from shared.errors import Code, Conflict

CATALOGUE = Path(__file__).parents[2] / "docs" / "errors.md"
ENTRY = re.compile(r"^### ([BDX]\d{3}) ([A-Z_]+)$\n\n(.+?)(?=\n#|\Z)", re.MULTILINE | re.DOTALL)


def entries() -> dict[str, str]:
    return {f"{number} {name}": text for number, name, text in ENTRY.findall(CATALOGUE.read_text(encoding="utf-8"))}


def test_every_code_has_exactly_one_entry_and_every_entry_a_code() -> None:
    listed = re.findall(r"^### (.+)$", CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(listed) == sorted(code.label for code in Code)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("code", Code)
def test_an_entry_says_cause_and_action_as_the_code_does_and_who_sees_it(code: Code) -> None:
    text = " ".join(entries()[code.label].split())

    assert code.value.cause in text
    assert code.value.action in text
    assert "**Who sees it:**" in text


def test_numbers_are_used_once_and_named_by_their_family() -> None:
    numbers = [code.value.number for code in Code]

    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"[BDX]\d{3}", number) for number in numbers)


def test_an_error_says_its_code_cause_and_action() -> None:
    said = str(Conflict(Code.ALREADY_TAKEN))

    assert said == "D201 ALREADY_TAKEN: Another provider took the booking. Remove the offer; nothing to do."
