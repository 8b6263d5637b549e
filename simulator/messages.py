"""Every message that one booking's timeline sends, in every language: ``python -m simulator.messages``.

Without options it tells the story that is kept beside it; ``--timeline FILE`` a stored one, ``--project ID --booking ID`` one in
Firestore (of the emulator where ``FIRESTORE_EMULATOR_HOST`` is set, else with your own credentials).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from google.cloud.firestore import Client
from pydantic import TypeAdapter

from muster.adapters.firestore_store import FirestoreStore
from shared.messages.events import TimelineEvent
from shared.notify.kinds import KINDS
from shared.notify.replay import Told, replay
from shared.notify.wording import LANGUAGES

STORY = Path(__file__).parent / "stories" / "two_providers.json"
TIMEZONE = "Europe/Berlin"
TIMELINE = TypeAdapter(tuple[TimelineEvent, ...])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the messages as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m simulator.messages", description=__doc__)
    parser.add_argument("--timeline", type=Path, default=STORY, metavar="FILE", help="a JSON list of timeline events")
    parser.add_argument("--project", metavar="ID", help="read from this project's Firestore instead")
    parser.add_argument("--booking", metavar="ID", help="of that project")
    parser.add_argument("--timezone", default=TIMEZONE, metavar="NAME", help="of the phones (%(default)s)")
    given = parser.parse_args(arguments)
    if bool(given.project) != bool(given.booking):
        parser.error("--project and --booking go together")
    timeline = _stored(given.project, given.booking) if given.project else kept(given.timeline)
    print("\n".join(listed(replay(timeline, LANGUAGES, given.timezone))))


def kept(file: Path = STORY) -> tuple[TimelineEvent, ...]:
    """Read a timeline from a file."""
    return TIMELINE.validate_json(file.read_bytes())


def listed(messages: Sequence[Told]) -> list[str]:
    """Write messages down, one heading each, one line a language."""
    lines: list[str] = []
    for told in messages:
        how = KINDS[told.kind]
        manner = ", ".join(
            filter(None, ["urgent" if how.urgent else "", f"sound {how.sound}" if how.sound else "no sound"])
        )
        lines.append(f"- **{told.at:%H:%M:%S} UTC, `{told.event_type}`: `{told.kind}` to {told.recipient}** ({manner})")
        lines += [f"  - {language}: *{text.title}* {text.body}" for language, text in sorted(told.texts.items())]
    return lines


def _stored(project: str, booking_id: str) -> tuple[TimelineEvent, ...]:
    return tuple(FirestoreStore(Client(project=project)).timeline(booking_id))


if __name__ == "__main__":
    main()
