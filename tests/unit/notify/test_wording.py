"""The words: every kind in every language, plain, without a brace that nobody filled."""

import re

import pytest

from shared.notify.kinds import KINDS
from shared.notify.wording import CAUSES, LANGUAGES, cause, language_of, wording

VALUES = {"from": "14:20", "until": "14:35", "minutes": "1", "cause": "Traffic is slow"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_words(language: str) -> None:
    assert set(LANGUAGES[language]) == set(KINDS)
    assert set(CAUSES[language]) == set(CAUSES["en"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_text_says_something_with_all_its_values_and_without_any(kind: str, language: str) -> None:
    for values in (VALUES, {}):
        title, body = wording(kind, language, values)

        assert title
        assert "{" not in title + body
        assert not re.search(r"\.\.|\s\s|\s\.", body)


def test_a_sentence_that_lacks_a_value_is_left_out_and_the_others_stay() -> None:
    _, body = wording("delayed", "en", {"from": "14:20", "until": "14:35"})

    assert body == "We now expect it between 14:20 and 14:35. It may still change."


def test_a_language_that_nobody_wrote_is_answered_in_english() -> None:
    assert [language_of(locale) for locale in ("pt-PT", "de", "fi", "")] == ["pt", "de", "en", "en"]


def test_a_cause_without_words_says_nothing() -> None:
    assert cause("traffic", "de") == "Der Verkehr stockt"
    assert cause("something_new", "de") == cause(None, "de") == ""
