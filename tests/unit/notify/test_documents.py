"""What the documents show of notifications is what the code does."""

from shared.notify.kinds import KINDS
from shared.notify.replay import replay
from shared.notify.wording import LANGUAGES
from simulator.messages import TIMEZONE, kept
from tests.documents.notifications import PATH, written
from tests.documents.story import play


def test_the_kept_story_is_what_muster_does_today() -> None:
    assert kept() == play(), "python -m tests.documents.story"


def test_the_document_holds_the_table_of_kinds_and_the_story_as_they_are() -> None:
    text = PATH.read_text(encoding="utf-8")

    assert written(text) == text, "python -m tests.documents.notifications"


def test_a_replay_tells_each_message_in_each_language_and_names_nobody_in_it() -> None:
    messages = replay(kept(), LANGUAGES, TIMEZONE)

    assert {one.kind for one in messages} <= set(KINDS)
    assert all(set(one.texts) == set(LANGUAGES) for one in messages)
    words = " ".join(text.title + text.body for one in messages for text in one.texts.values()).lower()
    assert not {uid for one in messages for uid in (one.recipient.lower(),) if f" {uid} " in words}
    assert [one.kind for one in messages if one.recipient == "customer-1"][:3] == [
        "assigned",
        "searching_again",
        "assigned_again",
    ]
